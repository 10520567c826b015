"""Addresses as settings give them; {} for none. They hold passwords: nothing is repeated of one that makes no sense."""

from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured


def read_database(name, text):
    """As Django has it in DATABASES."""
    return _read(name, text, "a database", dj_database_url.parse)


def read_mail_server(name, text):
    """As outreach.channels.mail connects to it."""
    return _read(name, text, "a mail server", _mail_server)


def _read(name, text, what, parse):
    try:
        parts = urlsplit(text)
        if "#" in text or "@" in parts.path + parts.query:
            raise ValueError  # a password that ends there: the rest would be left out without a word
        return parse(text) if text else {}
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is not the address of {what}; letters like / # @ in a password are written %2F %23 %40."
        ) from None


def _mail_server(text):
    """A kind of connection and a host: without either, each letter would fail. A path is the end of a cut password."""
    found = dj_email_url.parse(text)
    if "EMAIL_BACKEND" not in found or not found["EMAIL_HOST"] or found["EMAIL_FILE_PATH"]:
        raise ValueError
    return found
