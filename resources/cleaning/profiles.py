"""Colour profiles, written anew with nothing but what shows colours.

Those of screens and printers also say which device they are of, by name and number, and when they were made. What is
kept are the tables of colours, by their names, kinds and lengths; everything that describes is replaced by the same few
words. The numbers in the tables themselves stay as they are.
"""

import struct

LONGEST_PROFILE = 4_000_000
_HEAD, _MOST_TAGS = 128, 100
_SHOWN = {b"wtpt", b"bkpt", b"chad", b"chrm", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC"}
_SHOWN |= {b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2"}
_DESCRIBES = {b"desc", b"cprt"}  # in every profile, as it must be
_TABLES = {b"mAB ", b"mBA "}
_PARAMETERS = (1, 3, 4, 5, 7)
_OLD_WORDS = {b"desc": b"desc\0\0\0\0\0\0\0\4icc\0" + bytes(78), b"cprt": b"text\0\0\0\0icc\0"}
_WORDS = b"mluc\0\0\0\0\0\0\0\1\0\0\0\x0cenUS\0\0\0\6\0\0\0\x1c\0i\0c\0c"


def profile_in(said, report):
    """The colour profile that was `said` to be one, written anew; nothing if it is none."""
    length = struct.unpack_from(">I", said)[0] if len(said) >= _HEAD and said[36:40] == b"acsp" else 0
    if length != len(said):
        report.found("picture_data")
    if not _HEAD <= length <= min(len(said), LONGEST_PROFILE):
        return b""
    try:
        tags = dict(_tags(said[:length]))
    except (struct.error, IndexError, ValueError):
        tags = {}
    shown = {name: body for name, body in tags.items() if body}
    if sum(map(len, set(shown.values()))) > length:  # tables may be one and the same, but not lie half in each other
        shown = {}
    if set(tags) - _DESCRIBES - set(shown):
        report.found("picture_data")
    return _written(said, shown) if shown else b""


def _tags(profile):
    for number in range(min(struct.unpack_from(">I", profile, _HEAD)[0], _MOST_TAGS)):
        name, at, length = struct.unpack_from(">4sII", profile, _HEAD + 4 + 12 * number)
        yield name, _own(profile[at : at + length]) if name in _SHOWN else b""


def _own(body):
    """As much of a table as it says that it is long; nothing if it is of another kind."""
    kind, length = body[:4], 0
    if kind == b"XYZ ":
        length = 20
    elif kind == b"sf32":
        length = 44
    elif kind == b"chrm":
        length = 12 + 8 * struct.unpack_from(">H", body, 8)[0]
    elif kind == b"curv":
        length = 12 + 2 * struct.unpack_from(">I", body, 8)[0]
    elif kind == b"para":
        length = 12 + 4 * _PARAMETERS[struct.unpack_from(">H", body, 8)[0]]
    elif kind in {b"mft1", b"mft2"}:
        channels, given, grid = body[8:11]
        before, after = struct.unpack_from(">HH", body, 48) if kind == b"mft2" else (256, 256)
        points = channels * before + grid**channels * given + given * after
        length = 52 + 2 * points if kind == b"mft2" else 48 + points
    elif kind in _TABLES:
        length = len(body)
    return kind + bytes(4) + body[8:length] if 8 < length <= len(body) else b""


def _written(said, shown):
    """Of the head: its edition, what it is for, which colours, how they are meant. No date, maker, device, number."""
    words = dict.fromkeys(_DESCRIBES, _WORDS) if said[8] >= 4 else _OLD_WORDS
    tags = sorted((shown | words).items())
    list_of_tags, bodies, places, at = b"", b"", {}, _HEAD + 4 + 12 * len(tags)
    for name, body in tags:
        if body not in places:
            places[body] = at + len(bodies)
            bodies += body + bytes(-len(body) % 4)
        list_of_tags += struct.pack(">4sII", name, places[body], len(body))
    head = bytes(4) + said[8:24] + bytes(12) + b"acsp" + bytes(24) + said[64:80] + bytes(48)
    content = head + struct.pack(">I", len(tags)) + list_of_tags + bodies
    return struct.pack(">I", len(content) + 4) + content
