"""How people are found by a word: without regard to accents, ligatures and capitals."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'"})


def folded(text):
    """`text` as it is compared: "Bogotá" and "BOGOTA" are one."""
    decomposed = unicodedata.normalize("NFKD", str(text).casefold().translate(_LIGATURES))
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())
