"""What readers look up: the glossary from A to Z, and one page per term."""

import gzip

import pytest
from django.test import Client
from django.utils.translation import override
from lxml import html as lxml_html

from glossary.index import PER_PAGE, Index, letter_of, sort_key
from glossary.models import Term
from tests.make import make_term

pytestmark = pytest.mark.django_db


def names(response):
    return [heading.text_content() for heading in page(response).xpath("//li[@class='pair']//h3")]


def page(response):
    return lxml_html.document_fromstring(response.content.decode())


def letters(response):
    return [link.text for link in page(response).xpath("//ul[@class='az']//a")]


def make_many(count):
    for number in range(count):
        name = f"{'abcdefghijklmnopqrstuvwxyz'[number % 5]}word {number:03}"
        make_term(name_en=name, name_fr=name, definition_en=f"About {number} things. " * 8, definition_fr="Mot. " * 8)


def test_both_languages_stand_side_by_side_the_reader_s_first(client):
    make_term(key="care", name_en="Care", name_fr="Soin", definition_en="To *look* after.", definition_fr="Veiller.")

    pair = page(client.get("/fr/glossaire/")).get_element_by_id("care")

    assert [(part.get("lang"), part[0].text_content(), part[1].text_content()) for part in pair] == [
        (None, "Soin", "Veiller."),
        ("en", "Care", "To look after."),
    ]


def test_terms_are_sorted_as_readers_expect(client):
    for name in ("Œuvre", "Zèle", "Été", "Etabli", "Étranger", "école", "offre", "Oeillet", "Eau", "2 mois"):
        make_term(name_fr=name)

    response = client.get("/fr/glossaire/")

    assert names(response) == [
        "2 mois",
        "Eau",
        "école",
        "Etabli",
        "Été",
        "Étranger",
        "Oeillet",
        "Œuvre",
        "offre",
        "Zèle",
    ]
    assert letters(response) == ["0–9", "E", "O", "Z"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Été", "E"),
        ("œuvre", "O"),
        ("« Souci »", "S"),
        ("l’eau", "L"),
        ("4 saisons", "0"),
        ("…", "0"),
        ("дім", "Д"),
        ("ñandú", "N"),
    ],
)
def test_each_name_is_filed_under_one_letter(name, letter):
    assert letter_of(name) == letter


def test_punctuation_does_not_disturb_the_order():
    words = ["anti-racisme", "antiracisme", "anti-oppression", "antibruit"]

    assert sorted(words, key=sort_key) == ["antibruit", "anti-oppression", "anti-racisme", "antiracisme"]


def test_a_letter_beyond_the_alphabet_has_its_place(client):
    make_term(name_en="дім")
    make_term(name_en="Zeal")

    assert letters(client.get("/en/glossary/")) == ["Z", "Д"]


def test_a_short_glossary_is_one_page_with_anchors(client):
    make_many(PER_PAGE)

    response = client.get("/en/glossary/")

    assert len(names(response)) == PER_PAGE
    assert page(response).xpath("//ul[@class='az']//a/@href") == [f"#l-{letter}" for letter in "ABCDE"]


def test_a_long_glossary_shows_one_letter_and_in_pages(client):
    make_many(5 * (PER_PAGE + 1))

    first = client.get("/en/glossary/")
    second = client.get("/en/glossary/?letter=C&page=2")

    assert {name[0] for name in names(first)} == {"a"}
    assert len(names(first)) == PER_PAGE
    assert names(second) == [f"cword {5 * PER_PAGE + 2:03}"]
    assert page(second).xpath("//ul[@class='az']//a[@aria-current]/@href") == ["?letter=C"]


@pytest.mark.parametrize("letter", ["Q", "%3Cb%3E", "", "zz", "%F0%9F%99%82"])
def test_a_letter_nobody_uses_is_answered_kindly(client, letter):
    make_many(PER_PAGE + 1)

    response = client.get(f"/en/glossary/?letter={letter}")

    assert response.status_code == 200
    assert len(page(response).xpath("//h1")) == 1


def test_the_switch_of_language_keeps_the_letter(client):
    make_many(PER_PAGE + 1)

    response = client.get("/en/glossary/?letter=C")

    assert page(response).xpath("//ul[@class='tools']//a[@hreflang='fr']/@href") == ["/fr/glossaire/?letter=C"]


