"""Collections put resources in order, and show each reader only what they may see anyway, counts included."""

import re

import pytest

from members.models import Visibility
from resources.models import Collection
from tests.make import make_resource
from tests.resources.test_review import DESK

pytestmark = pytest.mark.django_db
LIST = "/en/library/collections/"
AT_DESK = DESK.replace("resource/resource", "resource").replace("resources/resource", "resources/collection")


def make_collection(title="Care", resources=(), **facts):
    collection = Collection.objects.create(**{"title_en": title, "visibility": Visibility.PUBLIC, **facts})
    collection.put_in_order(resources)
    return collection


def entries(client, collection):
    return client.get(collection.get_absolute_url()).context["entries"]


@pytest.fixture
def shelf(member):
    return [
        make_resource("second public"),
        make_resource("members only", visibility=Visibility.MEMBERS),
        make_resource("first public"),
        make_resource("draft", published_at=None, contributor=member),
    ]


def test_a_public_collection_shows_each_reader_what_they_may_see_in_its_order(client, member, librarian, shelf):
    second, members_only, first, draft = shelf
    collection = make_collection(resources=[first, members_only, second, draft])

    seen = [list(entries(client, collection))]
    for reader in [member, librarian]:
        client.force_login(reader)
        seen.append(entries(client, collection))

    shown = [[next(t for t in map(str, shelf) if f">{t}<" in entry) for entry in page] for page in seen]
    assert shown == [["first public", "second public"], *[["first public", "members only", "second public"]] * 2]


def test_counts_are_those_of_the_reader(client, member, shelf):
    make_collection(resources=shelf)

    newcomers = [collection.number for collection in client.get(LIST).context["collections"]]
    client.force_login(member)
    members = [collection.number for collection in client.get(LIST).context["collections"]]

    assert (newcomers, members) == ([2], [3])


@pytest.mark.parametrize(
    ("who", "sees"), [("newcomer", {"public"}), ("applicant", {"public"}), ("member", {"public", "inner"})]
)
def test_who_may_know_of_which_collection(client, request, who, sees):
    resource = make_resource()
    make_collection("public", [resource])
    inner = make_collection("inner", [resource], visibility=Visibility.MEMBERS)
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)

    listed = {str(collection) for collection in client.get(LIST).context["collections"]}

    assert listed == sees
    assert client.get(inner.get_absolute_url()).status_code == (200 if "inner" in sees else 404)


def test_a_collection_in_which_a_newcomer_would_find_nothing_is_not_listed(client, shelf):
    make_collection("only for members", [shelf[1]])

    page = client.get(LIST).content.decode()

    assert "only for members" not in page
    assert "No collection yet" in page


def test_the_order_is_that_of_the_lines_at_the_desk(client, librarian, settings, shelf):
    settings.DESK_SECOND_FACTOR = False
    second, members_only, first, _draft = shelf
    client.force_login(librarian)
    facts = {"title_en": "Care", "visibility": "public", "position": "1"}

    lines = f"{first.get_absolute_url()}\n\n https://portal.example{members_only.get_absolute_url()} \n{first.slug_en}"
    client.post(f"{AT_DESK}add/", {**facts, "contents": f"{lines}\n{second.slug_en}"})
    collection = Collection.objects.get(title_en="Care")
    shown = client.get(f"{AT_DESK}{collection.pk}/change/").context["adminform"].form["contents"].value()
    client.post(f"{AT_DESK}{collection.pk}/change/", {**facts, "contents": "\n".join(reversed(shown.split("\n")))})

    assert shown.split("\n") == [one.get_absolute_url() for one in [first, members_only, second]]
    assert list(collection.resources_for(librarian)) == [second, members_only, first]


