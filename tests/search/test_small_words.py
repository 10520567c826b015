"""Small words are passed over, but for those that turn what the next one says and those with an accent of their own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from resources.words import asked_words
from tests.make import make_resource
from tests.search.conftest import results
from tests.search.test_hyphens import found, write
from tests.search.test_passages import passage

pytestmark = pytest.mark.django_db
SPACES = ["Un espace sûr", "Espace vert", "Un espace sur le toit"]
PAPERS = ["Papiers peints", "Avec les sans papiers", "Les sans-papiers"]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("espace -sûr", {"Espace vert", "Un espace sur le toit"}),
        ("espace -su\u0302r", {"Espace vert", "Un espace sur le toit"}),
        ('"espace sûr"', {"Un espace sûr"}),
        ("ESPACE SÛR", {"Un espace sûr"}),
        ("espace sûre", {"Un espace sûr"}),
        ("espace sur", set(SPACES)),
        ("sûr", {"Un espace sûr"}),
        ("sûrs", {"Un espace sûr"}),
    ],
)
def test_an_accent_that_makes_another_word_of_a_small_one_is_read(typed, titles):
    write(*SPACES, language="fr")

    assert set(found(typed, "fr")) == titles


@pytest.mark.parametrize("typed", ["être là", "ÊTRE aussi", "etre aussi", "où être", "dès même"])
def test_small_words_are_small_with_their_accents_and_without(typed):
    assert results("fr", f"{typed} lanterne", AnonymousUser()).question.parts[0].words == ("lanterne",)


def test_what_is_called_so_is_found_without_the_accent_as_well():
    write("Un espace sûr", "Un espace sûr, un autre", language="fr")

    assert found("un espace sur", "fr")[0] == "Un espace sûr"
    assert asked_words("Un espace sûr") == ["espace"]


@pytest.mark.parametrize(("written", "typed"), [("Lê Thị", "le"), ("Lê Thị", "Lê"), ("Lê Thị", '"le thi"')])
def test_a_name_like_a_small_word_is_found_with_its_accents_and_without(written, typed):
    make_resource("Lanterns", made_by=written)

    assert found(typed) == ["Lanterns"]


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Sur le toit. Un espace sûr.", "sûr", "Un espace <mark>sûr</mark>."),
        ("Sur le toit. Un espace sûr.", "sûre", "Un espace <mark>sûr</mark>."),
        ("Mais non. Du maïs.", "maïs", "Du <mark>maïs</mark>."),
    ],
)
@pytest.mark.parametrize("before", ["", "Mais sur le toit. " * 3000])
def test_the_small_word_is_not_marked_in_its_place(before, text, typed, shown):
    assert passage(before + text, typed, "fr") == shown


# Phrases.


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ('papiers -"sans papiers"', {"Papiers peints"}),
        ("papiers -sans-papiers", {"Papiers peints"}),
        ('"sans papiers"', {"Avec les sans papiers", "Les sans-papiers"}),
        ("sans-papiers", {"Avec les sans papiers", "Les sans-papiers"}),
        ('"les papiers"', set(PAPERS)),
    ],
)
def test_a_small_word_that_turns_the_next_one_is_part_of_a_phrase(typed, titles):
    write(*PAPERS, language="fr")

    assert set(found(typed, "fr")) == titles


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ('"no border"', {"No borders here"}),
        ('border -"no borders"', {"At the border"}),
        ("burn-out", {"To burn out", "Burnout", "Burn-out"}),
    ],
)
def test_in_english_as_well(typed, titles):
    write("No borders here", "At the border", "To burn out", "Burnout", "Burn-out", "Out, and burn")

    assert set(found(typed)) == titles


# What cannot be left out.


@pytest.mark.parametrize(
    ("language", "typed", "stays"),
    [
        ("fr", "espace -sur", ["sur"]),
        ("fr", 'papiers -"les papiers"', ["les papiers"]),
        ("fr", "papiers -à", ["à"]),
        ("fr", "espace -sûr", []),
        ("fr", 'papiers -"sans papiers"', []),
        ("fr", 'espace -"sur le toit"', ["sur le toit"]),
        ("en", 'sharing -"car sharing"', []),
        ("en", 'strike -"the strike" -hunger', ["the strike"]),
    ],
)
def test_what_could_not_be_left_out_stays_and_the_page_says_so(client, language, typed, stays):
    if language == "fr":
        write(*SPACES, *PAPERS, language="fr")
    else:
        write("Car sharing", "Sharing", "Strike")
    search, library = ("recherche", "bibliotheque") if language == "fr" else ("search", "library")

    pages = [client.get(f"/{language}/{room}/", {"q": typed}).content.decode() for room in (search, library)]
    with override(language):
        question = results(language, typed, AnonymousUser()).question
        assert question.cannot_go == stays

    for page in pages:
        assert all(f"<b>{one}</b>" in page for one in stays)
        assert ("small words are not searched for" in page or "les petits mots ne sont pas cherchés" in page) == bool(
            stays
        )
    if 'papiers -"les' in typed:
        assert set(found(typed, language)) == set(PAPERS)