def test_an_empty_glossary_says_so(client):
    assert "No word yet." in client.get("/en/glossary/").content.decode()


def test_a_term_without_the_reader_s_language_is_shown_honestly_in_another(client):
    make_term(key="ubuntu", name_fr=None, definition_fr=None, name_en="Ubuntu", definition_en="I am because we are.")

    pair = page(client.get("/fr/glossaire/")).get_element_by_id("ubuntu")

    assert pair[0].get("lang") == "en"
    assert pair[1].text == "Personne ne l’a encore écrit dans votre langue."


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_costs_as_many_queries_with_one_term_as_with_many(client, count, commit, django_assert_num_queries):
    make_many(count)
    commit()
    index_terms_and_addresses_of_pages = 3

    with django_assert_num_queries(index_terms_and_addresses_of_pages):
        client.get("/en/glossary/?letter=A")


@pytest.mark.parametrize("count", [1, 3])
def test_a_term_costs_as_many_queries_with_one_neighbour_as_with_three(
    client, count, commit, django_assert_num_queries
):
    term = make_term(key="care", name_en="Care")
    term.see_also.set([make_term() for _number in range(count)])
    commit()
    term_neighbours_and_addresses_of_pages = 3

    with django_assert_num_queries(term_neighbours_and_addresses_of_pages):
        client.get("/en/glossary/care/")


def test_nothing_is_asked_twice_while_nothing_changes(client, commit, django_assert_num_queries):
    make_many(3)
    commit()
    client.get("/en/glossary/")

    with django_assert_num_queries(0):
        client.get("/en/glossary/")


def test_a_page_of_a_long_glossary_stays_light(client):
    for number in range(5 * PER_PAGE):
        sentence = (
            f"{number} people who share concern {number * 7919} and talk about it {number * 104729} times a year. "
        )
        make_term(name_en=f"A word {number}", definition_en=sentence * 3, definition_fr=sentence[::-1] * 3)

    response = Client(headers={"accept-encoding": "gzip"}).get("/en/glossary/")

    assert len(gzip.compress(client.get("/en/glossary/").content)) < 8_000
    assert len(response.content) < 8_000


def test_a_term_has_a_page_of_its_own(client):
    make_term(
        key="cop",
        name_en="Community of practice",
        name_fr="Communauté de pratique",
        variants_en="practice community\ncommunities of practice",
        source_author_en="E. Wenger",
        source_work_en="Introduction",
        source_url_en="https://example.org/cop",
        free_translation_en=True,
        rule_note_fr="Pas « cercle ».",
    )

    root = page(client.get("/en/glossary/community-of-practice/"))

    assert [heading.text for heading in root.xpath("//h1|//h2[not(ancestor::footer)]")] == [
        "Community of practice",
        "Community of practice",
        "Communauté de pratique",
    ]
    assert [" ".join(line.text_content().split()) for line in root.xpath("//main//section//p[@class='fine']")] == [
        "Also – practice community and communities of practice",
        "Source – E. Wenger, Introduction (our own free translation)",
        "Pas «\u00a0cercle\u00a0».".replace("\u00a0", " "),
    ]
    assert root.xpath("//a[@rel='noreferrer']/@href")[-2:] == ["https://example.org/cop", "https://blueprintsfc.org/"]


def test_a_kept_term_says_its_own_language_and_an_avoided_one_that_it_is(client):
    make_term(
        key="grassroots", name_en="Grassroots", name_fr="Grassroots", rule_fr="keep", rule_note_fr="On garde l'anglais."
    )
    make_term(key="cible", name_fr="Cible", rule_fr="avoid", rule_note_fr="Dites : les gens.")

    kept = page(client.get("/fr/glossaire/grassroots/"))
    avoided = page(client.get("/fr/glossaire/cible/"))

    assert [kept.xpath("//h1")[0].get("lang"), kept.xpath("//main//p[@class='lede']")[0].text] == [
        "en",
        "Nous gardons ce mot tel quel.",
    ]
    assert avoided.xpath("//main//p[@class='lede']")[0].text == "Nous évitons ce mot."


