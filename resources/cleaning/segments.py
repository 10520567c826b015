"""Pictures taken apart without being decoded: each part is looked at, and only what shows the picture is kept.

For pictures inside documents, which keep their quality to the last bit, for those that move, and to prove of every
picture written here that nothing else is left in it. What follows the end of a picture never passes.
"""

import re
import struct
import zlib

from resources.cleaning.report import Refused

_ORIENTATION, _PLACE = 0x0112, 0x8825
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def strip(content, report, kind=None):
    """`content`, a picture, without anything but the picture. Refused if it is not wholly what it says it is."""
    kind = kind or kind_of(content)
    if kind not in _STRIPPERS:
        raise Refused("picture_inside")
    try:
        return _STRIPPERS[kind](content, report)
    except (IndexError, struct.error):
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
    return None


def _jpeg(content, report):
    """Keeps the tables, the scans, JFIF, the colour profile, Adobe's note on colours, and which way is up."""
    out, at, orientation = [b"\xff\xd8"], 2, None
    while True:
        if content[at] != 0xFF:
            raise Refused("broken")
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            break
        length = struct.unpack_from(">H", content, at + 2)[0]
        segment = content[at : at + 2 + length]
        if length < 2 or len(segment) != 2 + length:
            raise Refused("broken")
        at += 2 + length
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            told = _told(segment[10:])
            orientation = told.get(_ORIENTATION)
            if _PLACE in told:
                report.found("place")
        if _is_shown_jpeg(marker, segment):
            out.append(segment if marker != 0xE0 else segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0")
        elif orientation is None or segment != _upright_note(orientation):
            _note_jpeg(marker, segment, report)
        if marker == 0xDA:
            end = _SCAN_ENDS.search(content, at)
            if end is None:
                raise Refused("broken")
            out.append(content[at : end.start()])
            at = end.start()
    if content[at + 2 :].strip(b"\0\r\n"):
        report.found("added_data")
    out.append(b"\xff\xd9")
    if orientation in range(2, 9):
        out.insert(1, _upright_note(orientation))
    return b"".join(out)


def _upright_note(orientation):
    """EXIF that says which way is up, and nothing else."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _is_shown_jpeg(marker, segment):
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\0" and len(segment) >= 18
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\0"
    if marker == 0xEE:
        return segment[4:9] == b"Adobe" and len(segment) == 16
    return marker < 0xE0


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


_PNG_SHOWN = set(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP acTL fcTL fdAT".split())


def _png(content, report):
    out, at = [content[:8]], 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        chunk = content[at:end]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise Refused("broken")
        at = end
        if name in _PNG_SHOWN:
            out.append(_plain_profile(chunk) if name == b"iCCP" else chunk)
        else:
            report.found("picture_texts" if name in {b"tEXt", b"zTXt", b"iTXt"} else "picture_data")
        if name == b"IEND":
            break
    if content[at:]:
        report.found("added_data")
    return b"".join(out)


def _plain_profile(chunk):
    """A colour profile, under no name."""
    _name, _zero, profile = chunk[8:-4].partition(b"\0")
    body = b"iCCPicc\0" + profile
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _gif(content, report):
    at = 13 + _palette(content[10])
    out = [content[:at]]
    while content[at] != 0x3B:
        start = at
        if content[at] == 0x2C:
            at = _after_blocks(content, at + 10 + _palette(content[at + 9]) + 1)
            out.append(content[start:at])
        elif content[at] == 0x21:
            at = _after_blocks(content, at + 2)
            if content[start + 1] == 0xF9 or content[start + 3 : start + 14] in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}:
                out.append(content[start:at])
            else:
                report.found("picture_texts")
        else:
            raise Refused("broken")
    if content[at + 1 :].strip(b"\0"):
        report.found("added_data")
    return b"".join([*out, b";"])


def gif_frames(content):
    """How many pictures a GIF holds, counted without decoding any."""
    at, frames = 13 + _palette(content[10]), 0
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            frames += 1
            at = _after_blocks(content, at + 10 + _palette(content[at + 9]) + 1)
        elif content[at] == 0x21:
            at = _after_blocks(content, at + 2)
        else:
            raise Refused("broken")
    return frames


def _palette(flags):
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(content, at):
    while content[at]:
        at += 1 + content[at]
    return at + 1


_WEBP_SHOWN = set(b"VP8L VP8X ALPH ANIM ANMF ICCP".split()) | {b"VP8 "}


def _webp(content, report):
    out, at, end = [], 12, 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content) + 1:
        raise Refused("broken")
    while at < min(end, len(content)):
        name, length = struct.unpack_from("<4sI", content, at)
        chunk = content[at : at + 8 + length]
        if len(chunk) != 8 + length:
            raise Refused("broken")
        at += 8 + length + (length & 1)
        if name not in _WEBP_SHOWN:
            report.found("picture_texts" if name == b"XMP " else "picture_data")
            continue
        if name == b"VP8X":  # which parts there are; no more EXIF (8), no more XMP (4)
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        out.append(chunk + b"\0" * (length & 1))
    if content[end:].strip(b"\0"):
        report.found("added_data")
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_JP2_SHOWN = set(b"ftyp jp2h jp2c rreq".split()) | {b"jP  "}


def _jp2(content, report):
    """JPEG 2000, which PDF files hold."""
    out, at = [], 0
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if length == 1:
            length = struct.unpack_from(">Q", content, at + 8)[0]
        length = length or len(content) - at
        if length < 8 or at + length > len(content):
            raise Refused("broken")
        if name in _JP2_SHOWN:
            out.append(content[at : at + length])
        else:
            report.found("picture_data")
        at += length
    return b"".join(out)


_STRIPPERS = {"jpeg": _jpeg, "png": _png, "gif": _gif, "webp": _webp, "jp2": _jp2}
