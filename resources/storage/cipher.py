"""Files in chunks of 64 KiB, each sealed with AES-256-GCM, in the order of the STREAM construction.

A chunk's nonce is its number and whether it is the last one, so that no chunk can be moved, repeated or cut off
unseen; each file has a random key of its own, so that no nonce is ever used twice under a key. Any part can be read
without what stands before it.
"""

from contextlib import closing

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from resources.storage.places import StorageAway

CHUNK = 64 * 1024
HEAD = b"GGSN file 1\n"
_TAG = 16


def _nonce(number, is_last):
    return number.to_bytes(11) + bytes([is_last])


def _chunks(size):
    """An empty file has one chunk too, which says that it is empty."""
    return max(1, -(-size // CHUNK))


def sealed_length(size):
    return len(HEAD) + size + _chunks(size) * _TAG


def sealed(pieces, key):
    """The sealed form of `pieces`, each CHUNK long but the last."""
    cipher, number, waiting = AESGCM(key), 0, b""
    yield HEAD
    for piece in pieces:
        if number or waiting:
            yield cipher.encrypt(_nonce(number, False), waiting, HEAD)
            number += 1
        waiting = piece
    yield cipher.encrypt(_nonce(number, True), waiting, HEAD)


def unsealed(read, key, size, start, stop):
    """The bytes from `start` to before `stop` of a file of `size`; `read(begin, end)` opens a part of it sealed."""
    cipher, last = AESGCM(key), _chunks(size) - 1
    first, final = start // CHUNK, max(start, stop - 1) // CHUNK
    begin = len(HEAD) + first * (CHUNK + _TAG)
    end = len(HEAD) + min((final + 1) * (CHUNK + _TAG), size + _chunks(size) * _TAG)
    with closing(read(begin, end)) as source:
        for number in range(first, final + 1):
            wanted = min(CHUNK, size - number * CHUNK) + _TAG
            chunk = source.read(wanted)
            try:
                piece = cipher.decrypt(_nonce(number, number == last), chunk, HEAD)
            except InvalidTag:
                raise StorageAway("A chunk is not as it was written.") from None
            at = number * CHUNK
            yield piece[max(0, start - at) : stop - at]
