"""The page of results: grouped, marked, narrowed, polite, and light."""

import gzip
import re
import unicodedata
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.utils.translation import override

from ggsn.search import limits
from ggsn.search.models import Turn
from members.models import Visibility
from resources.ticks import Choice
from tests.make import make_meeting, make_member, make_page, make_resource, make_term

pytestmark = pytest.mark.django_db
ADDRESS = "/en/search/"


def page(client, address=ADDRESS, **asked):
    return client.get(address, asked).content.decode()


def titles(html):
    return re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a>", html)


def headings(html):
    return re.findall(r'<h2 class="h3"[^>]*>(\w+) <small>(\d+\+?)', html)


def counts(html, facet):
    return dict(re.findall(rf'name="{facet}" value="([^"]*)"[^>]*> <span>[^<]*<small>(\d+\+?)', html))


def test_results_stand_in_groups_with_their_number(client, member):
    make_resource("Lanterns")
    make_resource("Paper lanterns", visibility=Visibility.MEMBERS)
    make_term(name_en="lantern")
    make_meeting(title_en="Lanterns of June")
    client.force_login(member)

    html = page(client, q="lantern")

    assert headings(html) == [("Glossary", "1"), ("Library", "2"), ("Meetings", "1")]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Who we are"), ("en", "How to"), ("fr", "Qui nous sommes"), ("fr", "Nous")]
)
def test_what_is_called_by_small_words_alone_is_found_by_its_title_and_counted(client, language, title):
    make_resource(**{f"title_{language}": title, f"slug_{language}": "small-words"})

    html = page(client, f"/{language}/{'search' if language == 'en' else 'recherche'}/", q=title)

    assert titles(html) == [title]
    assert [number for _kind, number in headings(html)] == ["1"]


def test_a_group_shows_five_and_leads_to_the_others_which_come_in_pages(client):
    for number in range(26):
        make_resource(f"Lantern {number:02}")
    make_term(name_en="lantern")
    html = page(client, q="lantern")
    second = page(client, q="lantern", where="library", page="2")

    assert len(titles(html)) == 1 + 5
    assert "?q=lantern&amp;where=library" in html
    assert titles(second) == [f"Lantern {number:02}" for number in range(5, -1, -1)]


def test_the_reader_s_language_comes_first_and_the_others_are_marked(client):
    make_resource("A lantern")
    make_resource(title_fr="Lantern, mot anglais")

    html = page(client, q="lantern")

    assert titles(html) == ["A lantern", "Lantern, mot anglais"]
    assert re.search(r'<h3 lang="fr"><a [^>]*>Lantern, mot.*?<li>French</li>', html, re.S)


def test_the_match_is_shown_in_its_sentence(client):
    make_resource("A guide", text_en="First this. Then we **carry <lanterns>** through the night. Last that.")

    html = page(client, q="lantern")

    assert "Then we carry &lt;<mark>lanterns</mark>&gt; through the night." in html


def test_words_with_marks_on_their_letters_are_found_and_shown_whole(client):
    make_resource("Network", text_en="हमारा नेटवर्क देखभाल करता है। और कुछ नहीं।")
    make_resource("Others", text_en="टवर्क")

    found = page(client, q="नेटवर्क")

    assert titles(found) == ["Network"]
    assert "हमारा <mark>नेटवर्क</mark> देखभाल" in found


def test_a_long_sentence_is_cut_around_the_match(client):
    make_resource("A guide", text_en=f"{'word ' * 300} lantern {'word ' * 300}.")

    passage = re.search(r"<p>(… .*?<mark>lantern</mark>.*? …)</p>", page(client, q="lantern"))

    assert len(passage[1]) < 300


def test_other_names_that_were_searched_for_are_told(client):
    make_resource(title_fr="En sortir", text_fr="Le burn-out militant se soigne.")
    make_term(name_en="activist burnout", name_fr="burn-out militant")

    html = page(client, q="activist burnout")

    assert "Also searched for, from the glossary: <b>burn-out militant</b>" in html
    assert "Le <mark>burn-out</mark> <mark>militant</mark> se soigne." in html


def test_a_typing_slip_is_met_with_a_proposal_that_finds(client):
    make_resource("Facilitating assemblies")

    html = page(client, q="faciliatting assemblies")

    assert 'Did you mean: <a href="?q=facilitating+assemblies">facilitating assemblies</a>' in html


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("colective care -police", "collective care -police"),
        ("-police «colective care» of", "-police «collective care» of"),
        ("l'asemblée", "l'assemblée"),
        ("“asemblee” -police", "“assemblée” -police"),
        ("le reseaus d’entraide", "le réseau d’entraide"),
        (unicodedata.normalize("NFD", "réseauu"), "réseau"),
        ("नेटवर्कक", "नेटवर्क"),
    ],
)
def test_a_proposal_changes_the_slip_alone_and_is_written_as_texts_write_it(client, typed, meant):
    make_resource("Collective care of ours", text_en="Taking care.")
    make_resource("नेटवर्क")
    make_resource(title_fr="L’assemblée", text_fr="Une Assemblée. L’assemblee du réseau d’entraide, et le Réseau.")

    (offered,) = re.findall(r"Did you mean: <a [^>]*>([^<]*)</a>", page(client, q=typed))

    assert unescape(offered) == meant


