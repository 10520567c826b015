"""French and English typography, applied by the machine to what people type.

Spaces before high punctuation, inside guillemets and between a number and its unit become non-breaking (narrow before
; ! ?, as the Imprimerie nationale's rules have it); typewriter apostrophes between letters become real ones. Only
existing spaces change width: nothing is inserted, so addresses, times and code-like text stay as they are.
"""

import re

NARROW, WIDE = "\u202f", "\u00a0"
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_FRENCH = [
    (re.compile(r"[ \u00a0](?=[;!?])"), NARROW),
    (re.compile(r" (?=[:»€]|%(?![(sd]))"), WIDE),  # a per cent sign, not the place of a word in a message
    (re.compile(r"(?<=«) "), WIDE),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:h|min|s|j|ko|Mo|Go|km|m|kg)\b)"), WIDE),
    (re.compile(r"(?<=\d\u00a0h) (?=\d)"), WIDE),
]


def typeset(text, language):
    """`text` with the typography of `language`; for languages without rules of ours, only apostrophes change."""
    text = _APOSTROPHE.sub("’", text)
    if language == "fr":
        for pattern, space in _FRENCH:
            text = pattern.sub(space, text)
    return text
