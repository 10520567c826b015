"""Keys as settings give them: "id:base64,id:base64", 32 bytes each. The first closes; all of them open."""

import base64
import binascii

from django.core.exceptions import ImproperlyConfigured

LENGTH = 32


def read_keys(name, text):
    """{id: key}, in their order. One that makes no sense stops the start, and is not repeated in what is said of it."""
    keys = {}
    for number, entry in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        identity, _colon, value = entry.partition(":")
        try:
            key = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not identity.isalnum() or identity in keys or len(key) != LENGTH:
            raise ImproperlyConfigured(
                f"{name}: entry {number} is not id:key, with an id of its own in letters and figures "
                f"and {LENGTH} random bytes in base64."
            )
        keys[identity] = key
    if not keys:
        raise ImproperlyConfigured(f"{name} holds no key.")
    return keys