def test_how_a_word_is_written_is_read_in_nothing_private(client, member):
    make_resource(title_fr="Reseau")
    make_resource(title_fr="Réseau", text_fr="Le réseau, réseau, réseau.", visibility=Visibility.MEMBERS)

    as_newcomer = page(client, q="reseauu")
    client.force_login(member)

    assert ">reseau</a>" in as_newcomer
    assert ">réseau</a>" in page(client, q="reseauu")


@pytest.mark.parametrize("typed", ['"', "-strike", "-x", "%", "🙂"])
@pytest.mark.parametrize(
    ("address", "sentence"),
    [(ADDRESS, "There is nothing to look for in this."), ("/fr/recherche/", "Il n’y a rien à chercher là-dedans.")],
)
def test_where_there_is_nothing_to_look_for_the_page_says_so(client, address, sentence, typed):
    make_resource("Lantern")
    make_resource("X")

    assert sentence in page(client, address, q=typed)
    assert sentence not in page(client, address)


@pytest.mark.parametrize("address", [ADDRESS, "/en/library/"])
def test_a_title_of_one_letter_is_found_by_it_and_nothing_else_is(client, address):
    make_resource("X")
    make_resource("X marks the spot")

    assert titles(page(client, address, q="x")) == ["X"]


@pytest.mark.parametrize("address", [ADDRESS, "/en/library/"])
def test_of_more_than_eight_words_the_first_eight_are_searched_for_and_the_page_says_so(client, address):
    words = "lantern paper glue string candle handle wire market"
    make_resource("Lantern", text_en=words)

    said = "Only the first eight words were searched for."

    assert titles(page(client, address, q=f"{words} unheard")) == ["Lantern"]
    assert said in page(client, address, q=f"{words} unheard")
    assert said not in page(client, address, q=f"the {words}")


def test_counts_of_facets_are_true_and_choices_add_within_one_and_narrow_between_two(client):
    make_resource("Lantern", kind="guide", tags=["care"], struggles=["housing"])
    make_resource("Lantern", kind="media", tags=["care", "money"])
    make_resource("Lantern", kind="template", tags=["money"])
    make_resource("Lantern", kind="guide", tags=["secret"], visibility=Visibility.MEMBERS)
    whole = page(client, q="lantern")
    chosen = client.get(ADDRESS, {"q": "lantern", "kind": ["guide", "media"], "tag": "care"}).content.decode()

    assert counts(whole, "kind") == {"guide": "1", "media": "1", "template": "1"}
    assert counts(whole, "tag") == {"care": "2", "money": "2"}
    assert counts(whole, "visibility") == {}
    assert len(titles(chosen)) == 2
    assert counts(chosen, "kind") == {"guide": "1", "media": "1"}
    assert counts(chosen, "tag") == {"care": "2", "money": "1"}


def test_the_other_values_of_a_facet_are_counted_for_members_too_when_nothing_else_is_asked(client, member):
    make_resource("Lantern", kind="guide")
    make_resource("Beacon", kind="media")
    client.force_login(member)

    html = page(client, kind="guide")

    assert (titles(html), counts(html, "kind")) == (["Lantern"], {"guide": "1", "media": "1"})


def test_choices_can_be_made_without_words_and_taken_back_one_by_one(client):
    make_resource("Lantern", kind="guide", tags=["care"])

    html = page(client, kind="guide", tag="care")

    assert titles(html) == ["Lantern"]
    assert re.findall(r'<li><a href="([^"]*)"><span class="vh">', html) == ["?tag=care", "?kind=guide"]


def test_words_choices_and_page_survive_the_switch_of_language(client):
    make_resource("Lantern", kind="guide")

    html = page(client, q="lantern", kind="guide", page="1")

    assert '<a href="/fr/recherche/?q=lantern&amp;kind=guide&amp;page=1"' in html


def test_where_very_much_is_found_numbers_say_that_there_is_more(client, monkeypatch):
    for module in ("results", "choices"):
        monkeypatch.setattr(f"ggsn.search.{module}.MOST_COUNTED", 3)
    for _number in range(5):
        make_resource("Lantern", kind="guide")
    make_term(name_en="lantern")

    html = page(client, q="lantern")

    assert ("More than 10,000 results" in html, counts(html, "kind")) == (True, {"guide": "3+"})
    assert headings(html) == [("Glossary", "1"), ("Library", "3+")]


