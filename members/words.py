"""How people are found by a word: without regard to accents, ligatures and capitals."""

import difflib
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'"})


def folded(text):
    """`text` as it is compared: "Bogotá" and "BOGOTA" are one."""
    decomposed = unicodedata.normalize("NFKD", str(text).casefold().translate(_LIGATURES))
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())


def alike(typed, names, most, share):
    """[name] that may be meant: those with a word that begins like it, then up to `most` of which `share` is right.

    All of them as they are compared.
    """
    inside = [name for name in names if len(typed) > 2 and f" {typed}" in f" {name}"]
    inside.sort(key=lambda name: (not name.startswith(typed), name))
    return list(dict.fromkeys([*inside, *difflib.get_close_matches(typed, names, most, share)]))
