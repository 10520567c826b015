"""From texts to tokens: what the index knows of an entry, and what a question may ask for.

w:garden  wen:polici    a word that occurs somewhere, and its stem in a language where that is another word
t:  ten:                the same in a title
h:  hen:                the same in a summary or a name it goes under
b:3f2a1                 two words that follow each other, as a digest: phrases are asked for with these
e:0a1b2c3d4e5f          a whole title, as a digest, those with a hyphen once more
in:fr                   it has a text in this language
i:1 k:guide v:public    facets: where it is, what kind, who may know of it (ggsn.search.vocabulary)

The last two are what an entry is filed under; all others are words.
"""

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from resources.words import LONGEST as LONGEST_WORD
from resources.words import STOP_WORDS, TURNING, WORD, fold, read, stem

ZONES = "thw"
# The facets, in the order of the page; the letter is that of their codes.
LETTERS = {
    "where": "i",
    "kind": "k",
    "language": "l",
    "struggle": "s",
    "support": "u",
    "region": "r",
    "tag": "g",
    "visibility": "v",
}
_FILED = {*(f"{letter}:" for letter in LETTERS.values()), "in"}
MOST_WORDS = 30_000  # of one text that are read
_PAIRS = 1 << 22


@dataclass(frozen=True)
class Text:
    """What an entry says in one language; `language` is "" for names, which are the same in all."""

    language: str
    title: str = ""
    head: str = ""
    body: str = ""


def tokens_of(texts):
    """Every token of these texts."""
    found = set()
    for text in texts:
        for zone, written in (("t", text.title), ("h", text.head), ("w", text.body)):
            if written:
                found |= _tokens_in(written[: MOST_WORDS * 8], zone, text.language)
        found |= whole_titles(text.title)
    return found


def _tokens_in(written, zone, language):
    in_a_row, in_parts = read(written)
    nothing = STOP_WORDS.get(language, ())
    telling = [word for word in in_a_row if word not in nothing]
    found = _pairs(telling, language)
    words = set(telling)
    for parts, row in _told_apart(in_a_row, in_parts, language):
        words.update(part for part in parts if part not in nothing)
        found |= _pairs(row, language)
    for word in words:
        root = stem(word, language)
        for own in (zone, "w") if zone != "w" else ("w",):
            found.add(f"{own}:{word}")
            if root != word:
                found.add(f"{own}{language}:{root}")
    return found


def _told_apart(in_a_row, in_parts, language):
    """(words, these between what is before and behind them): the parts of each word with a hyphen, as if it were
    several, and each small word that turns what the next one says."""
    turning = TURNING.get(language, frozenset())
    quiet = STOP_WORDS.get(language, frozenset()) - turning

    def telling(place):
        words = in_parts[place] if place in in_parts else in_a_row[place : place + 1]
        return [word for word in words if word not in quiet]

    for place in {*in_parts, *(place for place, word in enumerate(in_a_row) if word in turning)}:
        if not (words := telling(place)):
            continue
        before = next(filter(None, map(telling, range(place - 1, -1, -1))), [])
        after = next(filter(None, map(telling, range(place + 1, len(in_a_row)))), [])
        yield words, [*before[-1:], *words, *after[:1]]


def pair(first, second, language):
    """The token of two words in a row, whatever their endings."""
    (token,) = _pairs((first, second), language)
    return token


def _pairs(words, language):
    """The tokens of all words in a row, two by two."""
    roots = [stem(word, language) for word in words]
    return {f"b:{crc32(f'{language} {first} {second}'.encode()) % _PAIRS:x}" for first, second in pairwise(roots)}


def whole_titles(title):
    """The tokens of a title word for word, small words included: what a hyphen joins as two words, and as one."""
    words = WORD.findall(fold(title or ""))
    in_parts = [part for word in words for part in word.split("-")]
    return {_whole_title(row) for row in ([word.replace("-", "") for word in words], in_parts) if row}


def _whole_title(words):
    whole = " ".join(word[:LONGEST_WORD] for word in words)
    return f"e:{hashlib.blake2b(whole.encode(), digest_size=6).hexdigest()}"


def is_filed(token):
    """Whether it is a facet or a language, and not a word."""
    return token[:2] in _FILED


def words_among(tokens):
    """The words of an entry, for the lexicon."""
    return {token[2:] for token in tokens if token[:2] == "w:"}
