"""What settings read from the environment. A value that makes no sense stops the start, with a sentence that names it.

An empty value counts as none, so that a line of an environment file may stay there without anything behind it.
An empty file is a mishap: somebody has made it to hold a secret.
"""

import contextlib
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def text(name, default=""):
    return os.environ.get(name) or default


def texts(name):
    """What is between the commas, without the spaces around it."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def number(name, default, least=1):
    """A whole number; where nothing else is said not 0, which would shut what it bounds for ever."""
    value = text(name)
    if not value:
        return default
    with contextlib.suppress(ValueError):
        if int(value) >= least:
            return int(value)
    raise ImproperlyConfigured(f"{name} is to be a whole number, {least} or more, and not {value!r}.")


def switch(name, default):
    """True or False."""
    value = text(name)
    if value and value.lower() not in YES | NO:
        raise ImproperlyConfigured(f"{name} is to be 1 or 0, and not {value!r}.")
    return value.lower() in YES if value else default


def secret(name, default=None):
    """The value of NAME, or the content of the file named by NAME_FILE. One without a default must be there.

    Neither is repeated in what is said of it: somebody may have written the secret itself where its file was asked for.
    """
    if path := text(f"{name}_FILE"):
        try:
            content = Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise ImproperlyConfigured(f"{name}_FILE does not name a file whose text can be read.") from None
        if not content:
            raise ImproperlyConfigured(f"{name}_FILE names a file with nothing in it.")
        return content
    value = text(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value