def test_as_many_as_are_counted_are_counted_exactly(client, monkeypatch):
    for module in ("results", "choices"):
        monkeypatch.setattr(f"ggsn.search.{module}.MOST_COUNTED", 3)
    for _number in range(3):
        make_resource("Lantern", kind="guide")

    html = page(client, q="lantern")

    assert ("3 results" in html, counts(html, "kind"), headings(html)) == (True, {"guide": "3"}, [("Library", "3")])


@pytest.mark.parametrize(
    ("language", "at_least", "exactly"), [("en", "10,000+", "1,234"), ("fr", "10\u202f000+", "1\u202f234")]
)
def test_large_numbers_are_written_as_the_reader_writes_them(language, at_least, exactly):
    choices = [Choice("kind", "guide", "Guide", 10_000, False, True), Choice("kind", "link", "Link", 1234, False)]

    with override(language):
        html = render_to_string("search/_facets.html", {"results": {"groups": [("kind", "Kind", choices)]}})

    assert re.findall(r"<small>([^<]*)</small>", html) == [at_least, exactly]


@pytest.mark.parametrize("asked", [{"q": "lantern " * 1250}, {"q": "lantern", "tag": [f"t{n}" for n in range(50)]}])
def test_what_is_too_much_is_refused_politely_and_not_asked(client, asked):
    make_resource("Lantern")

    response = client.get(ADDRESS, asked)

    assert (response.status_code, titles(response.content.decode())) == (200, [])
    assert 'id="q_error"' in response.content.decode()


SIGNS = [
    "",
    " ",
    "the",
    "'",
    "%",
    "_",
    "*",
    '"',
    '""',
    "\\",
    "\x00",
    "-",
    "- -",
    "🙂",
    "a:b",
    "w:x",
    ") OR (",
    "« »",
    "a" * 200,
]


@pytest.mark.parametrize("typed", SIGNS)
def test_signs_are_no_language_of_their_own(client, typed):
    make_resource("Lantern")

    assert client.get(ADDRESS, {"q": typed}).status_code == 200


# All that asks the index: the one search, the list of the library, and the feed that both are followed with.
asking = pytest.mark.parametrize("address", [ADDRESS, "/en/library/", "/en/search/feed/"])


@asking
def test_whoever_asks_too_often_waits(client, member, settings, address):
    settings.SEARCHES_A_MINUTE = {"person": 3, "network": 2}
    statuses = [client.get(address, {"q": "x"}).status_code for _ in range(3)]
    refused = client.get(address, {"q": "x"})
    forged = client.get(address, {"q": "x"}, headers={"x-forwarded-for": "203.0.113.9"}).status_code
    client.force_login(member)
    signed_in = [client.get(address, {"q": "x"}).status_code for _ in range(4)]

    assert (statuses, forged, signed_in) == ([200, 200, 429], 429, [200, 200, 200, 429])
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Many searches" in refused.content.decode()


def test_the_library_and_the_one_search_are_counted_together(client, settings):
    settings.SEARCHES_A_MINUTE = {"person": 2, "network": 2}

    answers = [client.get(address, {"q": "x"}).status_code for address in ["/en/library/", ADDRESS, "/en/library/"]]

    assert answers == [200, 200, 429]


@pytest.mark.parametrize("asked", [{}, {"kind": "guide"}, {"q": " "}, {"q": "x" * 201}])
def test_who_only_looks_through_the_library_is_not_counted(client, settings, asked):
    settings.SEARCHES_A_MINUTE = {"person": 0, "network": 0}
    make_resource("Lantern")

    assert client.get("/en/library/", asked).status_code == 200


@asking
def test_where_nothing_can_be_written_one_searches_all_the_same(client, monkeypatch, address):
    make_resource("Lantern")

    def full(who, minute):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(limits, "_count", full)

    assert "Lantern" in page(client, address, q="lantern")


@asking
def test_the_next_minute_begins_anew_and_the_last_one_is_forgotten(client, monkeypatch, settings, address):
    settings.SEARCHES_A_MINUTE = {"person": 1, "network": 1}
    Turn.objects.create(who="somebody else", minute=9, times=4)
    minutes = iter([600, 600, 660])
    monkeypatch.setattr(limits.time, "time", lambda: next(minutes))

    assert [client.get(address, {"q": "x"}).status_code for _ in range(3)] == [200, 429, 200]
    assert Turn.objects.count() == 1


