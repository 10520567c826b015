"""From texts to tokens: what the index knows of an entry, and what a question may ask for.

w:garden  wen:polici    a word that occurs somewhere, and its stem in a language where that is another word
t:  ten:                the same in a title
h:  hen:                the same in a summary or a name it goes under
b:3f2a1                 two words that follow each other, as a digest: phrases are asked for with these
e:0a1b2c3d4e5f          a whole title, as a digest
in:fr                   it has a text in this language
i:1 k:guide v:public    facets: where it is, what kind, who may know of it (ggsn.search.vocabulary)
"""

import hashlib
import zlib
from dataclasses import dataclass

from resources.words import in_order, says_nothing, stem, words_in

ZONES = "thw"
MOST_WORDS = 30_000  # of one text that are read
_PAIRS = 1 << 18


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
    found, previous = set(), None
    for word in set(words_in(written)):
        if not says_nothing(word, language):
            found |= set(forms(word, zone, language))
            if zone != "w":
                found |= set(forms(word, "w", language))
    for word in in_order(written):
        if not says_nothing(word, language):
            if previous is not None:
                found.add(pair(previous, word, language))
            previous = word
    return found


def forms(word, zone, language):
    """A word as it is indexed: itself, and its stem where that differs."""
    yield f"{zone}:{word}"
    if language and (root := stem(word, language)) != word:
        yield f"{zone}{language}:{root}"


def pair(first, second, language):
    """The token of two words in a row, whatever their endings."""
    both = f"{language} {stem(first, language)} {stem(second, language)}" if language else f" {first} {second}"
    return f"b:{zlib.crc32(both.encode()) % _PAIRS:x}"


def whole_title(title):
    """The token of a title word for word, small words included; None where there are none."""
    words = " ".join(in_order(title, whole=True))
    return f"e:{hashlib.blake2b(words.encode(), digest_size=6).hexdigest()}" if words else None


def words_among(tokens):
    """The words of an entry, for the lexicon."""
    return {token[2:] for token in tokens if token.startswith("w:")}
