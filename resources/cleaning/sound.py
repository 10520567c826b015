"""What the program that repacks recordings passes on with the sound: tags between and behind it, which are cut here.

It copies whatever lies between two frames of MP3 or behind the last of FLAC, and the words at the head of each further
piece of a chained OGG. What is inside a frame stays as it is: nothing is decoded, and nobody looks into the room that
a frame leaves.
"""

import re

from resources.cleaning.report import Refused

_PIECE = 1 << 20


def only_frames(source, target):
    """MP3, frame by frame; returns whether something else lay between or behind them."""
    left = b""
    with source.open("rb") as file, target.open("wb") as out:
        song = _ReadOnce(file)
        at = 0
        while at < song.size:
            head = song.piece(at, 4)
            length = _length(head)
            frame = song.piece(at, length + 4)  # and how what follows it begins
            if length and len(frame) >= length and _goes_on(head, frame[length:]):
                out.write(frame[:length])
                at += length
                continue
            end = _after_tag(song.piece(at, 10), at) if head[:3] == b"ID3" else song.next_head(at + 1)
            left = left or song.piece(at, min(end - at, _PIECE)).strip(b"\0")
            at = end
    return bool(left)


_HEAD = re.compile(rb"\xff[\xe0-\xff][\x10-\xef]")


class _ReadOnce:
    """A file in large pieces, each read once as long as nobody looks back: what is asked for lies in the last one."""

    def __init__(self, file):
        self.file, self.size = file, file.seek(0, 2)
        self.start, self.read = 0, b""

    def piece(self, at, length):
        """So many bytes from there on, or as many as there are."""
        if at < self.start or min(at + length, self.size) > self.start + len(self.read):
            self.file.seek(at)
            self.start, self.read = at, self.file.read(max(_PIECE, length))
        return self.read[at - self.start : at - self.start + length]

    def next_head(self, at):
        """Where the next frame may begin, from there on; at the end if none does."""
        while at < self.size - 2:
            self.piece(at, 3)
            found = _HEAD.search(self.read, at - self.start)
            if found:
                return self.start + found.start()
            at = self.start + len(self.read) - 2  # a head may lie across two pieces
        return self.size


_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by edition
_BITS = {  # by edition (the first, or the later ones) and layer, in thousands
    (True, 3): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 3): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_BITS[False, 1] = _BITS[False, 2]


def _length(head):
    """Of the frame that begins like this, in bytes; 0 if none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    edition, layer, bits, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    if edition == 1 or layer == 0 or bits in {0, 15} or rate == 3:
        return 0
    padding = head[2] >> 1 & 1
    bits, rate = _BITS[edition == 3, layer][bits] * 1000, _RATES[edition][rate]
    if layer == 3:
        return (12 * bits // rate + padding) * 4
    return (72 if layer == 1 and edition != 3 else 144) * bits // rate + padding


_TAGS = {b"ID3", b"TAG", b"APE", b"LYR"}


def _goes_on(head, following):
    """Whether a frame ends where it should: then another one like it begins there, or a tag, or nothing does."""
    if not following or following[:3] in _TAGS:
        return True
    # Edition and layer, and how many points there are in a second, are those of the whole recording.
    return _length(following) > 0 and _common(following) == _common(head)


def _common(head):
    return head[1] & 0x1E, head[2] & 0x0C


def _after_tag(head, at):
    """Where the tag that begins there, like this, says that it ends."""
    length = 0
    for each in head[6:10]:
        length = length << 7 | each & 0x7F
    return at + 10 + length


_PAGE = re.compile(rb"OggS\0([\0-\7])")


def refuse_chained(source):
    """Several recordings in one file of OGG, one behind the other, each with its own words at its head."""
    begun, end = False, b""
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            for page in _PAGE.finditer(end + piece):
                is_first = page[1][0] & 2
                if is_first and begun:
                    raise Refused("broken")
                begun = begun or not is_first
            end = (end + piece)[-5:]


_LONGEST_HEAD = 8 << 20
_WORDS, _SETUP = b"\x03vorbis", b"\x05vorbis"  # how the second and the third part begin of what Vorbis is decoded with


def empty_vorbis(path):
    """In WebM and MP4 the words of Vorbis are part of what it is decoded with: as many zeros take their place."""
    with path.open("r+b") as file:
        head, end = file.read(_LONGEST_HEAD), 0
        while (start := head.find(_WORDS, end)) >= 0 and (end := head.find(_SETUP, start)) >= 0:
            length = end - start - len(_WORDS) - 9
            # Words may hold what the next part begins with: a number and the first of its tables tell which it is.
            if length < 0 or head[end + len(_SETUP) + 1 : end + len(_SETUP) + 4] != b"BCV":
                raise Refused("broken")
            file.seek(start + len(_WORDS))
            file.write(length.to_bytes(4, "little") + bytes(length) + b"\0\0\0\0\1")


_TAG = 128  # bytes, the last of a file
_LONGEST_FRAME, _MOST_STARTS = 1 << 20, 12


def cut_after_flac(path):
    """Take away the tag behind the last frame, and say whether there was one. Refused if anything else is there."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(max(0, size - _LONGEST_FRAME))
        tail = file.read()
        if _ends_with_frame(tail):
            return False
        if tail[-_TAG:].startswith(b"TAG") and _ends_with_frame(tail[:-_TAG]):
            file.truncate(size - _TAG)
            return True
    raise Refused("broken")


_FLAC_FRAME = re.compile(rb"\xff[\xf8\xf9]")


def _ends_with_frame(tail):
    """The last two bytes of a frame are a sum of all before, so that the sum of the whole frame is nothing."""
    starts = [match.start() for match in _FLAC_FRAME.finditer(tail)]
    return any(_sum(tail[start:]) == 0 for start in reversed(starts[-_MOST_STARTS:]))


def _sum_of_byte(byte):
    total = byte << 8
    for _bit in range(8):
        total = (total << 1 ^ 0x8005 if total & 0x8000 else total << 1) & 0xFFFF
    return total


_SUMS = [_sum_of_byte(byte) for byte in range(256)]


def _sum(frame):
    total = 0
    for byte in frame:
        total = (total << 8 & 0xFF00) ^ _SUMS[total >> 8 ^ byte]
    return total
