"""Sets of places as whole numbers, a bit for each place, and the few bytes in which they are kept.

Places are kept in blocks: whoever writes one entry writes one block of each of its tokens and leaves the others alone.
"""

import zlib
from array import array
from itertools import compress

PLACES = 1 << 15  # in a block
FEW = 256  # up to so many places are written one after the other
_SELECTORS = bytes.maketrans(b"01", b"\0\1")
FEW_BEHIND = 64  # and so many behind what was packed before
ONE_BY_ONE, _PACKED, _PLAIN, AND_MORE = b"\0", b"\1", b"\2", b"\3"


def pack(bits):
    """The bytes of a set of places of one block, that has at least one."""
    if bits.bit_count() <= FEW:
        return ONE_BY_ONE + array("H", reversed([*places(bits)])).tobytes()
    plain = bits.to_bytes(PLACES // 8, "little")
    packed = zlib.compress(plain, 1)
    return _PACKED + packed if len(packed) < len(plain) else _PLAIN + plain


def pack_places(some):
    """The same for a list of places, each once, the lowest first."""
    return ONE_BY_ONE + array("H", some).tobytes() if len(some) <= FEW else pack(set_of(some))


def set_of(some):
    """The set of these places."""
    plain = bytearray(PLACES // 8)
    for place in some:
        plain[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(plain, "little")


def unpack(packed):
    """The set of places that was packed."""
    form, rest = bytes(packed[:1]), bytes(packed[1:])
    if form == ONE_BY_ONE:
        return set_of(array("H", rest))
    if form == AND_MORE:
        behind = 2 + int.from_bytes(rest[:2], "little")
        return unpack(rest[2:behind]) | set_of(array("H", rest[behind:]))
    if form not in {_PACKED, _PLAIN}:
        raise ValueError("The index was written by a later version: `manage.py reindex --whole` makes it anew.")
    return int.from_bytes(zlib.decompress(rest) if form == _PACKED else rest, "little")


def with_last(packed, place):
    """A set with one more place, behind all others, without unpacking it; None where there is no room for it.

    What is packed stays as it is, and a few places follow it: its form, the two bytes of its length, it, the places.
    """
    form, more = packed[:1], array("H", [place]).tobytes()
    if form == ONE_BY_ONE:
        has_room = len(packed) <= 2 * FEW and array("H", packed[-2:])[0] < place
        return packed + more if has_room else None
    if form == AND_MORE:
        has_room = len(packed) - 3 - int.from_bytes(packed[1:3], "little") < 2 * FEW_BEHIND
        return packed + more if has_room else None
    return AND_MORE + len(packed).to_bytes(2, "little") + packed + more


def few_places(packed):
    """The places themselves where they are few; None where they are not."""
    return array("H", bytes(packed[1:])) if bytes(packed[:1]) == ONE_BY_ONE else None


def places(bits):
    """The places in a set, the highest first."""
    return at_places(bits, range(PLACES))


def at_places(bits, values):
    """Of values by their place, those at the places in a set, the highest first."""
    if bits.bit_count() <= FEW:
        return map(values.__getitem__, _one_after_the_other(bits))
    length = bits.bit_length()
    return compress(values[length - 1 :: -1], f"{bits:b}".encode().translate(_SELECTORS))


def _one_after_the_other(bits):
    while bits:
        highest = bits.bit_length() - 1
        yield highest
        bits ^= 1 << highest
