"""The list of the library: true counts, choices that add up, and nothing that a reader may not know of."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from ggsn import kept
from members.models import Visibility
from resources.models import Resource
from resources.shelves import Shelves, shelves
from tests.make import make_file, make_resource, make_term

pytestmark = pytest.mark.django_db
ADDRESS = "/en/library/"


def titles(response):
    return re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a>", response.content.decode())


def counts(response, facet):
    pattern = rf'name="{facet}" value="([^"]*)"[^>]*> <span>[^<]*<small>(\d+)'
    return {value: int(count) for value, count in re.findall(pattern, response.content.decode())}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", {"public"}),
        ("applicant", {"public"}),
        ("member", {"public", "members only", "own waiting"}),
        ("other", {"public", "members only"}),
        ("gone", {"public"}),
        ("regional", {"public", "members only"}),
        ("librarian", {"public", "members only", "own waiting", "declined"}),
        ("coordinator", {"public", "members only", "own waiting", "declined"}),
    ],
)
def test_who_may_know_of_which_resources(who, sees, request, member):
    make_resource("public")
    make_resource("members only", visibility=Visibility.MEMBERS)
    make_resource("own waiting", contributor=member, published_at=None)
    make_resource("declined", published_at=None)

    seen = Resource.objects.visible_to(request.getfixturevalue(who))

    assert {resource.title_en for resource in seen} == sees


@pytest.mark.parametrize(("who", "sees"), [("newcomer", ["public"]), ("member", ["private", "public"])])
def test_the_list_has_what_is_published_for_whoever_asks(client, who, sees, request):
    person = request.getfixturevalue(who)
    make_resource("public")
    make_resource("private", visibility=Visibility.MEMBERS)
    make_resource("own draft", published_at=None, contributor=person if person.pk else None)
    if person.pk:
        client.force_login(person)

    assert titles(client.get(ADDRESS)) == sees


def test_counts_are_true_for_whoever_asks(client, member):
    make_resource(kind="guide", tags=["care"], struggles=["housing"], languages=["fr", "en"])
    make_resource(kind="media", tags=["care", "money"], languages=["en"])
    make_resource(kind="guide", tags=["secret"], visibility=Visibility.MEMBERS, languages=["sw"])
    public = client.get(ADDRESS)
    client.force_login(member)
    members = client.get(ADDRESS)

    assert counts(public, "kind") == {"guide": 1, "media": 1}
    assert counts(public, "tag") == {"care": 2, "money": 1}
    assert counts(public, "language") == {"en": 2, "fr": 1}
    assert counts(public, "visibility") == {}
    assert counts(members, "kind") == {"guide": 2, "media": 1}
    assert counts(members, "tag") == {"care": 2, "money": 1, "secret": 1}
    assert counts(members, "visibility") == {"public": 2, "members": 1}


def test_within_a_facet_choices_add_and_between_facets_they_narrow(client):
    make_resource("guide on care", kind="guide", tags=["care"])
    make_resource("video on care", kind="media", tags=["care"])
    make_resource("video on money", kind="media", tags=["money"])
    make_resource("template on money", kind="template", tags=["money"])

    response = client.get(ADDRESS, {"kind": ["guide", "media"], "tag": "care"})

    assert sorted(titles(response)) == ["guide on care", "video on care"]
    assert counts(response, "kind") == {"guide": 1, "media": 1}
    assert counts(response, "tag") == {"care": 2, "money": 1}


def test_each_choice_can_be_taken_back_alone(client):
    make_resource("garden", kind="guide", tags=["care"])

    response = client.get(ADDRESS, {"q": "garden", "kind": "guide", "tag": "care", "sort": "title"})

    chips = re.findall(r'<li><a href="([^"]*)"><span class="vh">', response.content.decode())
    assert chips == ["?q=garden&amp;tag=care&amp;sort=title", "?q=garden&amp;kind=guide&amp;sort=title"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", ["Zoo", "Eau", "école"]), ("title", ["Eau", "école", "Zoo"]), ("x", ["Zoo", "Eau", "école"])],
)
def test_the_order_is_the_reader_s(client, sort, order):
    for title in ["école", "Eau", "Zoo"]:
        make_resource(title)

    assert titles(client.get(ADDRESS, {"sort": sort})) == order


def test_pages_have_twenty_and_keep_what_was_asked(client):
    for number in range(45):
        make_resource(f"Garden {number:02}")

    response = client.get(ADDRESS, {"q": "garden", "sort": "title", "page": 2})

    assert titles(response) == [f"Garden {number:02}" for number in range(20, 40)]
    assert "?q=garden&amp;sort=title&amp;page=3" in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "9" * 400])
def test_a_page_that_does_not_exist_is_the_nearest_one(client, page):
    make_resource("Garden")

    assert titles(client.get(ADDRESS, {"page": page})) == ["Garden"]


def test_switching_language_keeps_words_choices_order_and_page(client):
    make_resource("Garden", kind="guide", tags=["care"])

    response = client.get(ADDRESS, {"q": "garden", "kind": "guide", "sort": "title", "page": "1"})

    assert '<a href="/fr/bibliotheque/?q=garden&amp;kind=guide&amp;sort=title&amp;page=1"' in response.content.decode()


def test_a_title_in_another_language_is_marked_as_such(client):
    make_resource(title_fr="Potager partagé")

    assert (
        '<h3 lang="fr"><a href="/en/library/potager-partage/">Potager partagé</a></h3>'
        in client.get(ADDRESS).content.decode()
    )


def test_a_search_too_long_is_refused_politely(client):
    make_resource("Garden")

    response = client.get(ADDRESS, {"q": "garden " * 1500})

    assert (response.status_code, titles(response)) == (200, [])
    assert "Search for a few words" in response.content.decode()


def test_fifty_choices_are_answered_like_one(client):
    for number in range(50):
        make_resource(tags=[f"tag {number}"])
    client.get(ADDRESS)
    caches["kept"].clear()

    with CaptureQueriesContext(connection) as queries:
        response = client.get(ADDRESS, {"tag": [f"tag-{number}" for number in range(50)], "kind": "guide"})

    assert "50 resources" in response.content.decode()
    assert of_the_library(queries) == 2


QUESTIONS = [
    {},
    {"q": "lantern"},
    {"q": "lanter"},
    {"q": "Lanternes"},
    {"q": '"Secret lantern"'},
    {"q": "garden"},
    {"q": "secret garden"},
    {"q": "Awa"},
    {"q": "Kitchen Collective"},
    {"tag": "hidden"},
    {"tag": ["hidden", "care"]},
    {"language": "sw"},
    {"struggle": "housing"},
    {"visibility": "members"},
    {"visibility": "public"},
    {"kind": "drive"},
    {"kind": "guide", "sort": "title"},
    {"sort": "title", "page": "2"},
    {"page": "3"},
    {"more": "tag"},
    {"more": "struggle"},
]


def answers(client, language):
    with override(language):
        address = reverse("resources:list")
    found = []
    for asked in QUESTIONS:
        response = client.get(address, asked)
        headers = {name: value for name, value in response.headers.items() if name != "Date"}
        found.append((asked, response.status_code, headers, response.content))
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_private_rows_change_no_byte_of_what_newcomers_get(client, language, member):
    public = make_resource("Garden", tags=["care"], languages=["en"])
    without = answers(client, language)
    for number in range(200):
        make_resource(
            f"Secret lantern {number}",
            title_fr=f"Lanterne secrète {number}",
            kind="drive" if number % 2 else "guide",
            drive_folder="Hidden folder" if number % 2 else "",
            visibility=Visibility.MEMBERS,
            published_at=public.published_at if number % 3 else None,
            contributor=member,
            shown_as="name",
            tags=["hidden", "care"],
            struggles=["housing"],
            languages=["sw", "en"],
        )

    assert answers(client, language) == without


@pytest.mark.parametrize("asked", QUESTIONS[1:5])
def test_a_private_word_is_answered_like_a_word_nobody_wrote(client, asked):
    make_resource("Garden")
    make_resource("Secret lantern", title_fr="Lanternes", visibility=Visibility.MEMBERS)

    def without_the_word(query):
        body = client.get(ADDRESS, {"q": query}).content.decode()
        return body.replace(urlencode({"q": query}), "").replace(escape(query), "")

    assert without_the_word(asked["q"]) == without_the_word("xyzzy")


@pytest.mark.parametrize(
    ("address", "typed", "told"),
    [
        ("/en/library/", "activist burnout", "Also searched for, from the glossary: <b>burn-out militant</b>"),
        ("/fr/bibliotheque/", "burn-out militant", "Cherché aussi, d’après le glossaire : <b>activist burnout</b>"),
    ],
)
def test_other_names_that_were_searched_for_are_told(client, address, typed, told):
    make_resource(title_fr="En sortir", text_fr="Le burn-out militant se soigne.", text_en="Of activist burnout.")
    make_term(name_en="activist burnout", name_fr="burn-out militant")

    first, again = (client.get(address, {"q": typed}) for _time in range(2))

    assert [len(titles(response)) for response in (first, again)] == [1, 1]
    assert [told in spaced(response) for response in (first, again)] == [True, True]
    assert told not in spaced(client.get(address, {"q": "sortir"}))


def spaced(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("address", "typed", "meant"),
    [("/en/library/", "facilitatting", "facilitating"), ("/fr/bibliotheque/", "assemblés", "assemblées")],
)
def test_a_typing_slip_is_met_with_words_that_find_with_the_same_choices(client, address, typed, meant):
    make_resource("Facilitating", title_fr="Assemblées", kind="guide")

    offered = client.get(address, {"q": typed, "kind": "guide", "page": "3"}).content.decode()
    make_resource(kind="media")
    elsewhere = client.get(address, {"q": typed, "kind": "media"}).content.decode()

    assert f'<a href="?q={quote(meant)}&amp;kind=guide">{meant}</a>' in offered
    assert f">{meant}</a>" not in elsewhere


def test_private_words_are_meant_by_members_only(client, member):
    make_resource("Garden")
    make_resource("Lantern", visibility=Visibility.MEMBERS)
    as_newcomer = client.get(ADDRESS, {"q": "lantren"}).content.decode()
    client.force_login(member)

    assert ">lantern</a>" not in as_newcomer
    assert ">lantern</a>" in client.get(ADDRESS, {"q": "lantren"}).content.decode()


def test_the_same_words_lead_on_to_the_one_search(client):
    found = client.get(ADDRESS, {"q": "rent strike"}).content.decode()

    assert '<a href="/en/search/?q=rent+strike">Search for the same words in the whole portal</a>' in found
    assert "in the whole portal" not in client.get(ADDRESS).content.decode()


def feeds(client, asked):
    """(the feed told to readers of feeds, the one led to), of one list."""
    page = client.get(ADDRESS, asked).content.decode()
    told = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]*)">', page)
    return told, re.findall(r'<a href="([^"]*)">Follow what is public', page)


@pytest.mark.parametrize(
    "asked",
    [{}, {"q": "garden"}, {"tag": ["care", "money"]}, {"q": "garden", "kind": "guide", "visibility": "public"}],
)
def test_a_list_can_be_followed_as_a_feed_of_what_is_public_of_it(client, asked, member):
    make_resource("Garden of care", tags=["care"])
    make_resource("Garden of money", tags=["money"], kind="media")
    make_resource("Secret garden", tags=["care"], visibility=Visibility.MEMBERS)
    make_term(name_en="garden")
    listed = titles(client.get(ADDRESS, asked))
    client.force_login(member)

    (told,), (led,) = feeds(client, asked)
    feed = client.get(led.replace("&amp;", "&")).content.decode()

    assert told == led
    assert re.findall(r"<entry><title>([^<]*)</title>", feed) == listed


@pytest.mark.parametrize("asked", [{"weight": "light"}, {"visibility": "members"}, {"q": "garden " * 99}])
def test_what_no_feed_is_the_same_of_has_none(client, asked, member):
    make_file(make_resource("Garden", visibility=Visibility.MEMBERS), visibility="members")
    client.force_login(member)

    assert feeds(client, asked) == ([], [])


def test_nothing_that_was_typed_is_kept_in_memory(client, monkeypatch):
    """Neither with what was found nor under it, nor with the finished parts of the page."""
    monkeypatch.setattr(kept, "has_written", lambda connection: False)
    make_resource("Kanarityped")

    response = client.get(ADDRESS, {"q": "kanaritypeds"})
    memory = repr(shelves()._searches) + repr(kept._entries)

    assert titles(response) == ["Kanarityped"]
    assert 'form="narrow" name="q" value="kanaritypeds"' in response.content.decode()
    assert (len(shelves()._searches), "Narrow the list" in memory) == (1, True)
    assert "kanaritypeds" not in memory.lower()


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("strike -hunger", "strike hunger", ["Hunger strike"]),
        ("strike hunger", '"strike hunger"', []),
        ("rent strike", "the rent strike", ["Rent strike"]),
    ],
)
def test_what_was_found_for_other_signs_is_not_given_again(client, first, second, found):
    make_resource("Hunger strike")
    make_resource("Rent strike")
    client.get(ADDRESS, {"q": first})

    assert titles(client.get(ADDRESS, {"q": second})) == found


@pytest.mark.parametrize(
    ("address", "order"),
    [
        ("/en/library/", ["A lantern", "Garden", "Lantern, mot anglais"]),
        ("/fr/bibliotheque/", ["Lantern, mot anglais", "A lantern", "Garden"]),
    ],
)
def test_the_reader_s_language_comes_first_among_the_best_answers(client, address, order):
    make_resource("Garden", text_en="With a lantern.")
    make_resource("A lantern")
    make_resource(title_fr="Lantern, mot anglais")

    assert titles(client.get(address, {"q": "lantern"})) == order


@pytest.mark.parametrize(("address", "number"), [("/en/library/", "1,234"), ("/fr/bibliotheque/", "1\u202f234")])
def test_large_numbers_are_written_as_the_reader_writes_them(client, monkeypatch, address, number):
    make_resource("Garden")
    monkeypatch.setattr("resources.choices.Choices.count", 1234)

    assert f'<h2 id="found">{number} res' in client.get(address).content.decode()
    assert f'<h2 id="found">{number} res' in client.get(address, {"q": "garden"}).content.decode()


def of_the_library(queries):
    """How many questions were put to the tables of this room and to the index; footer and sign-in ask their own."""
    ours = re.compile(r'FROM "?(?:resources|search)_')
    return sum(bool(ours.search(query["sql"])) for query in queries.captured_queries)


@pytest.mark.parametrize("number", [1, 3, 25])
# Where nothing is found, one more asks which words may have been meant.
@pytest.mark.parametrize(("asked", "expected"), [({}, 2), ({"q": "garden"}, 5), ({"q": "a garden for eight"}, 4)])
def test_the_list_costs_the_same_however_long_it_is(client, member, number, asked, expected):
    for _number in range(number):
        make_resource("Garden", tags=["care"], languages=["en", "fr"], visibility=Visibility.MEMBERS)
    client.force_login(member)
    client.get(ADDRESS, {"q": "warm"})
    caches["kept"].clear()

    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS, asked)

    assert of_the_library(queries) == expected


def test_an_edit_shows_on_the_very_next_request(client):
    resource = make_resource("Garden", tags=["care"])
    before = titles(client.get(ADDRESS)), titles(client.get(ADDRESS, {"q": "garden"}))
    resource.withdraw()

    after = titles(client.get(ADDRESS)), titles(client.get(ADDRESS, {"q": "garden"}))

    assert (before, after) == ((["Garden"], ["Garden"]), ([], []))


def test_the_rights_are_asked_of_the_database_even_if_memory_erred(client, monkeypatch):
    make_resource("public")
    make_resource("private", visibility=Visibility.MEMBERS)
    monkeypatch.setattr(Shelves, "audience", lambda shelves, member: shelves.everything)

    assert titles(client.get(ADDRESS)) == ["public"]


def test_an_empty_library_says_so(client):
    response = client.get(ADDRESS)

    assert "The library is being filled" in response.content.decode()


@pytest.mark.parametrize("address", [ADDRESS, "/en/search/?q=garden"])
def test_an_entry_is_markup_and_what_people_wrote_in_it_is_not(client, member, address):
    make_resource(
        "Garden <b>& bread", summary="Less < more", visibility=Visibility.MEMBERS, languages=["en"], year=2024
    )
    client.force_login(member)

    (entry,) = re.findall(r'<li class="entry.*?</ul></li>', client.get(address).content.decode())

    assert '<span class="vis mem">Members only</span>' in entry
    assert "Garden &lt;b&gt;&amp; bread</a></h3><p>Less &lt; more</p>" in entry
    assert entry.count("&lt;") == 2
