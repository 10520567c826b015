"""What counts as the same word: letters without case or accents, stems, endings."""

import threading
import unicodedata
from functools import lru_cache

import Stemmer

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'", "\u00ad": None})
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "ne": "nepali",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_stemmers = {}
_one_at_a_time = threading.Lock()  # a stemmer is not made for two threads

# Small words that may stand for one another inside a term: "égalité de genre", "égalité des genres".
LINKS = {
    "fr": frozenset("de du des d l la le les un une a au aux".split()),
    "en": frozenset("of the a an s".split()),
}

# What may differ between two words that are one word in another number or gender. A shared stem is not enough:
# "format" and "formation" share one.
_ENDINGS = {
    "fr": frozenset("s x e es l le les ux ne nes te tes f fs ve ves se ses".split()) | {""},
    "en": frozenset("s es y ies".split()) | {""},
}


@lru_cache(50_000)
def fold(text):
    """`text` as it is compared: no case, no accents, œ as oe."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(50_000)
def stem(word, language):
    """The stem of a folded word; the word itself in languages without a stemmer."""
    algorithm = _ALGORITHMS.get(language.partition("-")[0])
    if algorithm is None:
        return word
    with _one_at_a_time:
        if algorithm not in _stemmers:
            _stemmers[algorithm] = Stemmer.Stemmer(algorithm)
        return _stemmers[algorithm].stemWord(word)


@lru_cache(50_000)
def is_same_word(written, meant, language):
    """Is `written` the word `meant`, perhaps in another number or gender, or without its capitals and accents?"""
    if _is_acronym(meant) and not written.removesuffix("s").isupper():
        return False
    one, two = fold(written), fold(meant)
    shared = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    if not (_may_end(one[shared:], language) and _may_end(two[shared:], language)):
        return False
    return not _has_other_accents(written, meant, shared)


def _is_acronym(word):
    return 2 <= len(word) <= 5 and word.isupper()


def _may_end(ending, language):
    endings = _ENDINGS.get(language.partition("-")[0])
    return ending in endings if endings else len(ending) <= 2


def _has_other_accents(written, meant, length):
    """ "marché" is not "marche"; but "marche", typed without its accent, may well be "marché"."""
    with_accents, wanted = (
        unicodedata.normalize("NFC", word.casefold().translate(_LIGATURES)) for word in (written, meant)
    )
    return any(
        letter != other and fold(letter) != letter
        for letter, other in zip(with_accents[:length], wanted[:length], strict=False)
    )
