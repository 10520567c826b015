"""Pictures taken apart without being decoded: each part is looked at, and only what shows the picture is kept.

For pictures inside documents, which keep their quality to the last bit, and for those that move (moving.py). At every
level, what shows the picture is asked for by name; what follows the end of the picture does not pass. What is packed
with the points themselves stays as it is, and so does what somebody hid there: behind the last point of a JPEG before
its end, of a frame of GIF within its blocks, of a WebP within its chunk. proof.py looks again, on its own, no deeper.
"""

import re
import struct
import zlib

from resources.cleaning import moving
from resources.cleaning.profiles import profile_in
from resources.cleaning.proof import prove
from resources.cleaning.report import Refused

_ORIENTATION, _PLACE = 0x0112, 0x8825
# Of points, of how they are packed, and of how large the picture is.
_SIZES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # one of them, whichever way it is packed
_TABLES = {0xC4, 0xDA, 0xDB, 0xDC, 0xDD} | _SIZES
_OF_SUMS = 0xCC  # for arithmetic coding, which no program writes; it may be as long as it likes
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def strip(content, report, kind=None):
    """`content`, a picture, without anything but the picture. Refused if it is not wholly what it says it is."""
    kind = kind or kind_of(content)
    stripped = look(content, report, kind)
    prove(stripped, kind)
    report.cannot("packed")
    return stripped


def look(content, report, kind):
    """Say what is in it besides the picture; what would be left of it is not proved yet."""
    if kind not in _STRIPPERS:
        raise Refused("picture_inside")
    try:
        return _STRIPPERS[kind](content, report)
    except (IndexError, struct.error, zlib.error):
        raise Refused("broken") from None


def kind_of(content):
    if content.startswith(b"\xff\xd8"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"\0\0\0\x0cjP  \r\n\x87\n"):
        return "jp2"
    if content.startswith(b"\xff\x4f\xff\x51"):
        return "j2k"  # JPEG 2000 without its boxes
    return None


def _jpeg(content, report):
    """Keeps the tables, one size, the scans, JFIF, the colour profile, Adobe's note on colours, and which way is up."""
    out, profiles, orientation, sizes = [], [], None, 0
    for marker, segment, scan in _jpeg_segments(content, report):
        sizes += marker in _SIZES
        if sizes > 1 or marker == _OF_SUMS:
            raise Refused("broken")
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            told = _told(segment[10:])
            orientation = told.get(_ORIENTATION)
            if _PLACE in told:
                report.found("place")
        if marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0":
            profiles.append((segment[16:17], segment[18:]))
        elif marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
            if len(segment) > 18:
                report.found("thumbnail")
            out.append(segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0")
        elif marker in _TABLES or (marker == 0xEE and segment[4:9] == b"Adobe" and len(segment) == 16):
            out.append(segment + scan)
        elif orientation is None or segment != _upright_note(orientation):
            _note_jpeg(marker, segment, report)
    if profiles:
        profile = profile_in(b"".join(part for _number, part in sorted(profiles)), report)
        out[1:1] = _profile_segments(profile)  # behind JFIF, which stands first where there is one
    if orientation in range(2, 9):
        out.insert(0, _upright_note(orientation))
    return b"".join([b"\xff\xd8", *out, b"\xff\xd9"])


def _jpeg_segments(content, report):
    """Each segment by its marker, whole, with the points that follow it."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise Refused("broken")
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            break
        length = struct.unpack_from(">H", content, at + 2)[0]
        segment, scan = content[at : at + 2 + length], b""
        if length < 2 or len(segment) != 2 + length or (marker in _TABLES and not _is_as_long_as_it_says(segment)):
            raise Refused("broken")
        at += 2 + length
        if marker == 0xDA:
            end = _SCAN_ENDS.search(content, at)
            if end is None:
                raise Refused("broken")
            scan = content[at : end.start()]
            at = end.start()
        yield marker, segment, scan
    if content[at + 2 :].strip(b"\0\r\n"):
        report.found("added_data")


def _is_as_long_as_it_says(segment):
    """Whether this table, of those that show the picture, ends where what it lists ends."""
    marker, body = segment[1], segment[4:]
    if marker == 0xDB:
        at = 0
        while at < len(body):
            at += 129 if body[at] >> 4 else 65
        return at == len(body)
    if marker == 0xC4:
        at = 0
        while at < len(body):
            at += 17 + sum(body[at + 1 : at + 17])
        return at == len(body)
    if marker == 0xDA:
        return len(body) == 4 + 2 * body[0]
    if marker in {0xDC, 0xDD}:
        return len(body) == 2
    return len(body) == 6 + 3 * body[5]


def _profile_segments(profile):
    pieces = [profile[at : at + 65_519] for at in range(0, len(profile), 65_519)]
    for number, piece in enumerate(pieces, 1):
        body = b"ICC_PROFILE\0" + bytes([number, len(pieces)]) + piece
        yield b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body


def _upright_note(orientation):
    """EXIF that says which way is up, and nothing else."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _note_jpeg(marker, segment, report):
    if marker == 0xFE:
        report.found("picture_texts")
    elif marker == 0xED or b"http://ns.adobe.com/" in segment[:40]:
        report.found("picture_texts")
    else:
        report.found("picture_data")


def _told(exif):
    """The first list of EXIF, as far as it can be read: what each entry says in itself."""
    told = {}
    try:
        order = {b"II*\0": "<", b"MM\0*": ">"}[exif[:4]]
        start = struct.unpack_from(order + "I", exif, 4)[0]
        for entry in range(struct.unpack_from(order + "H", exif, start)[0]):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * entry)
            told[tag] = value
    except (KeyError, struct.error):
        pass
    return told


