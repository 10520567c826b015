"""Every page speaks its reader's language, says so, and is one link away from itself in another."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from meetings.models import Meeting
from members.models import Member, Visibility
from resources.models import Kind, Resource
from tests.access_table import declared
from tests.walk import addresses, everything, is_page, links, page_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LINES = declared()
# Addresses that belong to no language: machines read them, or they lead to the reader's.
OF_NO_LANGUAGE = re.compile(r"^/(static/|files/|sitemap\.xml|robots\.txt|\.well-known/|$)")


def language_of(path):
    return path.split("/")[1]


def switches(page):
    """What leads to this very page in other languages, be it links or buttons of a form: {language: address}."""
    found = page.xpath("//header//ul[contains(@class, 'tools')]//*[self::a or self::button][@lang]")
    return {one.get("lang"): one.get("href") or one.get("formaction") for one in found}


def alternates(page):
    """What is told to machines: {language: path}."""
    found = page.xpath("/html/head/link[@rel='alternate' and @hreflang]")
    return {link.get("hreflang"): urlsplit(link.get("href"))._replace(scheme="", netloc="").geturl() for link in found}


@pytest.fixture(scope="module")
def pages(world):
    """Each page of the portal, as a newcomer and a member read it: {(role, path): page}."""
    answers = everything(world, LINES, ["anon", "member"], languages=LANGUAGES, desk=False)
    return {
        (role, path): (response, page_of(response))
        for role, path, response in answers
        if response.status_code == 200 and is_page(response)
    }


def test_every_page_says_its_language(pages):
    wrong = {
        where: page.get("lang")
        for where, (_response, page) in pages.items()
        if page.get("lang") != language_of(where[1])
    }

    assert wrong == {}
    assert len(pages) > 60


def test_every_page_leads_to_itself_in_each_other_language_and_back(world, pages):
    wrong = []

    for (role, path), (_response, page) in pages.items():
        others = switches(page)
        if set(others) != set(LANGUAGES) - {language_of(path)}:
            wrong.append(f"{role} {path}: {others}")
        for code, address in others.items():
            with undone():
                other = world.visitors[role].get(address)
            if other.status_code != 200 or page_of(other).get("lang") != code:
                wrong.append(f"{role} {path}: {address} answers {other.status_code}")
            elif switches(page_of(other))[language_of(path)] != path:
                wrong.append(f"{role} {path}: {address} does not lead back")

    assert "\n".join(wrong) == ""


def test_machines_are_told_the_same_both_ways(world, pages):
    wrong = []

    for (role, path), (_response, page) in pages.items():
        told = alternates(page)
        if told.get(language_of(path), path) != path:
            wrong.append(f"{role} {path} says {told}")
        for address in set(told.values()) - {path}:
            with undone():
                other = world.visitors[role].get(address)
            if alternates(page_of(other)) != told:
                wrong.append(f"{role} {path}: {told}, but {address}: {alternates(page_of(other))}")

    assert "\n".join(wrong) == ""


def test_every_link_stays_in_the_reader_s_language(pages):
    astray = {}

    for (role, path), (response, page) in pages.items():
        elsewhere = set(page.xpath("//a[@hreflang]/@href | //link[@hreflang]/@href"))
        elsewhere |= {urlsplit(link)._replace(scheme="", netloc="").geturl() for link in elsewhere}
        found = {
            link
            for link in links(response, path)
            if link not in elsewhere and not OF_NO_LANGUAGE.match(link) and language_of(link) != language_of(path)
        }
        if found:
            astray[role, path] = found

    assert astray == {}


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_the_bare_address_leads_to_a_member_s_choice_before_the_cookie_s_and_the_browser_s(client, member, chosen):
    other = next(code for code in LANGUAGES if code != chosen)
    asked = {"accept-language": other}
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = other
    before = client.get("/", headers={"accept-language": chosen}).headers["Location"]
    Member.objects.filter(pk=member.pk).update(language=chosen)
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")

    assert (before, client.get("/", headers=asked).headers["Location"]) == (f"/{other}/", f"/{chosen}/")


SEARCHED = ["resources:list", "members:directory", "glossary:list", "meetings:list"]
ASKED = {"q": "eau & été", "page": "2", "struggle": "housing", "letter": "C", "kind": ["guide", "link"]}


@pytest.mark.parametrize("name", SEARCHED)
@pytest.mark.parametrize("role", ["anon", "member"])
def test_the_switch_keeps_filters_page_and_words(world, role, name):
    address = next(address for address in addresses() if address.name == name)

    response = world.visitors[role].get(address.path("en"), query_params=ASKED)

    expected = {key: [value] if isinstance(value, str) else value for key, value in ASKED.items()}
    kept = {code: parse_qs(urlsplit(link).query) for code, link in switches(page_of(response)).items()}
    assert kept == {code: expected for code in LANGUAGES if code != "en"}


# Where a text lacks the reader's language, the other is shown, and called by its name.


@pytest.fixture
def only_english(world):
    """One public resource, and one meeting, that nobody has put into French."""
    with undone():
        resource = Resource.objects.create(
            kind=Kind.GUIDE,
            title_en="Only in English",
            summary_en="A summary nobody translated",
            text_en="A text nobody translated",
            visibility=Visibility.PUBLIC,
            published_at=world.things["resource", "public"].published_at,
        )
        Meeting.objects.filter(pk=world.things["meeting", "next"].pk).update(
            title_fr=None, text_fr=None, title_en="Only in English", text_en="A text nobody translated"
        )
        yield resource


def passages(page, words):
    """The languages of the elements whose own text has these words, the page's included."""
    found = page.xpath(f"//main//*[text()[contains(., '{words}')]]")
    return {element.xpath("string((ancestor-or-self::*/@lang)[last()])") for element in found}


@pytest.mark.parametrize("kind", ["resource", "meeting"])
def test_a_missing_text_is_shown_in_the_other_language_and_says_so(world, only_english, kind):
    thing = only_english if kind == "resource" else world.things["meeting", "next"]
    thing.refresh_from_db()
    address = next(address for address in addresses() if address.name == f"{kind}s:detail")

    response = world.visitors["member"].get(address.path("fr", slug=thing.slug_fr or thing.slug_en))

    page = page_of(response)
    assert response.status_code == 200
    assert page.get("lang") == "fr"
    assert passages(page, "Only in English") == {"en"}
    assert passages(page, "nobody translated") == {"en"}
    assert "anglais" in page.xpath("string(//main)")


def test_machines_are_not_told_of_a_language_a_text_does_not_have(world, only_english):
    address = next(address for address in addresses() if address.name == "resources:detail")

    told = {
        code: set(alternates(page_of(world.visitors["anon"].get(address.path(code, slug=only_english.slug_en)))))
        for code in LANGUAGES
    }

    assert told == {code: {"en"} for code in LANGUAGES}
