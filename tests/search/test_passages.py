"""The sentence a match stands in is found wherever in the text it is, and with as much work as a page can afford."""

import pytest
from django.conf import settings

from ggsn.search import passages
from ggsn.search.passages import MOST_WINDOWS, OVERLAP, WINDOW, Shown, Wanted
from ggsn.search.questions import read
from ggsn.search.tokens import Text
from resources.words import STEMMED, keeps_beginnings, stem, words_in

ENGLISH = "Nobody carried the worst meetings twice in a row, since tenants took turns. "
FRENCH = "L’épuisement n’est pas un échec personnel, disait la plus âgée d’entre nous. "


class OneText:
    """A source of a single thing, which is its text."""

    def __init__(self, language):
        self.language = language

    def texts(self, body):
        return [Text(self.language, "A title", body=body)]


def passage(body, typed, language="en"):
    question = read(typed)
    return Shown(OneText(language), body, language, question, Wanted(question)).passage[0]


def long(sentences, letters=100_000):
    return sentences * (letters // len(sentences))


@pytest.mark.parametrize(
    ("sentences", "end", "typed", "shown", "language"),
    [
        (ENGLISH, "Then lanterns were lit.", "lantern", "Then <mark>lanterns</mark> were lit.", "en"),
        (ENGLISH, "Policies of housing differ.", "policy", "<mark>Policies</mark> of housing differ.", "en"),
        (ENGLISH, "They have a Burn-out.", "burnout", "They have a <mark>Burn-out</mark>.", "en"),
        (ENGLISH, "Of rent-strikes.", "strike", "Of <mark>rent-strikes</mark>.", "en"),
        (ENGLISH, "Facilitators came.", "facil", "<mark>Facilitators</mark> came.", "en"),
        (FRENCH, "Les ÉLÈVES relèvent l’eau.", "eleve", "Les <mark>ÉLÈVES</mark> relèvent l’eau.", "fr"),
        (FRENCH, "Des militantes.", "militants", "Des <mark>militantes</mark>.", "fr"),
    ],
)
def test_a_word_at_the_end_of_a_long_text_is_shown_in_its_sentence(sentences, end, typed, shown, language):
    assert passage(long(sentences) + end, typed, language).replace("\xa0", " ") == shown


@pytest.mark.parametrize("place", range(-60, 60, 7))
def test_a_word_where_two_windows_meet_is_shown_in_its_sentence(place):
    text = long("Word after word. ", 50_000)
    start = text.rfind(". ", 0, 2 * WINDOW + place) + 2

    assert passage(f"{text[:start]}Then lanterns were lit. {text[start:]}", "lantern") == (
        "Then <mark>lanterns</mark> were lit."
    )


def test_the_first_that_has_the_word_is_shown():
    text = f"{long(ENGLISH)}The first lantern. {long(ENGLISH)}The last lantern."

    assert passage(text, "lantern") == "The first <mark>lantern</mark>."


@pytest.mark.parametrize("typed", ["lantern", "art", "nobody -x lantern", "zzzz"])
@pytest.mark.parametrize("letters", [100_000, 2_000_000])
def test_however_long_a_text_is_few_pieces_of_it_are_read(monkeypatch, typed, letters):
    """And of those only two word by word: the first, and the one that has the word."""
    looked_through, read_closely = [], []
    fold, among = passages.fold, Wanted.among
    monkeypatch.setattr(passages, "fold", lambda text: looked_through.append(len(text)) or fold(text))
    monkeypatch.setattr(Wanted, "among", lambda self, text: read_closely.append(len(text)) or among(self, text))

    passage(long("Particular articles of a party. ", letters) + "A lantern.", typed)
    pieces = [length for length in looked_through if length > 1000]

    assert len(pieces) <= MOST_WINDOWS
    assert max(pieces + read_closely) <= WINDOW + 2 * OVERLAP + len("Particular ")
    assert len([length for length in read_closely if length > 1000]) <= 3


@pytest.mark.parametrize("language", sorted(filter(keeps_beginnings, STEMMED)))
def test_stems_begin_like_their_words_where_words_that_begin_otherwise_are_passed_over(language):
    texts = (settings.BASE_DIR / "ggsn" / "content" / "pages").glob("*.md")
    words = {word for text in texts for word in words_in(text.read_text())} | {"dying", "skies", "yeux", "oeil", "el"}

    assert {word for word in words if stem(word, language)[:1] != word[:1]} == set()


ODDLY_WRITTEN = (
    "“Fine”, she said: l’œuvre, ŒUVRES, E\u0301cole et e\u0301tude, auto-école, s-école -école école- x_école (école) "
    "co-construire, re-co\u0302te, Ωmega ἄλφα Привет при-вет مُعَلِّم 3e-2 d'école…école/naïve«ÉCOLE»—fine"
)


@pytest.mark.parametrize("typed", [*words_in(ODDLY_WRITTEN), "école", "œuvre", "construire", "привет", "معلم", "3e"])
def test_words_that_are_not_looked_at_are_none_of_those_asked_for(typed):
    wanted = Wanted(read(typed))

    each = [match.span() for match in passages._WORD.finditer(ODDLY_WRITTEN) if wanted[match[0]]]

    assert [match.span() for match in wanted.among(ODDLY_WRITTEN)] == each


@pytest.mark.parametrize(
    "text", ["\u064bgrève\u064b", "«\u202fgrève\u202f»", "x-grève", "e\u0301\u0301" * 20_000 + " grève"]
)
def test_marks_that_stand_alone_and_many_of_them_keep_nothing_from_being_shown(text):
    """However many marks there are, a text is read once: else this would take minutes."""
    assert "grève" in passage(text, "grève", "fr") or text.startswith("e")