_JP2_SHOWN = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
_JP2_DESCRIBES = {b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"}
_JP2_KINDS = {b"jp2 ", b"jpx ", b"jpxb"}


def _jp2(content, report):
    """JPEG 2000, which PDF files hold."""
    out, seen = [], set()
    for name, body in _boxes(content):
        if name not in _JP2_SHOWN or name in seen:
            if name != b"rreq":  # which programs can read it
                report.found("picture_data")
            continue
        seen.add(name)
        if name == b"ftyp":
            kinds = [body[at : at + 4] for at in range(8, len(body), 4)]
            body = b"jp2 \0\0\0\0" + b"".join(kind for kind in kinds if kind in _JP2_KINDS)
        elif name == b"jp2h":
            body = b"".join(_description(body, report))
        elif name == b"jp2c":
            body = _jp2_points(body, report)
        out.append(_box(name, body))
    return b"".join(out)


def _boxes(content):
    at = 0
    while at < len(content):
        (length, name), head = struct.unpack_from(">I4s", content, at), 8
        if length == 1:
            length, head = struct.unpack_from(">Q", content, at + 8)[0], 16
        length = length or len(content) - at
        if length < head or at + length > len(content):
            raise Refused("broken")
        yield name, content[at + head : at + length]
        at += length


def _box(name, body):
    return struct.pack(">I", len(body) + 8) + name + body


def _description(content, report):
    """How large it is, and its colours."""
    for name, body in _boxes(content):
        if name == b"colr" and body[:1] != b"\1":
            profile = profile_in(body[3:], report)
            body = profile and body[:3] + profile
        elif name not in _JP2_DESCRIBES or (name == b"colr" and len(body) > 35):
            if name != b"res ":  # how large it is on paper
                report.found("picture_data")
            continue
        if body:
            yield _box(name, body)


_JP2_TABLES, _JP2_LISTS = {0x50, 0x51, 0x52, 0x53, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x61}, {0x55, 0x57, 0x58, 0x63}


def _jp2_points(content, report):
    """The head, then each tile: without the comments in both, and the lists of where what was."""
    if content[:2] != b"\xff\x4f":
        raise Refused("broken")
    tables, at = _jp2_tables(content, 2, report)
    out = [b"\xff\x4f", *tables]
    while content[at : at + 2] == b"\xff\x90":
        tile, length, part, parts = struct.unpack_from(">HIBB", content, at + 4)
        end = at + length if length else len(content) - 2 * content.endswith(b"\xff\xd9")
        tables, start = _jp2_tables(content, at + 12, report)
        if content[start : start + 2] != b"\xff\x93" or not start < end <= len(content):
            raise Refused("broken")
        body = b"".join([*tables, content[start:end]])
        out.append(b"\xff\x90\0\x0a" + struct.pack(">HIBB", tile, len(body) + 12, part, parts) + body)
        at = end
    if content[at : at + 2] not in {b"", b"\xff\xd9"}:
        raise Refused("broken")
    if content[at + 2 :].strip(b"\0"):
        report.found("added_data")
    return b"".join([*out, b"\xff\xd9"])


def _jp2_tables(content, at, report):
    """What stands before the tiles or the points, as far as it shows them, and where it ends."""
    tables = []
    while content[at] == 0xFF and content[at + 1] not in {0x90, 0x93}:
        length = struct.unpack_from(">H", content, at + 2)[0]
        if length < 2 or at + 2 + length > len(content):
            raise Refused("broken")
        if content[at + 1] in _JP2_TABLES:
            tables.append(content[at : at + 2 + length])
        elif content[at + 1] not in _JP2_LISTS:
            report.found("picture_texts")
        at += 2 + length
    return tables, at


_STRIPPERS = {"jpeg": _jpeg, "png": moving.png, "gif": moving.gif, "webp": moving.webp, "jp2": _jp2, "j2k": _jp2_points}
