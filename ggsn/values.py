"""What settings read from the environment. A value that makes no sense stops the start, with a sentence that names it.

An empty value counts as none, so that a line of an environment file may stay there without anything behind it.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def text(name, default=""):
    return os.environ.get(name) or default


def texts(name):
    """What is between the commas, without the spaces around it."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def number(name, default):
    """A whole number."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is to be a whole number, and not {value!r}.") from None


def switch(name, default):
    """True or False."""
    value = text(name)
    if value and value.lower() not in YES | NO:
        raise ImproperlyConfigured(f"{name} is to be 1 or 0, and not {value!r}.")
    return value.lower() in YES if value else default


def secret(name, default=None):
    """The value of NAME, or the content of the file named by NAME_FILE. One without a default must be there."""
    if path := text(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"{name}_FILE: there is no text to be read at {path}.") from None
    value = text(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value
