"""With a hyphen, in two words or in one: what is written in one of these ways is found by whoever types another."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from ggsn.search.tokens import Text, tokens_of
from tests.make import make_member, make_resource, make_term
from tests.search.conftest import results
from tests.search.test_passages import passage

pytestmark = pytest.mark.django_db


def found(typed, language="en"):
    """The titles that are found, in their order."""
    asked = results(language, typed, AnonymousUser())
    with override(language):
        return [entry.title.replace("\xa0", " ") for *_facts, some in asked.shown for entry in some]


def write(*titles, language="en"):
    for title in titles:
        make_resource(title if language == "en" else None, **({"title_fr": title} if language == "fr" else {}))


CIRCLES = {"Peer-support circle", "Peer support circle", "Peersupport circle", "Peer\u2011support circle now"}


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011", "\u2012", "\u2013"])
@pytest.mark.parametrize("typed", ["peer{}support", '"peer{}support"', '"peer{}support circle"', "Peer{}Supports"])
def test_a_word_typed_with_a_hyphen_is_found_however_it_is_written(typed, hyphen):
    write(*CIRCLES, "Support by a peer", "Self care for all")

    assert set(found(typed.format(hyphen))) == CIRCLES


@pytest.mark.parametrize("typed", ['"peer support"', '"peer support circle"', '"support circle"'])
def test_two_words_in_quotation_marks_are_found_with_a_hyphen_between_them(typed):
    write("Peer-support circle", "Peer support circle", "Support by a peer in a circle")

    assert set(found(typed)) == {"Peer-support circle", "Peer support circle"}


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("self-care", {"Self care for all", "Self-care"}),
        ("selfcare", {"Self-care"}),
        ("peer-support self-care", {"Peersupport and self care"}),
        ('"peer-support self-care"', {"Peersupport self care", "Peer-support self-care", "Peer support selfcare"}),
        ("care -self-care", {"Care for all"}),
        ('care -"self care"', {"Care for all"}),
    ],
)
def test_each_way_of_writing_a_question_finds_what_it_means(typed, titles):
    if "peer" not in typed:
        write("Self-care", "Self care for all", *(["Care for all"] if "-" in typed.replace("self-care", "") else ()))
    elif '"' in typed:
        write("Peersupport self care", "Peer-support self-care", "Peer support selfcare", "Self care, peer support")
    else:
        write("Peersupport and self care", "Self care")

    assert set(found(typed)) == titles


FRENCH = {
    "rendez-vous": ["Un rendez-vous manqué", "Rendez la clé"],
    "rendezvous": ["Un rendez-vous manqué"],
    "c'est-à-dire": ["C’est-à-dire autre chose", "Dire non"],
    "Saint-Denis": ["Le collectif de Saint-Denis", "Saint Denis en lutte", "Denis et le saint"],
    "saint denis": ["Le collectif de Saint-Denis", "Saint Denis en lutte", "Denis et le saint"],
    '"saint denis"': ["Le collectif de Saint-Denis", "Saint Denis en lutte", "Denis et le saint"],
    "non-violence": ["La non violence", "La non-violence en action", "Violence, non merci"],
    "prud'hommes": ["Aller aux prud’hommes", "Des hommes"],
    '"prud\'hommes"': ["Aller aux prud’hommes", "Des hommes"],
    "porte-à-porte": ["Le porte à porte", "Le porte-à-porte en ville", "La porte"],
    "1990-2000": ["Les luttes, 1990–2000", "2000 et 1990"],
}


@pytest.mark.parametrize("typed", FRENCH)
def test_in_french_as_well(typed):
    write(*FRENCH[typed], language="fr")
    none_is_meant = {"Rendez la clé", "Dire non", "Violence, non merci", "Des hommes", "La porte", "2000 et 1990"}
    too_many = none_is_meant | (set() if typed == "saint denis" else {"Denis et le saint"})

    assert set(found(typed, "fr")) == set(FRENCH[typed]) - too_many


@pytest.mark.parametrize("typed", ["peer support", "peer-support", "Peer\u2010Support", "peersupport"])
@pytest.mark.parametrize("title", ["Peer-support", "Peer support", "Peersupport"])
def test_what_is_called_so_comes_first_however_its_hyphen_is_written(typed, title):
    write(title, "Peer support, peer-support, peersupport")

    is_one_word = {typed, title} & {"peersupport", "Peersupport"}
    if not (is_one_word and {"peer support", "Peer support"} & {typed, title}):
        assert found(typed)[0] == title


def test_what_is_filed_under_two_words_is_found_with_a_hyphen():
    make_resource("Lanterns", struggles=["climate-justice"])
    make_resource("Beacons", struggles=["housing"])

    assert found("climate-justice") == ["Lanterns"]


# The glossary.


@pytest.mark.parametrize("typed", ["peer-support", "peer support"])
def test_a_term_of_the_glossary_in_two_words_is_meant_by_one_with_a_hyphen(typed):
    make_term(name_en="peer support", name_fr="pair-aidance")
    write("La pair aidance au quotidien", "Pair-aidance", language="fr")

    assert set(found(typed, "fr")) == {"pair-aidance", "La pair aidance au quotidien", "Pair-aidance"}
    assert results("en", typed, AnonymousUser()).question.also == ["pair-aidance"]


# Suggestions.


@pytest.mark.parametrize(
    ("title", "typed", "meant"),
    [
        ("Peer support", "peer-suport", "peer-support"),
        ("Peer-support", "peer-suport", "peer-support"),
        ("Peer support", "the peer\u2011suport, now", "the peer\u2011support, now"),
        ("Peersupport", "peer-suport", "peersupport"),
        ("Non violence", "non-violense", "non-violence"),
    ],
)
def test_a_slip_in_a_part_is_met_with_a_proposal(title, typed, meant):
    write(f"{title}, now")

    assert results("en", typed, make_member()).suggestion.query == meant


# Passages.


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Of peer support.", "peer-support", "Of <mark>peer</mark> <mark>support</mark>."),
        ("Of Peer\u2011Support.", "peer-support", "Of <mark>Peer\u2011Support</mark>."),
        ("Of Peer\u2013Support.", "peersupports", "Of <mark>Peer\u2013Support</mark>."),
        ("Of peersupport.", "peer\u2010support", "Of <mark>peersupport</mark>."),
        ("Support, peer, come. Go.", "peer-support", "Support, peer, come."),
        ("A peer. Then peer supports.", "peer-support", "Then <mark>peer</mark> <mark>supports</mark>."),
        ("Non. Of non-violence, non.", "non-violence", "Of <mark>non-violence</mark>, non."),
        ("C’est trop dire. C’est-à-dire.", "c'est-à-dire", "C’<mark>est-à-dire</mark>."),
    ],
)
@pytest.mark.parametrize("before", ["", "A peer came, non. " * 3000])
def test_what_was_meant_is_marked_and_its_parts_alone_are_not(text, typed, shown, before):
    if before and "<mark>" not in shown:
        shown = "A peer came, non."

    assert passage(before + text, typed) == shown


@pytest.mark.parametrize(
    "text", ["est-il " * 30_000, "sans le " * 30_000, "auto-école " * 20_000, "é-" * 100_000 + "é"]
)
def test_however_many_hyphens_a_text_has_it_is_read_in_no_time(text):
    """Else this would take minutes."""
    assert tokens_of([Text("fr", body=text)])
