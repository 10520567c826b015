"""What a reader may not know of and what nobody made are chosen alike: they find nothing, and can be taken back."""

import re

import pytest
from lxml import html

from members.models import Visibility
from resources.choices import LEGENDS
from tests.make import make_resource
from tests.resources.test_list import ADDRESS, counts, feeds, titles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "asked",
    [{"kind": "media"}, {"tag": "hidden"}, {"language": "sw"}, {"weight": "light"}, {"region": "9"}, {"kind": "\x00"}],
)
@pytest.mark.parametrize("words", [{}, {"q": "garden"}])
def test_a_choice_that_nothing_visible_has_finds_nothing_and_can_be_taken_back(client, asked, words):
    make_resource("Garden", tags=["care"])
    make_resource("Hidden garden", tags=["hidden"], languages=["sw"], visibility=Visibility.MEMBERS)

    response = client.get(ADDRESS, {**words, **asked})

    (chip,) = html.document_fromstring(response.content).xpath("//ul[@class='chips']/li[1]/a")
    assert titles(response) == []
    assert chip.text_content() == f"Remove: {LEGENDS[next(iter(asked))]}: nothing here ×"
    assert titles(client.get(ADDRESS + chip.get("href"))) == ["Garden"]


def test_what_one_may_not_know_of_is_chosen_like_what_nobody_made(client):
    make_resource("Garden", tags=["care"])
    make_resource("Hidden garden", tags=["kanari"], visibility=Visibility.MEMBERS)

    def without_the_value(value):
        page = client.get(ADDRESS, {"tag": value, "kind": "guide", "q": "garden"}).content.decode()
        return page.replace(value, "")

    assert without_the_value("kanari") == without_the_value("xyzzyx")


def test_a_choice_that_nothing_has_widens_no_other(client):
    make_resource("Garden", tags=["care"])
    make_resource("Budget", kind="media", tags=["money"])

    response = client.get(ADDRESS, {"kind": "guide", "tag": "xyzzy"})

    without_the_kind = re.findall(r'<li><a href="([^"]*)"><span class="vh">', response.content.decode())[0]
    assert counts(response, "tag") == {"care": 1}
    assert titles(client.get(ADDRESS + without_the_kind.replace("&amp;", "&"))) == []
    assert titles(client.get(ADDRESS, {"tag": ["care", "xyzzy"]})) == ["Garden"]
    assert titles(client.get(ADDRESS, {"tag": ""})) == ["Budget", "Garden"]


def test_an_empty_choice_is_followed_as_an_empty_feed(client):
    make_resource("Garden", tags=["care"])

    (told,), _led = feeds(client, {"tag": "xyzzy"})

    assert "<entry>" not in client.get(told.replace("&amp;", "&")).content.decode()
