"""What a file may be called: one name, in composed letters, that means nothing to any machine."""

import re
import unicodedata

from resources.cleaning.report import Refused

LONGEST, MOST_BYTES = 100, 180  # letters and bytes of a name without its ending; every file system takes these
_OVERRIDES = "\u202d\u202e"  # what follows is shown backwards: "fdp.exe" reads "exe.pdf"
DECEIVING = f"\0{_OVERRIDES}"  # refused, where every other letter that nobody sees is only left out
_JOINERS = "\u200c\u200d"  # parts of words in some scripts, and of emoji
_SPECIAL = re.compile(r"[<>:\"|?*;%`$/\\{}]+")
_EDGES = " .-_=+@~#\u00a0\u202f＝＋－＠"  # options of commands, hidden files, formulas
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}")


def safe_name(name):
    """`name` as it may be stored, shown and offered for download. Refused if nothing honest can be made of it."""
    if "\0" in name:
        raise Refused("name_unreadable")
    if any(letter in name for letter in _OVERRIDES):
        raise Refused("name_misleading")
    name = re.sub(r"%(2e|2f|5c)", lambda code: chr(int(code[1], 16)), name, flags=re.IGNORECASE)
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(letter for letter in unicodedata.normalize("NFC", name) if _is_visible(letter)).rstrip(" .\u00a0")
    if not name:
        raise Refused("name_empty")
    stem, dot, ending = name.rpartition(".")
    if not dot or not _ENDING.fullmatch(ending):
        raise Refused("name_without_ending")
    return f"{_safe_stem(stem)}.{ending.lower()}"


def _is_visible(letter):
    return letter in _JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _safe_stem(stem):
    stem = _SPECIAL.sub("_", stem.replace("'", "’")).strip(_EDGES)
    if _RESERVED.fullmatch(stem):
        stem = f"file-{stem}"
    stem = stem[:LONGEST].encode()[:MOST_BYTES].decode(errors="ignore").rstrip(_EDGES + _JOINERS)
    return stem or "file"
