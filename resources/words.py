"""How the house reads words: without accents, capitals, elisions or endings, in each language of the portal.

The library, its topics and the one search (ggsn.search) all read with this, so that they agree.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import groupby

import snowballstemmer

LONGEST = 40  # letters of a word that count

STEMMED = {
    "ar": "arabic",
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "id": "indonesian",
    "it": "italian",
    "ne": "nepali",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
# Those that take something off the beginning of words, too.
_CUTS_BEGINNINGS = {"ar", "id", "nl", "ta"}
# What is left of accents, and signs beyond Latin, Greek and punctuation, which have marks of their own.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_FURTHER = re.compile("[\u0483-\u1dff\u20d0-\u20ff\u2cef-\U0010ffff]")
# Signs that show nothing and stand inside words: where a word may be broken, which way it is written, what a file began
# with. Those that join or part letters (ZWJ, ZWNJ) are none of them: in Persian and Nepali they make other words.
_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff"
_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"}


def _class_of(numbers):
    """Signs by their numbers, in order, as they stand in a class of a pattern: each row by its first and last."""
    rows = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ends = ([pair[1] for pair in row] for _distance, row in rows)
    return "".join(f"{chr(row[0])}-{chr(row[-1])}" for row in ends)


# The marks that many scripts set on their letters: vowels, tones, what stands for a missing one. Python counts none of
# them among the letters of a word.
MARKS = _class_of(number for number in range(0x300, 0xFE00) if unicodedata.category(chr(number)) in {"Mn", "Mc"})
# What joins the parts of a word, in a class of a pattern: hyphens, and the dash that people set in their place.
HYPHENS = "-\u2010-\u2013"
_DASH = re.compile("(?<=\\S)[\u2012\u2013](?=\\S)")
_PIECE = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
PIECE = re.compile(_PIECE)
WORD = re.compile(rf"{_PIECE}(?:[{HYPHENS}]{_PIECE})*")
_stemmers = threading.local()

# Words that say nothing of what a text is about, as they are written.
_SMALL = {
    "en": """
        a about after all also am an and any are as at be because been before being but by can could did do does doing
        for from had has have having he her here hers him his how i if in into is it its just me more most my no nor
        not of off on once only or other our ours out over own she should so some such than that the their theirs them
        then there these they this those through to too under until up very was we were what when where which while
        who whom why will with would you your yours
    """.split(),
    "fr": """
        à ai aie ainsi alors as au aucun aussi autre aux avec avez avons avait avaient c ça car ce ceci cela celle
        celles celui ces cet cette ceux chaque chez ci comme comment d dans de des dès donc dont du elle elles en
        encore entre es est et étaient était étant été êtes être eux il ils j je l la là le les leur leurs lors lui m
        ma mais me même mêmes mes moi moins mon n ne ni nos notre nôtre nous on ont or ou où par pas peu peut plus pour
        pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sous sur t ta
        tandis te tes toi ton tous tout toute toutes très tu un une vers voici voilà vos votre vôtre vous y
    """.split(),
}
# Those that turn what the next word says: in a phrase, they count with it.
TURNING = {
    "en": frozenset("no nor not off out over under until".split()),
    "fr": frozenset("aucun entre moins ni pas plus sans sous".split()),
}


def seen(text):
    """`text` without signs that nobody sees, which would part the words they stand in."""
    if not text.isascii():
        for sign in _UNSEEN:
            text = text.replace(sign, "")
    return text


def fold(text):
    """`text` without what people leave out when they search: capitals, accents, ligatures, signs that nobody sees."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", _without_ligatures(seen(text).casefold()))
    text = _ACCENTS.sub("", text)
    if _FURTHER.search(text):
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.replace("\u2010", "-")  # as which NFKD writes the one at which no line may break, too
    if "\u2013" in text or "\u2012" in text:
        text = _DASH.sub("-", text)
    return _without_ligatures(text)


def _without_ligatures(text):
    """One after the other: on a long text, `translate` takes ten times as long as all the rest."""
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return text