@pytest.mark.parametrize("line", ["nothing-like-this", "draft"])
def test_an_address_that_leads_to_nothing_published_is_named(client, librarian, settings, shelf, line):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(librarian)

    response = client.post(
        f"{AT_DESK}add/", {"title_en": "Care", "visibility": "public", "position": "1", "contents": line}
    )

    assert f"No published resource has this address: {line}" in response.content.decode()
    assert not Collection.objects.filter(title_en="Care").exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_waits_again_keeps_its_place_and_stays_unseen(client, librarian, other, settings, shelf, language):
    settings.DESK_SECOND_FACTOR = False
    second, members_only, first, draft = shelf
    inside = [first, members_only, draft, second, make_resource(title_fr=None, published_at=None)]
    collection = make_collection("Caer", inside)
    members_only.submit()  # its contributor has changed something
    client.force_login(librarian)
    desk = f"{AT_DESK.replace('/en/', f'/{language}/')}{collection.pk}/change/"

    lines = client.get(desk).context["adminform"].form["contents"].value()
    corrected = {"title_en": "Care", "visibility": "public", "position": "1", "contents": lines.replace("\n", "\r\n")}
    answer = client.post(desk, corrected)
    collection.refresh_from_db()
    client.force_login(other)
    seen = entries(client, collection)
    members_only.publish(by=librarian)

    assert (answer.status_code, collection.title_en) == (302, "Care")
    assert [item.resource for item in collection.items.order_by("position")] == inside
    assert [[title for title in map(str, shelf) if f">{title}<" in entry] for entry in seen] == [
        ["first public"],
        ["second public"],
    ]
    assert list(collection.resources_for(other)) == [first, members_only, second]


def test_what_waits_inside_one_collection_cannot_be_put_into_another(client, librarian, settings, shelf):
    settings.DESK_SECOND_FACTOR = False
    collection = make_collection(resources=[shelf[0]])
    make_collection("Elsewhere", [shelf[3]])
    client.force_login(librarian)
    facts = {"title_en": "Care", "visibility": "public", "position": "1", "contents": "draft"}

    response = client.post(f"{AT_DESK}{collection.pk}/change/", facts)

    assert "No published resource has this address: draft" in response.content.decode()
    assert list(collection.resources.all()) == [shelf[0]]


def test_a_long_collection_comes_in_pages_of_twenty_in_its_order(client, shelf):
    things = [make_resource(f"Garden {number:02}") for number in range(45)]
    collection = make_collection(resources=[*things, shelf[1]])
    make_collection("Short", things[:20])

    pages = [client.get(collection.get_absolute_url(), {"page": number}).content.decode() for number in [1, 2, 3]]
    short = client.get("/en/library/collections/short/").content.decode()

    shown = [re.findall(r">(Garden \d\d)</a></h3>", page) for page in pages]
    assert shown == [[f"Garden {number:02}" for number in some] for some in [range(20), range(20, 40), range(40, 45)]]
    assert ["45 resources" in page for page in pages] == [True] * 3
    assert ['<b aria-current="page"' in page for page in [*pages, short]] == [True] * 3 + [False]
    assert '<a href="?page=3" rel="next">' in pages[1]
    assert "<title>Care (page 2 of 3)" in pages[1]


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_a_page_of_it_that_does_not_exist_is_the_nearest_one(client, page):
    collection = make_collection(resources=[make_resource()])

    assert len(client.get(collection.get_absolute_url(), {"page": page}).context["entries"]) == 1


def test_many_collections_come_in_pages_of_twenty(client):
    resource = make_resource()
    for number in range(25):
        make_collection(f"Care {number:02}", [resource], position=number)

    pages = [client.get(LIST, {"page": number}).content.decode() for number in [1, 2]]

    shown = [re.findall(r">(Care \d\d)</a></h3>", page) for page in pages]
    assert shown == [[f"Care {number:02}" for number in some] for some in [range(20), range(20, 25)]]


def test_it_has_an_address_and_a_text_in_each_language(client):
    collection = make_collection("Start", [make_resource()], title_fr="Pour commencer, ici", description_en="For all.")

    english = client.get(f"/en/library/collections/{collection.slug_en}/")
    french = client.get("/fr/bibliotheque/recueils/pour-commencer-ici/")

    assert 'href="/fr/bibliotheque/recueils/pour-commencer-ici/"' in english.content.decode()
    assert "Pour commencer, ici" not in french.content.decode()  # not whole in French: read in English, and told so
    assert '<h1 lang="en">Start</h1>' in french.content.decode()


def test_two_collections_to_fill_are_there_from_the_start():
    titles = list(Collection.objects.order_by("position").values_list("title_en", "title_fr"))

    assert titles == [("Start here", "Pour commencer"), ("Care and well-being", "Soin et bien-être")]
