"""What is filed under more than the form shows: it says how many more there are, and leads to all of them."""

import re

import pytest
from lxml import html

from members.models import Visibility
from tests.make import make_resource

pytestmark = pytest.mark.django_db
# The list of the library and the one search, in each language, with what finds everything.
LISTS = [
    ("/en/library/", {}),
    ("/fr/bibliotheque/", {"q": "lantern"}),
    ("/en/search/", {"q": "lantern"}),
    ("/fr/recherche/", {"q": "lantern", "where": "library"}),
]
TOPICS = [f"topic {number:03}" for number in range(40)]


@pytest.fixture(params=LISTS, ids=lambda param: param[0])
def shelf(request):
    """Where one asks, and how, for things with forty topics."""
    for number in range(4):
        make_resource("Lantern", title_fr="Lantern", tags=TOPICS[number::4], kind=["guide", "media"][number % 2])
    return request.param


def ask(client, address, asked, **more):
    return html.document_fromstring(client.get(address, {**asked, **more}).content)


def topics(page):
    return [value.removeprefix("topic-") for value in page.xpath("//input[@type='checkbox'][@name='tag']/@value")]


def rest(page, facet="tag"):
    return ["".join(button.itertext()).strip() for button in page.xpath(f"//button[@name='more'][@value='{facet}']")]


def sent(page, **pressed):
    """What a browser sends of the form in which topics are ticked."""
    (form,) = page.xpath("//form[.//input[@name='tag']]")
    fields = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
    fields += [(field.get("name"), field.get("value")) for field in page.xpath("//input[@form='narrow']")]
    fields += [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@checked]")]
    asked = {}
    for name, value in [*fields, *pressed.items()]:
        asked.setdefault(name, []).append(value)
    return asked


def test_the_form_says_how_many_more_there_are_and_opens_them_in_the_order_of_the_alphabet(client, shelf):
    address, asked = shelf
    make_resource("Lantern", title_fr="Lantern", tags=["Élan", "zone"])

    closed = ask(client, address, asked)
    page = ask(client, address, sent(closed, more="tag"))

    more = "and 27 more (Topic)" if address.startswith("/en/") else "et 27 autres (Thème)"
    assert (len(topics(closed)), rest(closed), rest(closed, "kind")) == (15, [more], [])
    assert topics(page) == ["elan", *(topic[-3:] for topic in TOPICS), "zone"]
    assert [count.strip() for count in page.xpath("//label//small/text()")] == ["1"] * 42


def test_one_of_them_is_ticked_beside_what_was_asked_for_before(client, shelf):
    address, asked = shelf
    first = ask(client, address, {**asked, "kind": ["guide"], "tag": ["topic-002", "topic-006"]})

    page = ask(client, address, sent(first, more="tag"))
    choices = sent(page)
    found = ask(client, address, {**choices, "tag": [*choices["tag"], "topic-036"]})

    assert choices == {**{name: [value] for name, value in asked.items()}, "kind": ["guide"], "tag": choices["tag"]}
    assert sorted(choices["tag"]) == ["topic-002", "topic-006"]
    assert len(found.xpath("//ol[@class='list']/li")) == 2


def test_very_many_come_in_pages_that_keep_what_is_ticked(client, shelf):
    address, asked = shelf
    make_resource("Lantern", title_fr="Lantern", tags=[f"topic {number:03}" for number in range(40, 230)])

    pages = [ask(client, address, {**asked, "tag": "topic-150"}, more=f"tag-{number}") for number in [1, 2, 3]]

    assert [topics(page) for page in pages] == [
        [f"{number:03}" for number in some] for some in [range(100), range(100, 200), range(200, 230)]
    ]
    assert [sent(page)["tag"] for page in pages] == [["topic-150"]] * 3
    buttons = [page.xpath("//button[@name='more']/@value") for page in pages]
    assert buttons == [["tag-2"], ["tag-1", "tag-3"], ["tag-2"]]


@pytest.mark.parametrize("who", ["newcomer", "member"])
def test_only_what_the_reader_may_know_of_is_counted_and_opened(client, shelf, request, who):
    address, asked = shelf
    make_resource("Lantern", tags=[f"topic {number:03}" for number in range(40, 50)], visibility=Visibility.MEMBERS)
    make_resource("Lantern", tags=[f"topic {number:03}" for number in range(60, 70)], published_at=None)
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)

    closed, page = ask(client, address, asked), ask(client, address, asked, more="tag")

    known = 40 if who == "newcomer" else 50
    assert [re.search(r"\d+", label)[0] for label in rest(closed)] == [str(known - 15)]
    assert topics(page) == [f"{number:03}" for number in range(known)]


def test_what_nobody_can_open_is_answered_with_what_there_is(client, shelf):
    address, asked = shelf

    for more in ["", "x", "-", "visibility", "struggle", "tag\x00", "9" * 400]:
        assert len(topics(ask(client, address, asked, more=more))) == 15, more
    for more in ["tag-", "tag-x", "tag-0", "tag-99"]:
        assert len(topics(ask(client, address, asked, more=more))) == 40, more


def test_a_facet_of_which_one_may_know_no_value_stays_closed(client, shelf):
    address, asked = shelf

    before = client.get(address, {**asked, "more": "struggle"}).content
    make_resource("Lantern", struggles=["housing"], visibility=Visibility.MEMBERS)

    assert client.get(address, {**asked, "more": "struggle"}).content == before


def test_return_on_a_ticked_box_shows_the_list(client, shelf):
    address, asked = shelf

    page = ask(client, address, asked)

    (form,) = page.xpath("//form[.//button[@name='more']]")
    assert form.xpath("(.//button)[1]/@name") == []
