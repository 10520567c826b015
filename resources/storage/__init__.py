"""Where the bytes of files lie: encrypted, under random names, on this machine's disk or in a bucket.

`keep` writes a file down and is only through when it will be there after a power cut; `opened` gives it back, or a part
of it; `forget` takes it away. What is written is never changed. The name a member gave stands in the database only.
"""

import hashlib
import secrets
from dataclasses import dataclass

from resources.storage.cipher import CHUNK, sealed, sealed_length, unsealed
from resources.storage.keys import WrongKey, wrap
from resources.storage.places import Full, StorageAway, in_words, place

__all__ = [
    "CHUNK",
    "KEPT_ELSEWHERE",
    "WRAPPED_ELSEWHERE",
    "Full",
    "Kept",
    "StorageAway",
    "WrongKey",
    "forget",
    "in_words",
    "keep",
    "opened",
]

# Functions that name bytes which must stay though no row knows of them: [{stored_as, key_id}].
KEPT_ELSEWHERE = []
# Functions that wrap the keys of such bytes anew, when it is done for all: f(anew), where
# anew(stored_as, key_id, wrapped_key) gives the new (key_id, wrapped_key).
WRAPPED_ELSEWHERE = []


@dataclass(frozen=True)
class Kept:
    """What the row of a file must know to read it again."""

    stored_as: str
    key_id: str
    wrapped_key: str


def keep(path, sha256):
    """Encrypt the file at `path` into the storage, under a new random name and a new random key.

    `sha256` is what was cleaned; anything else is not kept. After a failure nothing is there, at worst a fragment that
    no row knows of, which `manage.py sweep_files` takes away.
    """
    stored_as, file_key = secrets.token_hex(16), secrets.token_bytes(32)
    key_id, wrapped_key = wrap(file_key, stored_as)
    digest = hashlib.sha256()
    with open(path, "rb") as source:
        place().write(stored_as, sealed(_noted(source, digest), file_key))
    if digest.hexdigest() != sha256:
        forget(stored_as)
        raise StorageAway("What was written is not what was cleaned.")
    return Kept(stored_as, key_id, wrapped_key)


def _noted(source, digest):
    while piece := source.read(CHUNK):
        digest.update(piece)
        yield piece


def opened(stored_as, file_key, size, start=0, stop=None):
    """The bytes from `start` to before `stop`, piece by piece. The first piece is read at once.

    So a storage that does not answer, or an object that is not whole, is known before anything is promised to a reader
    (StorageAway). What breaks off later raises in the midst, and the connection with it: never a short file.
    """
    stop = size if stop is None else stop
    if place().size(stored_as) != sealed_length(size):
        raise StorageAway("An object is not as long as it was.")
    pieces = unsealed(lambda begin, end: place().read(stored_as, begin, end), file_key, size, start, stop)
    first = next(pieces, b"")
    return _with(first, pieces)


def _with(first, others):
    try:
        yield first
        yield from others
    finally:
        others.close()


def kept_elsewhere():
    return [file for files in KEPT_ELSEWHERE for file in files()]


def forget(stored_as):
    place().delete(stored_as)
