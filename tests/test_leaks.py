"""Private things change no public byte, in lists, counts, searches, feeds or headers (TRUST LEAK-1, LEAK-3)."""

import datetime
import itertools
import random
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from lxml import etree

from ggsn.search.feed import MOST
from ggsn.search.index import rebuild
from ggsn.search.watch import in_one_go
from members.models import Region, Struggle, SupportKind, Visibility
from resources.models import Kind, Resource, ResourceFile
from tests.access_table import declared
from tests.make import make_version
from tests.private_things import NOTHING_PRIVATE, SECRETS, SHARED, make_private_things
from tests.walk import LANGUAGE, addresses, body_of, crawl, page_of, said, settle, undone

pytestmark = pytest.mark.django_db

LINES = declared()
PUBLIC = [address for address in addresses() if address.name in LINES and "anon" in LINES[address.name].admitted]


# The questions a newcomer could ask.


def public_paths(world):
    return [world.path(address, LINES[address.name].example, LANGUAGE) for address in PUBLIC]


def controls(response):
    """What the forms and links of a page let one ask for: {name: values}; "" stands for words typed."""
    found = {}
    page = page_of(response)
    for form in page.forms:
        if (form.get("method") or "get").lower() == "get":
            for control in form.inputs:
                if control.name:
                    values = [option.get("value", "") for option in control.xpath(".//option")]
                    typed = (control.get("type") or "text") in {"text", "search"} and control.tag == "input"
                    values = values or [control.get("value", "") if not typed else ""]
                    found.setdefault(control.name, set()).update(values)
    for link in page.xpath("//main//a/@href"):
        for part in link.partition("?")[2].split("&"):
            name, _equals, value = part.partition("=")
            if name and value:
                found.setdefault(name, set()).add(value)
    return {name: sorted(values) for name, values in sorted(found.items())}


def page_of_feed(path):
    """Where one finds what can be asked of a feed: on the page of results that it belongs to."""
    with override(path.split("/")[1]):
        return reverse("search:results") if path == reverse("search:feed") else path


