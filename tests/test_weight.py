"""What each page of the table of access weighs on a first visit, packed as a browser gets it, and what it asks for."""

import functools
import gzip
import itertools
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import override

from ggsn.sheets import ABSENT, ABSENT_KINDS, ABSENT_TAGS, JoinedSheets, written_out
from members.models import Language, Visibility
from resources.models import Collection, Kind, Topic
from resources.topics import topics_called
from tests.access_table import READERS, declared, readers
from tests.make import make_resource
from tests.walk import LANGUAGE, addresses, body_of, is_page, settle, undone
from tests.walk import page_of as read

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]
MOST_BYTES, MOST_REQUESTS = 14_600, 3
# (bytes, requests) of the pages that may be heavier, by their name, and why.
EXCEPTED = {
    # Four scripts of allauth speak with the key that is added here: about 4 kB that no other page asks for.
    "mfa_add_webauthn": (MOST_BYTES, 6),
}
KINDS = {
    "[type=button]": "//input[@type='button']",
    "[disabled]": "//*[@disabled]",
    "[multiple]": "//*[@multiple]",
    "[type=password]": "//input[@type='password']",
    "[type=tel]": "//input[@type='tel']",
    "td ul": "//td//ul",
    "table p": "//table//p",
    "code strong": "//code//strong",
    "ul.inline": "//ul[contains(concat(' ', @class, ' '), ' inline ')]",
    "p.help": "//p[contains(@class, 'help')]",
    "div.help ul": "//div[contains(@class, 'help')]//ul",
    "div.help li": "//div[contains(@class, 'help')]//li",
    ".required label": "//*[contains(concat(' ', @class, ' '), ' required ')]//label",
    "tr.alt": "//tr[contains(concat(' ', @class, ' '), ' alt ')]",
    ".related-widget-wrapper ul": "//*[contains(@class, 'related-widget-wrapper')]//ul",
    **{
        f"{tag} + div.help": f"//{tag}/following-sibling::*[1][self::div][contains(@class, 'help')]"
        for tag in ["input", "textarea", "select", "label"]
    },
    ".module dl": "//*[contains(@class, 'module')]//dl",
    ".module ol": "//*[contains(@class, 'module')]//ol",
}
LINES = declared()
PAGES = readers()
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ADDRESSES = {address.name: address for address in addresses()}


@functools.cache
def packed(address):
    """The bytes of a style sheet, script or picture as `collectstatic` lays it down for browsers."""
    name = address.partition("?")[0].removeprefix(settings.STATIC_URL)
    is_written = name in {*JoinedSheets.JOINED, *JoinedSheets.SCRIPTS}
    return len(brotli.compress(written_out(name).encode() if is_written else Path(finders.find(name)).read_bytes()))


