"""Texts that nobody reads in a stolen database or backup (TRUST, decision 8)."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

NONCE = 12

# What `manage.py reseal` closes anew beside the fields of this kind: functions that say how many rows it was. A room
# adds its own in its AppConfig.
RESEALERS = []


class SealedTextField(models.TextField):
    """A text that is closed with the first of settings.FIELD_KEYS on its way into the database, opened on its way out.

    Whoever runs the server can read it; whoever has the database alone cannot. It cannot be searched or sorted by. What
    was closed in one column does not open in another.
    """

    def from_db_value(self, value, expression, connection):
        return self.opened(value) if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.closed(value) if value else value

    def get_lookup(self, name):
        if name != "isnull":
            raise FieldError(f"{self.name} is sealed: it cannot be searched.")
        return super().get_lookup(name)

    @property
    def place(self):
        return f"{self.model._meta.label_lower}.{self.name}".encode()

    def closed(self, text):
        return closed(text, self.place)

    def opened(self, stored):
        return opened(stored, self.place)


def closed(text, place):
    """With the key in use, for this place alone."""
    identity, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), place)
    return f"{identity}:{base64.urlsafe_b64encode(sealed).decode()}"


def opened(stored, place):
    identity, _colon, value = stored.partition(":")
    sealed = base64.urlsafe_b64decode(value)
    try:
        key = settings.FIELD_KEYS[identity]
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place).decode()
    except (KeyError, InvalidTag):
        raise ImproperlyConfigured(f"FIELD_KEYS has no key that opens {place.decode()}.") from None


def sealed_fields(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]


def reseals(function):
    RESEALERS.append(function)
    return function