def test_see_also_shows_what_one_may_see(client, librarian):
    term = make_term(key="care", name_en="Care")
    term.see_also.set(
        [make_term(name_en="Rest"), make_term(name_en="Hidden", published_at=None), make_term(name_en="Été")]
    )

    anyone = page(client.get("/en/glossary/care/")).xpath("//h2[@class='h3']/following-sibling::ul//a/text()")
    client.force_login(librarian)
    keeper = page(client.get("/en/glossary/care/")).xpath("//h2[@class='h3']/following-sibling::ul//a/text()")

    assert (anyone, keeper) == (["Été", "Rest"], ["Été", "Hidden", "Rest"])


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", 404),
        ("applicant", 404),
        ("member", 404),
        ("regional", 404),
        ("librarian", 200),
        ("coordinator", 200),
    ],
)
def test_drafts_are_for_those_who_keep_the_glossary(client, who, sees, request):
    make_term(key="draft", name_en="Draft word", published_at=None)
    person = request.getfixturevalue(who)
    if person.is_authenticated:
        client.force_login(person)

    listed = "Draft word" in client.get("/en/glossary/").content.decode()

    assert (client.get("/en/glossary/draft-word/").status_code, listed) == (sees, sees == 200)


def test_what_is_kept_for_the_desk_is_not_handed_to_others(client, librarian, commit):
    make_term(name_en="Care")
    make_term(name_en="Zeal", published_at=None)
    commit()

    client.force_login(librarian)
    keeper = client.get("/en/glossary/")
    client.logout()
    anyone = client.get("/en/glossary/")

    assert (letters(keeper), names(keeper)) == (["C", "Z"], ["Care", "Zeal"])
    assert (letters(anyone), names(anyone)) == (["C"], ["Care"])


def test_each_language_has_its_own_address_and_the_switch_finds_it(client):
    make_term(key="care", name_en="Care work", name_fr="Travail de soin")

    root = page(client.get("/en/glossary/care-work/"))

    assert root.xpath("//ul[@class='tools']//a[@hreflang='fr']/@href") == ["/fr/glossaire/travail-de-soin/"]
    assert client.get("/fr/glossaire/travail-de-soin/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/en/glossary/travail-de-soin/", "/en/glossary/care-work/"),
        ("/fr/glossaire/care-work/", "/fr/glossaire/travail-de-soin/"),
        ("/en/glossary/old-name/", "/en/glossary/care-work/"),
        ("/en/glossary/care/", "/en/glossary/care-work/"),
    ],
)
def test_other_and_former_addresses_lead_to_the_one(client, asked, leads_to):
    term = make_term(key="care", name_en="Old name", name_fr="Travail de soin")
    Term.objects.get(pk=term.pk)
    term.slug_en = "care-work"
    term.save()

    response = client.get(asked)

    assert (response.status_code, response.headers["Location"]) == (302, leads_to)


def test_an_unknown_word_is_not_there(client):
    make_term(name_en="Care")

    assert client.get("/en/glossary/nothing/").status_code == 404


def test_two_terms_of_one_name_have_two_addresses_and_none_takes_the_glossary_s_own():
    first, second, third = make_term(name_en="Care"), make_term(name_en="care"), make_term(name_en="Propose")

    assert (first.slug_en, second.slug_en, third.slug_en) == ("care", "care-2", "propose-2")


def test_a_former_address_is_forgotten_when_another_term_takes_it(client):
    first = make_term(name_en="Care")
    first.slug_en = "care-work"
    first.save()
    make_term(key="new", name_en="Care")

    assert client.get("/en/glossary/care/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_looking_up_changes_nothing(client, method):
    make_term(name_en="Care")

    assert getattr(client, method)("/en/glossary/care/").status_code == 405


def test_public_pages_hold_no_form_and_set_no_cookie(client):
    make_term(name_en="Care")

    for path in ("/en/glossary/", "/en/glossary/care/"):
        response = client.get(path)
        assert (page(response).xpath("//form"), len(response.cookies)) == ([], 0)


def test_an_index_in_a_language_without_names_takes_those_there_are():
    make_term(name_en=None, name_fr="Soin")

    with override("en"):
        index = Index(Term.objects.all())

    assert list(index.by_letter) == ["S"]
