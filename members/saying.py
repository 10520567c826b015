"""Days, hours, large numbers and several things at once, as the reader's language writes them.

How a language writes days and hours is said in its catalogue, as formats of Django's `date` filter, so that a further
language needs no code: French has "1er mai 2027" and "14 h", which one format alone cannot say. Lists come from CLDR.
"""

from functools import lru_cache

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from members.zones import locale

NO_BREAK = "\u00a0"


def day(moment):
    """ "3 December 2026", "1er mai 2027": in one piece."""
    pattern = pgettext("first of the month", "j F Y") if moment.day == 1 else pgettext("date", "j F Y")
    return date_format(moment, pattern).replace(" ", NO_BREAK)


def month(moment):
    """ "December 2026"."""
    return date_format(moment, pgettext("month and year", "F Y")).replace(" ", NO_BREAK)


def hour(moment):
    """ "14:30", "14 h"."""
    pattern = pgettext("hour and minutes", "H:i") if moment.minute else pgettext("full hour", "H:i")
    return date_format(moment, pattern).replace(" ", NO_BREAK)


def day_and_hour(moment):
    """ "3 December 2026, 14:30": a line may end before the hour, not within it."""
    return pgettext("a day and an hour", "%(day)s, %(hour)s") % {"day": day(moment), "hour": hour(moment)}


def listed(things):
    """ "French, English and Wolof"."""
    return format_list([str(thing) for thing in things], locale=words_of_the_reader())


def figures(number):
    """A large number: 10,000, and 10 000 in French."""
    return str(number) if 0 <= number < 1000 else _large(number, get_language())


@lru_cache(maxsize=1000)
def _large(number, _language):
    return format_decimal(number, locale=words_of_the_reader())


def words_of_the_reader():
    """The reader's language for Babel; its English is American, ours British."""
    words = locale()
    return Locale("en", "GB") if words.language == "en" else words
