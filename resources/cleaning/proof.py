"""A second look at a picture that was written: whether nothing is in it but what shows it, at every level, to its end.

It shares nothing with the modules that write pictures anew: what they overlook, it must not. It only knows which parts
there may be, and takes nothing out. What a picture says in its own points, packed as they are, it does not see.
"""

import re
import struct
import zlib

from resources.cleaning.report import Refused


def prove(content, kind):
    """Refused, as damaged, if there is anything else in `content`, a picture of this kind."""
    try:
        end = _WALKS[kind](content)
    except (IndexError, struct.error, zlib.error):
        end = None
    if end != len(content):
        raise Refused("broken")


def _must(is_so):
    if not is_so:
        raise Refused("broken")


_JPEG_TABLES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_JPEG_SIZES = _JPEG_TABLES - {0xC4}
_JPEG_TABLES |= {0xDA, 0xDB, 0xDC, 0xDD}
_JPEG_NOTES = {
    0xE0: re.compile(rb"JFIF\0.{7}\0\0", re.DOTALL),
    0xE1: re.compile(rb"Exif\0\0MM\0\*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0[\1-\x08]\0\0\0\0\0\0"),
    0xE2: re.compile(rb"ICC_PROFILE\0.{2}(?P<profile>.+)", re.DOTALL),
    0xEE: re.compile(rb"Adobe.{7}", re.DOTALL),
}
_JPEG_POINTS_END = re.compile(rb"\xff[^\0\xd0-\xd7\xff]")


def _jpeg(content):
    _must(content[:2] == b"\xff\xd8")
    at, profile, sizes = 2, b"", 0
    while content[at : at + 2] != b"\xff\xd9":
        _must(content[at] == 0xFF)
        marker, length = content[at + 1], struct.unpack_from(">H", content, at + 2)[0]
        sizes += marker in _JPEG_SIZES
        if marker not in _JPEG_TABLES:
            note = marker in _JPEG_NOTES and _JPEG_NOTES[marker].fullmatch(content, at + 4, at + 2 + length)
            _must(note)
            profile += note.groupdict().get("profile", b"")
        at += 2 + length
        if marker == 0xDA:
            end = _JPEG_POINTS_END.search(content, at)
            _must(end)
            at = end.start()
    _must(sizes == 1 and (not profile or _is_profile(profile)))
    return at + 2


_PROFILE_HEAD = re.compile(rb".{4}\0{4}.{16}\0{12}acsp\0{24}.{16}\0{48}", re.DOTALL)
_PROFILE_TAGS = re.compile(rb"A2B[012]|B2A[012]|[rgb]XYZ|[rgbk]TRC|wtpt|bkpt|chad|chrm|desc|cprt")
_PROFILE_KINDS = {b"XYZ ", b"sf32", b"chrm", b"curv", b"para", b"mft1", b"mft2", b"mAB ", b"mBA "}
_PROFILE_WORDS = re.compile(
    rb"desc\0{7}\x04icc\0{79}|text\0{4}icc\0|mluc\0{7}\x01\0{3}\x0cenUS\0{3}\x06\0{3}\x1c\0i\0c\0c"
)


def _is_profile(content):
    """One that shows colours and says nothing of what it is of: each table behind the other, up to its end."""
    _must(_PROFILE_HEAD.match(content) and struct.unpack_from(">I", content)[0] == len(content))
    tags = struct.unpack_from(">I", content, 128)[0]
    end = 132 + 12 * tags
    for number in range(tags):
        name, at, length = struct.unpack_from(">4sII", content, 132 + 12 * number)
        _must(_PROFILE_TAGS.fullmatch(name) and at <= end)
        describes = _PROFILE_WORDS.fullmatch(content, at, at + length)
        _must(bool(describes) == (name in {b"desc", b"cprt"}))
        _must(describes or (content[at : at + 4] in _PROFILE_KINDS and content[at + 4 : at + 8] == bytes(4)))
        _must(not content[at + length : at + length + -length % 4].strip(b"\0"))
        end = max(end, at + length + -length % 4)
    return end == len(content)


# What each may be called, and how long it is.
_PNG = {b"IHDR": 13, b"IEND": 0, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"pHYs": 9, b"cICP": 4, b"acTL": 8, b"fcTL": 26}
_PNG_UP_TO = {b"PLTE": 768, b"tRNS": 256, b"sBIT": 4, b"bKGD": 6}
_PNG_POINTS = {b"IDAT": 0, b"fdAT": 4}  # which begin so far behind
_LONGEST_PROFILE = 4_000_000
_PROFILE_NAMES = re.compile(rb"(?:icc|ICC Profile)\0\0")