def weigh(visitor, path):
    """(bytes, requests), or nothing where no page is. The icon aside: it comes when everything else is there."""
    with undone():
        response = visitor.get(path, headers={"accept-encoding": "gzip"})
    if response.status_code != 200 or not is_page(response):
        return None
    body = body_of(response)
    if response.headers.get("Content-Encoding") == "gzip":
        response.content = gzip.decompress(body)
    parts = set(read(response).xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src"))
    asked = [part for part in parts if not part.startswith("data:")]  # stands in the page itself
    files = [part for part in asked if part.startswith(settings.STATIC_URL)]
    made = [visitor.get(part, headers={"accept-encoding": "gzip"}) for part in asked if part not in files]
    return len(body) + sum(map(packed, files)) + sum(len(body_of(one)) for one in made), 1 + len(asked)


@pytest.mark.parametrize("role", READERS)
def test_every_page_is_light(world, role):
    """Every address of the table, so that the next page cannot escape."""
    weighed, heavy = 0, {}

    for name, roles in PAGES.items():
        path = world.path(ADDRESSES[name], LINES[name].example, LANGUAGE)
        if role in roles and (weight := weigh(world.visitors[role], path)):
            weighed += 1
            most = EXCEPTED.get(name, (MOST_BYTES, MOST_REQUESTS))
            if any(is_more > bound for is_more, bound in zip(weight, most, strict=True)):
                heavy[name] = weight

    assert heavy == {}
    assert weighed > 30


MANY = 60
# As long as people write them; a summary may have 300 letters, a description 600.
WRITTEN = [("title", 60), ("summary", 200)]
DESCRIBED = [("title", 40), ("description", 200)]


def writer():
    """write(letters): some text as people write it, each time another, of about so many letters."""
    pages = sorted(Path(settings.BASE_DIR).glob("ggsn/content/pages/*.md"))
    words = itertools.cycle(word for page in pages for word in page.read_text().split() if word.isalpha())

    def write(letters):
        text = next(words)
        while len(text) + 12 < letters:
            text += f" {next(words)}"
        return text

    return write


@pytest.fixture
def full_library(world):
    """Sixty resources with all that an entry may show, in one collection, and sixty collections more."""
    write, resources = writer(), []
    for number in range(MANY):
        both = {f"{name}_{code}": write(letters) for code in LANGUAGES for name, letters in WRITTEN}
        resource = make_resource(**both, kind=Kind.values[number % 5], year=2000 + number % 25, minutes=number, pages=9)
        resource.languages.set(Language.objects.all()[number : number + 3])
        resource.tags.set(topics_called([write(20) for _topic in range(2)]))
        resources.append(resource)
        texts = {f"{name}_{code}": write(letters) for code in LANGUAGES for name, letters in DESCRIBED}
        Collection.objects.create(**texts, visibility=Visibility.PUBLIC).put_in_order(resources[-3:])
    full = Collection.objects.create(title_en="Full", title_fr="Plein", visibility=Visibility.PUBLIC)
    full.put_in_order(resources)
    settle()
    return full


@pytest.mark.parametrize("role", ["anon", "member"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_collections_are_light_however_much_is_in_them(world, full_library, role, language):
    with override(language):
        full, all_of_them = full_library.get_absolute_url(), reverse("resources:collections")

    weights = {
        f"{path}?page={number}": weigh(world.visitors[role], f"{path}?page={number}")
        for path in [full, all_of_them]
        for number in [1, 2, 3]
    }

    assert {path: weight for path, weight in weights.items() if weight[0] > MOST_BYTES} == {}


@pytest.mark.parametrize("role", ["anon", "member"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_light_however_many_topics_there_are(world, full_library, role, language):
    write = writer()
    for resource in full_library.resources.all():
        resource.tags.add(*topics_called([write(22) for _topic in range(8)]))
    settle()
    with override(language):
        library, search = reverse("resources:list"), reverse("search:results")

    paths = [f"{library}?", f"{search}?where=library&"]
    paths = [f"{path}{more}" for path in paths for more in ["page=2", "more=tag", "more=tag-2", "more=tag-3"]]
    weights = {path: weigh(world.visitors[role], path) for path in paths}

    assert Topic.objects.count() > 300
    assert {path: weight for path, weight in weights.items() if weight[0] > MOST_BYTES} == {}


@pytest.mark.parametrize("script", ["ggsn/site.js", "ggsn/desk.js"])
def test_our_own_script_is_short(script):
    assert packed(settings.STATIC_URL + script) < 3000


def desk_pages(world, visitor):
    """(name, answer): each page of the table, and such as nobody comes to by an address alone."""
    for name, roles in PAGES.items():
        if LINES[name].is_desk and "coordinator" in roles:
            with undone():
                yield name, visitor.get(world.path(ADDRESSES[name], LINES[name].example, LANGUAGE))
    desk = f"/{LANGUAGE}/admin/"
    topic = Topic.objects.create(name="Care", slug="care")
    LogEntry.objects.log_actions(visitor.member.pk, [topic], CHANGE, "A word", single_object=True)
    yield "history", visitor.get(f"{desk}resources/topic/{topic.pk}/history/")
    yield "a window", visitor.get(f"{desk}members/region/add/?_popup=1")
    yield "a list with counts", visitor.get(f"{desk}resources/resource/?_facets=True")
    with undone():
        yield "a mistake", visitor.post(f"{desk}meetings/meeting/add/", {"languages": "xx", "date": "x"})
    with undone():
        chosen = {"action": "delete_selected", "_selected_action": [topic.pk]}
        yield "a question", visitor.post(f"{desk}resources/topic/", chosen)


def test_no_page_of_the_desk_has_what_its_sheet_leaves_out(world):
    looked_at, found = 0, {}

    for name, response in desk_pages(world, world.visitors["coordinator"]):
        if response.status_code == 200 and is_page(response):
            looked_at += 1
            page = read(response)
            named = [f".{one}" for names in page.xpath("//@class") for one in names.split()]
            named += [f"#{one}" for one in page.xpath("//@id")]
            found |= {one: name for one in named if ABSENT.match(one)}
            found |= {one.tag: name for one in page.iter(*ABSENT_TAGS)}
            found |= {kind: name for kind in ABSENT_KINDS if page.xpath(KINDS[kind])}

    assert found == {}
    assert looked_at > 105


def test_nothing_is_excepted_that_is_light(world):
    """An exception nobody needs any more goes."""
    needless = set()
    for name in EXCEPTED:
        weight = weigh(world.visitors[PAGES[name][0]], world.path(ADDRESSES[name], LINES[name].example, LANGUAGE))
        if weight is None or (weight[0] <= MOST_BYTES and weight[1] <= MOST_REQUESTS):
            needless.add(name)

    assert needless == set()
