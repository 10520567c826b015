"""What files weigh, and how long a thing takes, in the reader's units."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def weight(size):
    """What a file weighs: 14 kB, 1.2 MB. Never less than it is."""
    if size < 1_000_000:
        return _("%(size)s kB") % {"size": number_format(max(1, -(-size // 1000)))}
    if size > 10_000_000:
        return _("%(size)s MB") % {"size": number_format(-(-size // 1_000_000))}
    tenths = -(-size // 100_000)
    return _("%(size)s MB") % {"size": number_format(tenths / 10, 1 if tenths % 10 else 0)}


def files_that_weigh(number, lightest):
    """How many files there are, and what the lightest of them weighs."""
    said = ngettext("%(count)s file, %(lightest)s", "%(count)s files, the lightest %(lightest)s", number)
    return said % {"count": number, "lightest": weight(lightest)}


def length(minutes, pages):
    """How long it takes, else how much there is to read; nothing where neither is known."""
    if minutes:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if pages:
        return ngettext("%(count)s page", "%(count)s pages", pages) % {"count": pages}
    return ""
