"""Which words of a text are a term: plurals, accents, elision, hyphens, and what only looks like it."""

import pytest

from glossary.matching import Matcher


def found(language, forms, text):
    return [text[hit.start : hit.end] for hit in Matcher(language, [(form, form) for form in forms]).find(text)]


@pytest.mark.parametrize(
    ("language", "form", "text", "marked"),
    [
        ("fr", "inégalité structurelle", "Les inégalités structurelles.", "inégalités structurelles"),
        ("fr", "militante", "des militantes", "militantes"),
        ("fr", "journal", "deux journaux", "journaux"),
        ("fr", "niveau", "trois niveaux", "niveaux"),
        ("en", "policy", "our policies", "policies"),
        ("en", "coalition", "Coalitions win", "Coalitions"),
        ("en", "box", "boxes", "boxes"),
        ("en", "community", "the community’s voice", "community"),
        ("es", "movimiento social", "los movimientos sociales", "movimientos sociales"),
    ],
)
def test_numbers_and_genders_are_one_word(language, form, text, marked):
    assert found(language, [form], text) == [marked]


@pytest.mark.parametrize("text", ["ÉGALITÉ", "egalite", "Égalité", "E\u0301galite\u0301", "éga\u00adlité"], ids=ascii)
def test_case_and_accents_do_not_matter(text):
    assert found("fr", ["égalité"], text) == [text]


@pytest.mark.parametrize(
    ("form", "text", "marked"),
    [
        ("empowerment", "l’empowerment", "empowerment"),
        ("empowerment", "L'EMPOWERMENT", "EMPOWERMENT"),
        ("anti-oppression", "d’anti-oppression", "anti-oppression"),
        ("anti-oppression", "d'anti‑oppression", "anti‑oppression"),
        ("anti-oppression", "anti oppression", "anti oppression"),
        ("œuvre commune", "l’oeuvre\u00a0commune", "oeuvre\u00a0commune"),
        ("éducation populaire", "qu’éducation\u202fpopulaire", "éducation\u202fpopulaire"),
    ],
)
def test_elision_hyphens_and_wide_spaces_are_seen_through(form, text, marked):
    assert found("fr", [form], text) == [marked]


@pytest.mark.parametrize("text", ["égalité de genre", "égalité des genres", "égalité du genre", "égalité de la genre"])
def test_small_words_inside_a_term_may_differ(text):
    assert found("fr", ["égalité de genre"], text) == [text]


@pytest.mark.parametrize(
    "text", ["égalité genre", "égalité et genre", "égalité. De genre", "égalité, de genre", "genre"]
)
def test_but_must_be_small_words_and_nothing_between(text):
    assert found("fr", ["égalité de genre"], text) == []


@pytest.mark.parametrize(
    ("language", "form", "text"),
    [
        ("en", "empowerment", "disempowerment"),
        ("en", "support", "self-support"),
        ("fr", "soutien", "un soutien-gorge"),
        ("fr", "formation", "le format du fichier"),
        ("fr", "marche", "le marché"),
        ("en", "support", "she supported them"),
        ("en", "grassroots", "grassroots.example.org"),
        ("en", "grassroots", "info@grassroots"),
        ("en", "grassroots", "#grassroots"),
        ("en", "grassroots", "grass_roots grassroots_list"),
        ("en", "US", "between us"),
        ("en", "support group", "support of a group"),
    ],
)
def test_what_only_looks_like_the_term_is_left_alone(language, form, text):
    assert found(language, [form], text) == []


def test_the_longest_term_wins():
    forms = ["grassroots", "justice-oriented grassroots", "practice", "community of practice"]

    marked = found("en", forms, "Justice-oriented grassroots in communities of practice; grassroots practice.")

    assert marked == ["Justice-oriented grassroots", "communities of practice", "grassroots", "practice"]


def test_half_of_a_long_term_is_still_the_short_one():
    assert found("en", ["community of practice", "community"], "a community of care") == ["community"]


def test_an_acronym_is_only_itself_in_capitals():
    assert found("fr", ["ONG"], "Les ONGs et l’ONG, pas ong") == ["ONGs", "ONG"]


def test_a_word_typed_without_accents_may_be_the_one_with():
    assert found("fr", ["marché"], "le marche") == ["marche"]


def test_a_language_without_a_stemmer_still_finds_its_words():
    assert found("sw", ["ushirikiano"], "Ushirikiano wetu") == ["Ushirikiano"]


def test_nothing_is_found_in_nothing():
    matcher = Matcher("en", [("", 1), ("of the", 2), ("—", 3)])

    assert (bool(matcher), matcher.find("of the — anything")) == (False, [])
