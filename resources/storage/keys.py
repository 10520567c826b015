"""The master keys: they wrap each file's own key, and come from outside of the database and the storage (FILE_KEYS).

Several may be valid at once. The first wraps what comes now; the others still open what they wrapped, until
`manage.py rotate_file_keys` has wrapped it anew.
"""

import base64
import binascii
import functools
import re
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")


class WrongKey(Exception):
    """There is no master key of this name, or it is not the one that wrapped this. Says no key."""


@dataclass(frozen=True)
class Keys:
    """The master keys by their name, and the name of the one in use."""

    current: str
    by_id: dict = field(repr=False)


def master_keys():
    return read(settings.FILE_KEYS)


@functools.lru_cache(maxsize=8)
def read(text):
    """The keys of a list like `2027:base64, 2026:base64`. ValueError says what is wrong, never what is in it."""
    by_id = {}
    for number, entry in enumerate(filter(None, re.split(r"[,\s]+", text)), 1):
        key_id, colon, encoded = entry.partition(":")
        if not colon or not _ID.fullmatch(key_id):
            raise ValueError(f"entry {number} does not begin with a name of letters and digits and a colon")
        if key_id in by_id:
            raise ValueError(f"the name of entry {number} is there twice")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ValueError(f"entry {number} is not base64") from None
        if len(key) != 32:
            raise ValueError(f"entry {number} has {len(key)} bytes, not 32")
        by_id[key_id] = key
    if not by_id:
        raise ValueError("there is no key")
    return Keys(next(iter(by_id)), by_id)


def wrap(file_key, stored_as):
    """(name of the master key, the wrapped key as text). It opens the file of this name and no other."""
    keys = master_keys()
    nonce = secrets.token_bytes(_NONCE)
    wrapped = AESGCM(keys.by_id[keys.current]).encrypt(nonce, file_key, _bound_to(keys.current, stored_as))
    return keys.current, base64.b64encode(nonce + wrapped).decode()


def unwrap(wrapped_key, key_id, stored_as):
    try:
        master = master_keys().by_id[key_id]
        wrapped = base64.b64decode(wrapped_key)
        return AESGCM(master).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound_to(key_id, stored_as))
    except KeyError:
        raise WrongKey(f"FILE_KEYS has no key called {key_id}.") from None
    except (InvalidTag, ValueError):
        raise WrongKey(f"The key called {key_id} in FILE_KEYS is not the one that files were written with.") from None


def _bound_to(key_id, stored_as):
    return f"ggsn file key {key_id} {stored_as}".encode()
