"""From texts to tokens: what the index knows of an entry, and what a question may ask for.

w:garden  wen:polici    a word that occurs somewhere, and its stem in a language where that is another word
t:  ten:                the same in a title
h:  hen:                the same in a summary or a name it goes under
b:3f2a1                 two words that follow each other, as a digest: phrases are asked for with these
e:0a1b2c3d4e5f          a whole title, as a digest
in:fr                   it has a text in this language
i:1 k:guide v:public    facets: where it is, what kind, who may know of it (ggsn.search.vocabulary)

The last two are what an entry is filed under; all others are words.
"""

import hashlib
import zlib
from dataclasses import dataclass
from itertools import pairwise

from resources.words import STOP_WORDS, in_order, read, stem

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
        if whole := whole_title(text.title):
            found.add(whole)
    return found


def _tokens_in(written, zone, language):
    parts, in_a_row = read(written)
    nothing = STOP_WORDS.get(language, ())
    telling = [word for word in in_a_row if word not in nothing]
    found = {pair(first, second, language) for first, second in pairwise(telling)}
    for word in {*parts, *telling}:
        if word in nothing:
            continue
        root = stem(word, language) if language else word
        for own in (zone, "w") if zone != "w" else ("w",):
            found.add(f"{own}:{word}")
            if root != word:
                found.add(f"{own}{language}:{root}")
    return found


def pair(first, second, language):
    """The token of two words in a row, whatever their endings."""
    both = f"{language} {stem(first, language)} {stem(second, language)}" if language else f" {first} {second}"
    return f"b:{zlib.crc32(both.encode()) % _PAIRS:x}"


def whole_title(title):
    """The token of a title word for word, small words included; None where there are none."""
    words = " ".join(in_order(title, whole=True))
    return f"e:{hashlib.blake2b(words.encode(), digest_size=6).hexdigest()}" if words else None


def is_filed(token):
    """Whether it is a facet or a language, and not a word."""
    return token[:2] in _FILED


def words_among(tokens):
    """The words of an entry, for the lexicon."""
    return {token[2:] for token in tokens if token[:2] == "w:"}