def grid(visitor, paths, limit):
    """Up to `limit` queries to each page that is searched, fewer to others; always the same ones."""
    words = [*SECRETS, *SHARED, "ecluserie", "écl", '"Écluserie"', "brindezingue", "zzzz", "l'écluserie", "1", "500"]
    questions, chance = [], random.Random(4)
    for path in paths:
        response = visitor.get(page_of_feed(path))
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        asked = controls(response)
        typed = [name for name, values in asked.items() if "" in values]
        facets = [(name, value) for name, values in asked.items() for value in values if value]
        here = [{name: word} for name in typed for word in words]
        here += [{name: word, facet: value} for name in typed for word in SHARED[:3] for facet, value in facets]
        here += [{facet: value} for facet, value in facets]
        here += [dict(pair) for pair in itertools.combinations(facets, 2)]
        here += [{"page": page} for page in ["2", "3", "99", "0", "-1", "x"]]
        chance.shuffle(here)
        questions += [(path, query) for query in here[: limit if typed else limit // 20]]
    return questions


def all_answers(world, questions):
    """{question: answer} of everything public: addresses, a crawl, and the questions."""
    settle()
    anon = world.visitors["anon"]
    answers = {}
    for path in public_paths(world):
        with undone():
            answers[path] = said(anon.get(path))
    answers |= {path: said(response) for path, response in crawl(anon, ["/en/", "/fr/"], limit=300)}
    for path, query in questions:
        answers[path, *query.items()] = said(anon.get(path, query_params=query))
    return answers


def differing(before, now):
    """The questions that are answered differently, with the first bytes that differ."""
    found = {}
    for question in before.keys() | now.keys():
        one, two = before.get(question, b""), now.get(question, b"")
        if one != two:
            at = next((n for n, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), 0)
            found[question] = (one[max(0, at - 40) : at + 40], two[max(0, at - 40) : at + 40])
    return found


def make_public_things(world):
    """So that there is a second page, and something behind every facet."""
    facets = {"struggles": Struggle, "supports": SupportKind, "regions": Region}
    for number in range(30):
        resource = Resource.objects.create(
            kind=[kind for kind in Kind.values if kind != Kind.DRIVE][number % 5],
            title_en=f"Public {SHARED[number % len(SHARED)]} {number}",
            visibility=Visibility.PUBLIC,
            published_at=timezone.now(),
        )
        for name, model in facets.items():
            things = list(model.objects.all())
            getattr(resource, name).add(things[number % len(things)])
        resource.languages.add(["fr", "en"][number % 2])


@pytest.fixture
def questions(world):
    make_public_things(world)
    settle()
    # One page of each address: of what is said of one thing, no more can be asked.
    paths = [path for path in public_paths(world) if "kanari" not in path]
    return grid(world.visitors["anon"], paths, 500)


def test_private_things_change_no_public_byte(world, questions):
    with time_machine.travel(timezone.now(), tick=False):
        before, rows_before = all_answers(world, questions), rows()
        with undone():
            with in_one_go():
                make_private_things(world)
            rows_now = rows()
            now = all_answers(world, questions)

    assert differing(before, now) == {}
    assert len(before) > 1000
    # Whoever adds a model has private things made of it, or says that there is nothing private in it.
    assert {label for label in rows_now if rows_now[label] == rows_before[label]} - NOTHING_PRIVATE == set()


def rows():
    """{model: how many there are}, for each model of the portal."""
    ours = [room for room in apps.get_app_configs() if room.module.__file__.startswith(str(settings.BASE_DIR))]
    models = [model for room in ours for model in room.get_models() if "site-packages" not in room.path]
    return {model._meta.label: model._base_manager.count() for model in models}


# Searching for private words is like searching for words nobody wrote.

NONSENSE = "Évuzyxerola"
NUMBERS = itertools.count(83_145_617)  # that stand in no public text


WAYS = ["{}", '"{}"', "l'{}", "{}s", "{}*", "la {} verte"]


def same_change(word):
    """What somebody would type who suspects a word: whole, in part, without accents, in capitals."""
    bare = word.replace("É", "E").replace("é", "e")
    return [word, word.lower(), word.upper(), bare, bare.lower(), word[:6], word[:4], word[2:]]


def ways_to_search(resource, file):
    """[(what is typed, its word, the same with nonsense, the nonsense)]: of a title, a file and its name; numbers."""
    for private, like in zip(same_change(resource.title_en), same_change(NONSENSE), strict=True):
        for way in WAYS:
            yield way.format(private), private, way.format(like), like
    version = file.versions.get()
    for hidden in [version.words, version.name, file.title_en]:
        word = hidden.partition(".")[0]
        for private, like in zip(same_change(word)[::3], same_change(NONSENSE)[::3], strict=True):
            for way in ["{}", '"{}"', "{}.txt"]:
                yield way.format(private), private, way.format(like), like
    for number in [resource.pk, file.pk, version.pk]:
        yield str(number), str(number), "987654", "987654"
    yield file.key, file.key, "q" * len(file.key), "q" * len(file.key)
    yield resource.slug_en, resource.slug_en, NONSENSE.lower(), NONSENSE.lower()


@pytest.mark.parametrize("role", ["anon", "applicant", "gone", "member"])
def test_searching_for_private_words_is_like_searching_for_nonsense(world, role):
    """A draft of another, whose words occur nowhere else, for members; for newcomers, what members have too."""
    visitor, different = world.visitors[role], []

    with undone(), time_machine.travel(timezone.now(), tick=False):
        settle()
        hidden = make_hidden(world, is_draft=role == "member")
        settle()
        for path in [path for path in public_paths(world) if "kanari" not in path]:
            response = visitor.get(page_of_feed(path))
            if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
                continue
            for name in [name for name, values in controls(response).items() if "" in values]:
                for way, word, like, nonsense in ways_to_search(*hidden):
                    private = said(visitor.get(path, query_params={name: way}), word, nonsense)
                    nothing = said(visitor.get(path, query_params={name: like}), word, nonsense)
                    if private != nothing:
                        different.append((path, name, way))

    assert different == []


def make_hidden(world, is_draft):
    """A resource of another, and a file: of a draft too for members, for newcomers on a page that they may read."""
    resource = make_hidden_resource(world, is_draft)
    if is_draft:
        return resource, make_hidden_file(resource, Visibility.PUBLIC)
    return resource, make_hidden_file(world.things["resource", "public"], Visibility.MEMBERS)


def make_hidden_resource(world, is_draft):
    title = "Éwubyxemina"
    return Resource.objects.create(
        kind=Kind.GUIDE,
        pk=next(NUMBERS),
        title_en=title,
        title_fr=title,
        text_fr=title,
        contributor=world.people["other"],
        published_at=None if is_draft else timezone.now(),
        visibility=Visibility.PUBLIC if is_draft else Visibility.MEMBERS,
    )


def make_hidden_file(resource, visibility):
    file = ResourceFile.objects.create(
        pk=next(NUMBERS), resource=resource, visibility=visibility, title_en="Éjubyhemina"
    )
    make_version(file, pk=next(NUMBERS), name="Éqobyxamina.txt", words="Ézadyxomina")
    return file


def test_a_member_does_find_what_members_may_find(world):
    """Else the test above would prove nothing."""
    with undone():
        settle()
        Resource.objects.create(kind=Kind.GUIDE, title_en="Éwubyxemina", published_at=timezone.now())

        path = world.path(next(a for a in PUBLIC if a.name == "resources:list"), ())
        found = world.visitors["member"].get(path, query_params={"q": "ewubyxemina"})

    assert "Éwubyxemina" in page_of(found).xpath("string(//main)").replace("q=Éwubyxemina", "")


def test_a_member_does_find_what_stands_in_a_file_for_members(world):
    with undone():
        settle()
        make_hidden_file(world.things["resource", "public"], Visibility.MEMBERS)

        path = world.path(next(a for a in PUBLIC if a.name == "search:results"), ())
        pages = [world.visitors["member"].get(path, query_params={"q": word}) for word in ("zadyxomina", "ezadyxomina")]
        links = [page_of(page).xpath("//main//ol//a/@href") for page in pages]

    assert (len(links[0]), len(links[1])) == (0, 1)


# The feed of the search is all that is public and asked for, and nothing else (TRUST LEAK-12).


def entries(visitor, **asked):
    feed = etree.fromstring(body_of(visitor.get("/en/search/feed/", query_params=asked)))
    return [urlsplit(link).path for link in feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")]


@pytest.mark.parametrize("role", ["anon", "member", "coordinator"])
def test_the_feed_is_the_newest_of_what_is_public(world, role):
    visitor = world.visitors[role]
    with undone(), override("en"):
        make_public_things(world)
        now = timezone.now()
        # Not the last that was written is the newest, but the last that was published.
        public = list(Resource.objects.visible_to(AnonymousUser()).order_by("pk"))
        Resource.objects.filter(pk__in=[one.pk for one in public]).update(published_at=None)
        rebuild()
        for number, resource in enumerate(random.Random(7).sample(public, len(public))):
            resource.published_at = now + datetime.timedelta(minutes=number)
            resource.save()
        make_private_resources_beside(world, now)
        settle()
        newest = sorted(public, key=lambda resource: resource.published_at, reverse=True)
        in_africa = [one for one in newest if "africa" in {region.key for region in one.regions.all()}]
        feeds = [entries(visitor, where="library", **asked) for asked in ({"kind": Kind.values}, {"region": "africa"})]

    assert feeds[0] == [one.get_absolute_url() for one in newest][:MOST]
    assert feeds[1] == [one.get_absolute_url() for one in in_africa]
    assert len(newest) > MOST > len(in_africa) > 0


def make_private_resources_beside(world, now):
    africa = Region.objects.get(key="africa")
    for number in range(10):
        hidden = make_hidden_resource(world, is_draft=number % 2 == 0)
        hidden.published_at = hidden.published_at and now + datetime.timedelta(days=number)
        hidden.save()
        hidden.regions.add(africa)
