"""Letters without width, which can number each copy of a text, and those that show it backwards.

They stay only where something is written with them: scripts whose letters are joined or kept apart, words that go the
other way, emoji, flags, the forms of an ideograph. Two in a row, or one behind what takes none, say something else.
"""

import re

_ALWAYS = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u202d\u202e\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_IDEOGRAPHS = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_OF_FORMS = "\u1000-\u109f\u2190-\u2bff\u3001\u3002\ua840-\ua877\uaa60-\uaa7f\uff00-\uff60\U00010ac0-\U00013455"
_JOINED = (
    "\u0590-\u1cff\u20e3\u2190-\u2bff\u3030-\u303d\u3297-\u3299\ua000-\udfff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc"
    "\U00010000-\U0001ffff"
)
# England, Scotland and Wales: a black flag, and letters of its own kind.
_FLAGS = "\U0001f3f4(?:{})\U000e007f".format(
    "|".join("".join(chr(0xE0000 + ord(letter)) for letter in place) for place in ("gbeng", "gbsct", "gbwls"))
)
_UNSEEN = re.compile(
    f"({_FLAGS})"
    f"|[{_ALWAYS}]"
    f"|[\U000e0100-\U000e01ef](?<![{_IDEOGRAPHS}].)"
    f"|[\ufe00-\ufe0d](?<![{_IDEOGRAPHS}{_OF_FORMS}].)"
    f"|[\ufe0e\ufe0f](?<![{_SIGNS}].)(?:(?<![#*0-9].)|(?!\u20e3))"
    "|[\u180b-\u180f](?<![\u1820-\u18aa].)"
    f"|[\u200c\u200d](?:(?<=[\u200c\u200d].)|(?<![{_JOINED}].)(?![{_JOINED}]))",
    re.DOTALL,
)
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_OTHER_WAY = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def without_unseen(text):
    """The text without them, and how many they were."""
    seen = _UNSEEN.sub(r"\1", text)
    if not _OTHER_WAY.search(seen):
        seen = _DIRECTIONS.sub("", seen)
    return seen, len(text) - len(seen)
