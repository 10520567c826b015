"""Numbers as the reader's language writes them."""

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from django.utils.translation import get_language


def figures(number):
    """A large number as it is written in the reader's language: 10,000, and 10 000 in French."""
    if 0 <= number < 1000:
        return str(number)
    try:
        return format_decimal(number, locale=Locale.parse(get_language().replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return str(number)