def _png(content):
    _must(content[:8] == b"\x89PNG\r\n\x1a\n")
    at, name, names, points = 8, None, [], zlib.decompressobj()
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        start, end = at + 8, at + 8 + length
        if name == b"fcTL" and b"IDAT" in names:
            points = zlib.decompressobj()
        if name in _PNG_POINTS:
            _must(_belongs(points, content, start + _PNG_POINTS[name], end))
        elif name == b"iCCP":
            packed = _PROFILE_NAMES.match(content, start, end)
            _must(packed)
            unpacker = zlib.decompressobj()
            _must(
                _is_profile(unpacker.decompress(content[packed.end() : end], _LONGEST_PROFILE))
                and not unpacker.unused_data
            )
        else:
            _must(length == _PNG.get(name) or length <= _PNG_UP_TO.get(name, -1))
        names.append(name)
        at = end + 4
    once = set(names) - {b"IDAT", b"fcTL", b"fdAT"}
    _must(names[0] == b"IHDR" and all(names.count(name) == 1 for name in once))
    _must(b"acTL" in once or not {b"fcTL", b"fdAT"} & set(names))
    return at


def _belongs(points, content, start, end):
    """Whether all that lies here is unpacked with the rest, which is not looked at."""
    for at in range(start, end, _AT_A_TIME):
        if points.eof:
            return False
        waiting, unpacked = content[at : min(end, at + _AT_A_TIME)], b"more"
        while unpacked and not points.eof:
            unpacked = points.decompress(waiting, 4 * _AT_A_TIME)
            waiting = points.unconsumed_tail
    return not points.unused_data


_AT_A_TIME = 1 << 18
_GIF_EXTENSION = re.compile(rb"\x21(?:\xf9\x04.{4}|\xff\x0b(?:NETSCAPE2\.0|ANIMEXTS1\.0)\x03\x01.{2})\0", re.DOTALL)


def _gif(content):
    _must(content[:6] in {b"GIF87a", b"GIF89a"})
    at = 13 + _colours(content[10])
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            at += 10 + _colours(content[at + 9]) + 1
            while length := content[at]:
                at += 1 + length
            at += 1
        else:
            extension = _GIF_EXTENSION.match(content, at)
            _must(extension)
            at = extension.end()
    return at + 1


def _colours(flags):
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


_WEBP_POINTS = {b"VP8 ", b"VP8L"}
_WEBP = {b"VP8X", b"ANIM", b"ANMF", b"ICCP", b"ALPH", b"VP8 ", b"VP8L"}
_WEBP_FRAME = {b"ALPH", b"VP8 ", b"VP8L"}
_WEBP_LENGTHS = {b"VP8X": 10, b"ANIM": 6}


def _webp(content):
    _must(content[:4] == b"RIFF" and content[8:12] == b"WEBP")
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    names = _riff(content, 12, end, _WEBP)
    if names[0] == b"VP8X":
        flags, moves = content[20], b"ANIM" in names
        _must(not flags & ~0x32 and content[21:24] == b"\0\0\0")
        _must((bool(flags & 0x20), bool(flags & 0x02)) == (b"ICCP" in names, moves))
        _must(b"ANMF" in names if moves else b"ANMF" not in names)
        _must(not moves or not set(names) & _WEBP_FRAME)
    else:
        _must(len(names) == 1 and names[0] in _WEBP_POINTS)
    return end


def _riff(content, at, end, known):
    """The names of the chunks that lie here, one behind the other."""
    names = []
    while at < end:
        name, length = struct.unpack_from("<4sI", content, at)
        start, at = at + 8, at + 8 + length
        _must(name in known and _WEBP_LENGTHS.get(name, length) == length and at <= end)
        _must(name == b"ANMF" or name not in names)
        if name == b"ANMF":
            _must(_riff(content, start + 16, at, _WEBP_FRAME)[-1] != b"ALPH")
        if length & 1:
            _must(content[at] == 0)
            at += 1
        names.append(name)
    _must(at == end and not _WEBP_POINTS <= set(names))
    return names


_JP2 = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
_JP2_DESCRIBES = {b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"}


def _jp2(content):
    return _boxes(content, 0, len(content), _JP2)


def _boxes(content, at, end, known):
    while at < end:
        length, name = struct.unpack_from(">I4s", content, at)
        _must(name in known and 8 <= length <= end - at)
        if name == b"colr":
            _must(length <= 43 if content[at + 8] == 1 else _is_profile(content[at + 11 : at + length]))
        elif name == b"jp2h":
            _boxes(content, at + 8, at + length, _JP2_DESCRIBES)
        elif name == b"jp2c":
            _must(_points(content, at + 8) == at + length)
        at += length
    return at


_JP2_TABLES = {0x50, 0x51, 0x52, 0x53, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x61}


def _points(content, at=0):
    """JPEG 2000 without its boxes: tables, then each tile with its tables and its points."""
    _must(content[at : at + 2] == b"\xff\x4f")
    at, tile_ends = at + 2, None
    while (marker := content[at : at + 2]) != b"\xff\xd9":
        if marker == b"\xff\x90":
            tile_ends = at + struct.unpack_from(">I", content, at + 6)[0]
            at += 12
        elif marker == b"\xff\x93":
            _must(tile_ends and tile_ends > at)
            at, tile_ends = tile_ends, None
        else:
            _must(marker[0] == 0xFF and marker[1] in _JP2_TABLES)
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return at + 2


_WALKS = {"jpeg": _jpeg, "png": _png, "gif": _gif, "webp": _webp, "jp2": _jp2, "j2k": _points}