@asking
def test_nothing_that_was_typed_is_kept(client, caplog, address):
    make_resource("Lantern")
    client.get(address, {"q": "kanarityped"})
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if not name.startswith("sqlite_")]
        rows = ""
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += repr(cursor.fetchall())

    assert ("kanarityped" in rows, "kanarityped" in caplog.text, Turn.objects.count()) == (False, False, 1)


@asking
def test_a_database_that_takes_too_long_is_spoken_of_politely(client, monkeypatch, address):
    def too_long(questions):
        raise OperationalError("canceling statement due to statement timeout")

    for asks in ["results", "library"]:
        monkeypatch.setattr(f"ggsn.search.{asks}.Reading", too_long)

    response = client.get(address, {"q": "lantern"})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "statement" not in response.content.decode()


# The feed follows what is public of the same.


def feeds(client, asked):
    """The addresses of feeds on a page of results, in its head and below the list; and the titles in them."""
    html = page(client, **asked)
    addresses = [unescape(found) for found in re.findall(r'href="(/en/search/feed/[^"]*)"', html)]
    fed = [client.get(address).content.decode() for address in addresses]
    return addresses, [re.findall("<entry><title>([^<]*)</title>", feed) for feed in fed]


@pytest.mark.parametrize("visibility", [[], ["public"], ["members", "public"]])
def test_the_feed_of_results_is_of_what_is_public_among_them(client, member, visibility):
    make_resource("Public lantern")
    make_resource("Hidden lantern", visibility=Visibility.MEMBERS)
    client.force_login(member)

    addresses, titles = feeds(client, {"q": "lantern", "where": "library", "visibility": visibility})

    assert addresses == ["/en/search/feed/?q=lantern&where=library"] * 2
    assert titles == [["Public lantern"]] * 2


@pytest.mark.parametrize("where", ["members", "meetings", ["members", "meetings"]])
def test_nor_have_members_and_meetings(client, member, where):
    make_member(display_name="Lantern", is_listed=True)
    make_meeting(title_en="Lantern")
    client.force_login(member)

    assert feeds(client, {"q": "lantern", "where": where}) == ([], [])


@pytest.mark.parametrize("asked", [{"q": "lantern"}, {"q": "sun"}, {}])
def test_what_is_for_members_only_has_no_feed(client, member, asked):
    """It would be of something else."""
    make_resource("Public lantern")
    make_resource("Hidden lantern", visibility=Visibility.MEMBERS)
    client.force_login(member)

    assert feeds(client, {**asked, "visibility": "members"}) == ([], [])


def test_nor_has_all_that_is_public(client, member):
    """Without that choice nothing is asked for, and a feed of nothing has nothing in it."""
    make_resource("Public lantern")
    client.force_login(member)

    assert feeds(client, {"visibility": "public"}) == ([], [])


def test_the_help_tells_how_it_sorts(client):
    assert "Among equals, the newest first, and people by name" in page(client, "/en/search/how/")
    assert "le plus récent d’abord, et les personnes par leur nom" in page(client, "/fr/recherche/comment/")


def test_a_full_page_is_light(client):
    for number in range(30):
        make_resource(
            f"Lantern number {number}",
            summary_en=f"How {number} people carried lanterns through {number + 3} nights without any budget.",
            tags=[f"Topic {number}", f"Matter {number % 7}"],
            struggles=["housing", "climate-justice"],
            languages=["en", "fr"],
            kind=["guide", "media", "template"][number % 3],
        )
    caches["kept"].clear()

    html = client.get(ADDRESS, {"q": "lantern", "where": "library"}).content
    static = settings.BASE_DIR / "ggsn" / "static" / "ggsn"
    parts = [html, (static / "site.css").read_bytes(), (static / "site.js").read_bytes()]

    assert sum(len(gzip.compress(part, 6)) for part in parts) <= 14_600


# One index in the house.


@pytest.mark.parametrize("typed", ["lantern", "lanterns paper", '"paper lantern"', "lantern -paper", "housing", "xyz"])
@pytest.mark.parametrize(("here", "there"), [(ADDRESS, "/en/library/"), ("/fr/recherche/", "/fr/bibliotheque/")])
def test_the_library_gives_the_same_answers(client, typed, here, there):
    make_resource("Lantern")
    make_resource("Paper lantern", struggles=["housing"])
    make_resource(title_fr="La lantern, et le paper")
    make_resource("Other", text_en="The lantern of paper")

    assert titles(page(client, there, q=typed)) == titles(page(client, here, q=typed, where="library"))


def test_pages_are_found_by_their_words_and_not_by_their_marks(client):
    make_page(title_en="Values", body_en="Read **about** [the lantern](https://example.org/hidden-address).")

    assert (titles(page(client, q="lantern")), titles(page(client, q="hidden-address"))) == (["Values"], [])
