"""Pictures that may move (PNG, GIF, WebP), written anew part by part without being decoded.

Each has parts within its parts. At every level what shows the picture is asked for by name and by length; whatever
else is there does not pass. The points of PNG are unpacked to know where they end; those of GIF and WebP are not, so
that what somebody put behind them within their own part stays.
"""

import struct
import zlib

from resources.cleaning.profiles import LONGEST_PROFILE, profile_in
from resources.cleaning.report import Refused

# What shows a picture, and how long each is at most; None: as long as it likes.
_PNG_SHOWN = {b"IHDR": 13, b"PLTE": 768, b"IDAT": None, b"IEND": 0, b"tRNS": 256, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1}
_PNG_SHOWN |= {b"iCCP": None, b"sBIT": 4, b"bKGD": 6, b"pHYs": 9, b"cICP": 4, b"acTL": 8, b"fcTL": 26, b"fdAT": None}
PNG_BEGINS, PNG_POINTS = b"\x89PNG\r\n\x1a\n", {b"IDAT": 0, b"fdAT": 4}  # which begin so far behind
_PNG_OFTEN, _PNG_MOVING = {b"IDAT", b"fcTL", b"fdAT"}, {b"fcTL", b"fdAT"}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_AT_A_TIME = 1 << 18
_AT_ONCE = [(0, 0, 1, 1)]
_IN_PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(content, report):
    out, seen, head, announced, frames, number, stream = [content[:8]], set(), b"", 0, 0, 0, None
    for name, body in png_chunks(content, report):
        again = name in seen and name not in _PNG_OFTEN
        if name not in _PNG_SHOWN or again or (name in _PNG_MOVING and b"acTL" not in seen):
            report.found("picture_texts" if name in {b"tEXt", b"zTXt", b"iTXt"} else "picture_data")
            continue
        if _PNG_SHOWN[name] is not None and len(body) > _PNG_SHOWN[name]:
            raise Refused("broken")
        if name == b"IHDR":
            head = body
        elif name == b"acTL":
            announced = struct.unpack_from(">I", body)[0]
        elif name == b"iCCP":
            body = _plain_profile(body, report)
        elif name == b"fcTL":
            frames, stream = frames + 1, _Stream(head, *struct.unpack_from(">II", body, 4))
            body = struct.pack(">I", number) + body[4:]
        elif name == b"IDAT":
            stream = stream or _Stream(head, *struct.unpack_from(">II", head))
            body = stream.own(body, report)
        elif name == b"fdAT":
            own = stream.own(body[4:], report) if stream else b""
            body = struct.pack(">I", number) + own if own else b""
        seen.add(name)
        number += name in _PNG_MOVING and bool(body)
        if body or name == b"IEND":
            out.append(png_chunk(name, body))
    if frames != announced:
        raise Refused("broken")
    return b"".join(out)


def png_chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_chunks(content, report=None):
    at, name = 8, None
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise Refused("broken")
        at += 12 + length
        yield name, chunk[8:-4]
    if report and content[at:]:
        report.found("added_data")