STOP_WORDS = {language: frozenset(map(fold, words)) for language, words in _SMALL.items()}
_ANY_STOP_WORD = frozenset().union(*STOP_WORDS.values())
_WITH_ACCENTS = {word for words in _SMALL.values() for word in words if not word.isascii()}


def _words_in(text):
    """The words of `text`, folded but for accents that make another word of a small one: "sûr" is not "sur".

    Whoever leaves such an accent out means the small word, and who writes it does not.
    """
    if text.isascii():
        return WORD.findall(text.lower())
    words = WORD.findall(unicodedata.normalize("NFKC", seen(text).casefold()))
    return [word if word.isascii() else _read(word) if len(word) <= LONGEST else fold(word) for word in words]


@lru_cache(maxsize=30_000)
def _read(word):
    folded = fold(word)
    return word if folded in _ANY_STOP_WORD and word != folded and word not in _WITH_ACCENTS else folded


def as_read(written):
    """One word as it is written, as it is read; what a hyphen joins, with its hyphens."""
    return next(iter(_words_in(written)), "")


def words_in(text):
    """The folded words of `text`, in order. What a hyphen joins counts as its parts and as one word."""
    for word in _words_in(text):
        yield from _parts(word)
        if "-" in word:
            yield _joined(word)


def forms_in(text):
    """The words of `text` as they are written, with a hyphen in one piece and in its parts."""
    for word in WORD.findall(unicodedata.normalize("NFC", seen(text))):
        yield word
        if len(parts := PIECE.findall(word)) > 1:
            yield from parts


def in_one_piece(word):
    """One word as it is written, folded, its parts without hyphens: as it stands in an index."""
    return _joined(as_read(word))


def _joined(word):
    return word.replace("-", "")[:LONGEST]


def _parts(word):
    return [part[:LONGEST] for part in word.split("-") if _counts(part)]


def _counts(word):
    """Single letters mostly are what is left of an elision."""
    return len(word) > 1 or not word.isascii()


def in_order(text):
    """The folded words of `text` as they follow each other, those with a hyphen in one piece."""
    return read(text)[0]


def in_parts(text):
    """[(word in one piece, its parts)], folded, as they follow each other; without a hyphen, a word has none."""
    words = _words_in(text)
    return [(_joined(word), tuple(_parts(word)) if "-" in word else ()) for word in words if _counts(word)]


def read(text):
    """(the words as they follow each other, those with a hyphen in one piece; {place of such a one: its parts})."""
    in_a_row, in_parts = [], {}
    for word in _words_in(text):
        if "-" in word:
            in_parts[len(in_a_row)] = _parts(word)
            word = _joined(word)
        if len(word) > 1 or not word.isascii():
            in_a_row.append(word[:LONGEST])
    return in_a_row, in_parts


def asked_words(query):
    """The words a query is about, each once: those that say nothing are left out, unless there are no others."""
    words = list(dict.fromkeys(map(fold, in_order(query))))
    return [word for word in words if not is_small(word)] or words


def says_nothing(word, language):
    return word in STOP_WORDS.get(language, ())


def tells_in(word, language):
    """Whether it is looked for in all its forms in this language: not where it says nothing. What only an accent makes
    another word than a small one is a word where that is one."""
    folded = fold(word)
    return not says_nothing(word, language) if word == folded else says_nothing(folded, language)


def turns(word, language):
    """Whether it says nothing but turns what the next word says: "sans" papiers, "no" borders."""
    return word in TURNING.get(language, ())


def is_small(word):
    """Whether it says nothing in some language of the portal."""
    return word in _ANY_STOP_WORD


@lru_cache(maxsize=30_000)
def stem(word, language):
    """The stem of a word, folded. A stemmer is not safe between threads, so that each thread has its own."""
    word = fold(word)
    if language not in STEMMED:
        return word
    mine = _stemmers.__dict__
    if language not in mine:
        mine[language] = snowballstemmer.stemmer(STEMMED[language])
    return mine[language].stemWord(word)


def keeps_beginnings(language):
    """Whether a stem in this language always begins with the letter that its word begins with."""
    return language not in _CUTS_BEGINNINGS
