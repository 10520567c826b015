"""Dates, hours, zones and lengths in the reader's words.

How a language writes them is said in its catalogue, as formats of Django's `date` filter, so that a further language
needs no code. Only French has rules here: its cities change the little word before them (heure d’Abidjan, du Caire).
"""

import datetime
import zoneinfo
from functools import lru_cache

from babel.core import get_global
from babel.dates import format_date, get_timezone_location
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from meetings.clocks import is_doubled
from members import saying
from members.zones import is_zone, locale

UTC = "UTC"
_UNIVERSAL = {"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal", "GMT", "Etc/GMT"}
_ALIASES = {old: new for old, new in get_global("zone_aliases").items() if old != new}
# Where the city that people mean is not the one in the zone's name.
_CITIES = {"America/Bogota": "Bogotá", "America/Costa_Rica": "San José"}


def clock(zone):
    """The clock of a zone by its name; of UTC where the name is empty or unknown."""
    return zoneinfo.ZoneInfo(zone if zone and is_zone(zone) else UTC)


def zone_of(reader):
    """The name of the zone a person lives by; UTC for whoever has not signed in."""
    return getattr(reader, "time_zone", None) or UTC


def on_day(moment, year=True):
    """ "Thursday 3 December 2026"; the first of a month has its own format, for French writes "1er"."""
    if year:
        pattern = (
            # Translators: a format of Django's date filter; \\ before each letter that is not a code.
            pgettext("first of the month with weekday and year", "l j F Y")
            if moment.day == 1
            else pgettext("date with weekday and year", "l j F Y")
        )
    else:
        pattern = (
            pgettext("first of the month with weekday", "l j F")
            if moment.day == 1
            else pgettext("date with weekday", "l j F")
        )
    return date_format(moment, pattern)


def on_weekday(moment):
    return date_format(moment, "l")


def on_short_day(moment):
    """ "1 Oct 2026", for tables, in one piece."""
    parts = {"day": moment.day, "month": in_short_month(moment)}
    if moment.day == 1:
        said = pgettext("first of the month in a table", "%(day)s %(month)s") % parts
    else:
        said = pgettext("date in a table", "%(day)s %(month)s") % parts
    return said.replace(" ", "\u00a0")


def in_short_month(moment):
    """ "déc. 2026"."""
    return format_date(moment, "MMM y", locale=saying.words_of_the_reader())


def at_hour(moment):
    """ "14:30", or "14 h"; with its distance from UTC where the clocks show this hour twice."""
    said = saying.hour(moment)
    if moment.tzinfo is not None and is_doubled(moment):
        said = f"{said} ({distance_from_utc(moment)})"
    return said


def from_to(start, end):
    """ "17:00 to 18:30"; the second day is named when there is one."""
    if start.date() == end.date():
        return _("%(start)s to %(end)s") % {"start": at_hour(start), "end": at_hour(end)}
    return _("%(start)s to %(end)s on %(weekday)s") % {
        "start": at_hour(start),
        "end": at_hour(end),
        "weekday": on_weekday(end),
    }


def distance_from_utc(moment):
    """ "UTC+5:45"."""
    seconds = int(moment.utcoffset().total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "−" if seconds < 0 else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def one_name(zone):
    """One name for the zones that are one: Asia/Calcutta for Asia/Kolkata too."""
    return UTC if zone in _UNIVERSAL else _ALIASES.get(zone, zone)


def city(zone):
    """The city a zone is named after, in the reader's language; None where it is named after none."""
    return _city(zone, str(locale()))


def in_zone(zone, moment):
    """ "Nairobi time", "heure de Dakar", "universal time (UTC)"."""
    if zone in _UNIVERSAL or not is_zone(zone):
        return _("universal time (UTC)")
    if name := city(zone):
        return _("%(city)s time") % {"city": _after(name, "of")}
    return distance_from_utc(moment)


def in_city(zone, moment):
    """ "in Nairobi", "à Dakar", "universal time (UTC)": the end of a sentence that says what hour it is."""
    if name := city(zone):
        return pgettext("where", "in %(city)s") % {"city": _after(name, "at")}
    return in_zone(zone, moment)


def lasting(minutes):
    """ "an hour and a half"."""
    said = {
        60: _("one hour"),
        90: _("an hour and a half"),
        120: _("two hours"),
        150: _("two and a half hours"),
        180: _("three hours"),
    }
    return said.get(minutes) or ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def spoken(languages):
    """ "in French and English"; French says "en" before each."""
    names = [pgettext("one of a meeting's languages", "%(language)s") % {"language": one.name} for one in languages]
    if not names:
        return ""
    return pgettext("all languages of a meeting", "in %(languages)s") % {"languages": saying.listed(names)}


def in_short(kind, minutes, languages, interpretation):
    """ "Topic meeting, an hour and a half, in French and English, with interpretation": no full stop."""
    facts = [kind, lasting(minutes), spoken(languages), _("with interpretation") if interpretation else ""]
    return ", ".join(str(fact) for fact in facts if fact)


def days_until(moment, now):
    """ "in eleven days", counted by the calendar of the zone both are in."""
    days = (moment.date() - now.date()).days
    if moment <= now:
        return _("It has begun.")
    if days == 0:
        return _("Today.")
    if days == 1:
        return _("Tomorrow.")
    return ngettext("In %(count)s day.", "In %(count)s days.", days) % {"count": days}


@lru_cache(maxsize=2000)
def _city(zone, language):
    territory = get_global("zone_territories").get(one_name(zone))
    if territory in {None, "001", "ZZ"} or not is_zone(zone):
        return None
    if one_name(zone) in _CITIES:
        return _CITIES[one_name(zone)]
    name = get_timezone_location(zoneinfo.ZoneInfo(zone), locale=language, return_city=True)
    return name.rpartition("/")[2]


_FRENCH_ARTICLES = {
    "Le ": {"of": "du ", "at": "au "},
    "Île ": {"of": "de l’île ", "at": "à l’île "},
    "Îles ": {"of": "des îles ", "at": "aux îles "},
}
_MUTE = ("Halifax", "Hébron", "Helsinki", "Hermosillo", "Hobart", "Honolulu")


def _after(name, word):
    """A city after "of" or "at": with that little word in French, as it is elsewhere."""
    if (get_language() or "").partition("-")[0] != "fr":
        return name
    for article, joined in _FRENCH_ARTICLES.items():
        if name.startswith(article):
            return joined[word] + name.removeprefix(article)
    if word == "at":
        return f"à {name}"
    return f"d’{name}" if name[0] in "AEÉIÎOÔUÜaeiou" or name.startswith(_MUTE) else f"de {name}"


def span(starts_at, minutes, zone):
    """Start and end of a meeting on the clocks of a zone; end is None where no length is given."""
    start = starts_at.astimezone(clock(zone))
    if not minutes:
        return start, None
    return start, (starts_at + datetime.timedelta(minutes=minutes)).astimezone(clock(zone))