class _Stream:
    """The points of one frame, packed: as many as it has room for, and nothing behind them."""

    def __init__(self, head, width, height):
        depth, colour, interlaced = head[8], head[9], head[12]
        if width > struct.unpack_from(">I", head)[0] or height > struct.unpack_from(">I", head, 4)[0]:
            raise Refused("broken")
        bits = depth * _CHANNELS.get(colour, 0)
        self.left = 0
        for x, y, across, down in _IN_PASSES if interlaced else _AT_ONCE:
            points, lines = -(-(width - x) // across), -(-(height - y) // down)
            if points > 0 and lines > 0:
                self.left += lines * (1 + -(-points * bits // 8))
        self.unpacker = zlib.decompressobj()

    def own(self, piece, report):
        """What of `piece` belongs to it."""
        length = 0
        while length < len(piece) and not self.unpacker.eof:
            some = piece[length : length + _AT_A_TIME]
            self._unpack(some)
            length += len(some) - len(self.unpacker.unused_data)
        if length < len(piece):
            report.found("added_data")
        return piece[:length]

    def _unpack(self, waiting):
        """A little at a time: what is unpacked may be very large, and is not kept."""
        unpacked = b"more"
        while unpacked and not self.unpacker.eof:
            unpacked = self.unpacker.decompress(waiting, 4 * _AT_A_TIME)
            waiting = self.unpacker.unconsumed_tail
            self.left -= len(unpacked)
            if self.left < 0:
                raise Refused("broken")


def _plain_profile(body, report):
    """A colour profile, under no name; nothing if it is none."""
    _name, _zero, packed = body.partition(b"\0")
    unpacker = zlib.decompressobj()
    profile = profile_in(unpacker.decompress(packed[1:], LONGEST_PROFILE), report)
    if unpacker.unused_data:
        report.found("picture_data")
    return b"icc\0\0" + zlib.compress(profile) if profile else b""


_TIME, _LOOPS = b"\x21\xf9\x04", {b"NETSCAPE2.0", b"ANIMEXTS1.0"}


def gif(content, report):
    at = 13 + _palette(content[10])
    out = [content[:at]]
    while content[at] != 0x3B:
        start = at
        if content[at] == 0x2C:
            at = _after_blocks(content, at + 10 + _palette(content[at + 9]) + 1)
            out.append(content[start:at])
        elif content[at] == 0x21:
            at = _after_blocks(content, at + 2)
            out.append(_plain_extension(content[start:at], report))
        else:
            raise Refused("broken")
    if content[at + 1 :].strip(b"\0"):
        report.found("added_data")
    return b"".join([*out, b";"])


def _plain_extension(extension, report):
    """How long a frame is shown, or how often all are: these few bytes. Nothing if it says something else."""
    plain = b""
    if extension.startswith(_TIME):
        plain = extension[:7] + b"\0"
    elif extension[1:3] == b"\xff\x0b" and extension[3:14] in _LOOPS and extension[14:16] == b"\x03\x01":
        plain = extension[:18] + b"\0"
    if plain != extension:
        report.found("picture_data" if plain else "picture_texts")
    return plain


def gif_frames(content):
    """Where each picture of a GIF stands, and how large it is, known without decoding any."""
    at, frames = 13 + _palette(content[10]), []
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            frames.append(struct.unpack_from("<HHHH", content, at + 1))
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


_PROFILE, ALPHA, _MOVES = 0x20, 0x10, 0x02  # which parts there are, as VP8X says it
_POINTS = {b"VP8 ", b"VP8L"}


def webp(content, report):
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content) + 1:  # the last zero may be missing
        raise Refused("broken")
    if content[end:].strip(b"\0"):
        report.found("added_data")
    chunks = list(webp_chunks(content[12:end], report))
    says = next((body for name, body in chunks if name == b"VP8X"), b"")
    moves = bool(says) and bool(says[0] & _MOVES)
    shown = {b"VP8X": 10, b"ICCP": None} if says else {}
    shown |= {b"ANIM": 6, b"ANMF": None} if moves else _STILL
    out = []
    for name, body in _once(chunks, shown, report):
        if name == b"ANMF":
            body = _frame(body, report)
        elif name == b"ICCP":
            body = profile_in(body, report)
        if body:
            out.append((name, body))
    if says:
        if out[0][0] != b"VP8X":
            raise Refused("broken")
        out[0] = (b"VP8X", _what_there_is(says, {name for name, _body in out}))
    return webp_of(out)


def webp_of(chunks):
    body = b"WEBP" + _riff(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_STILL = {b"ALPH": None, b"VP8 ": None, b"VP8L": None}


def _frame(body, report):
    """Where it stands and for how long, then its points, and how much shows through them."""
    chunks = _once(webp_chunks(body[16:], report), _STILL, report)
    return body[:15] + bytes([body[15] & 0x03]) + _riff(chunks)


def webp_chunks(content, report=None):
    at = 0
    while at < len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + length]
        if len(body) != length:
            raise Refused("broken")
        at += 8 + length + (length & 1)
        if report and length & 1 and content[at - 1 : at].strip(b"\0"):  # what only makes its length even
            report.found("picture_data")
        yield name, body


def _once(chunks, shown, report):
    """What is `shown`, each of it once: of a second one nothing is seen. Frames come as often as they like."""
    out, seen = [], set()
    for name, body in chunks:
        if name not in shown or name in seen or (name in _POINTS and seen & _POINTS):
            report.found("picture_texts" if name == b"XMP " else "picture_data")
            continue
        if shown[name] is not None and len(body) != shown[name]:
            raise Refused("broken")
        if name != b"ANMF":
            seen.add(name)
        out.append((name, body))
    if not seen & _POINTS and b"ANIM" not in seen:
        raise Refused("broken")
    return out


def _what_there_is(says, names):
    """Nothing of EXIF or XMP, and of a profile only if it was kept."""
    flags = says[0] & (ALPHA | _MOVES) | (_PROFILE if b"ICCP" in names else 0)
    return bytes([flags, 0, 0, 0]) + says[4:]


def _riff(chunks):
    return b"".join(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1) for name, body in chunks)
