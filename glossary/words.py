"""What counts as the same word: letters without case or accents, and stems."""

import threading
import unicodedata
from functools import lru_cache

import Stemmer

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "\u00ad": None})
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
