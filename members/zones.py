"""Time zones in words people know: a city and its country, by part of the world, in the reader's language.

The names come from CLDR through Babel, so that a further language of the portal needs no list of its own.
"""

import zoneinfo
from datetime import datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from members.words import folded

AFRICA, AMERICAS, ASIA, EUROPE, OCEANIA, ANTARCTICA = "002", "019", "142", "150", "009", "AQ"
_BY_PREFIX = {
    "Africa": AFRICA,
    "America": AMERICAS,
    "Antarctica": ANTARCTICA,
    "Arctic": EUROPE,
    "Asia": ASIA,
    "Atlantic": EUROPE,
    "Australia": OCEANIA,
    "Europe": EUROPE,
    "Indian": AFRICA,
    "Pacific": OCEANIA,
}
# Islands whose zone is named after an ocean.
_BY_ZONE = {
    "Atlantic/Bermuda": AMERICAS,
    "Atlantic/Cape_Verde": AFRICA,
    "Atlantic/South_Georgia": AMERICAS,
    "Atlantic/St_Helena": AFRICA,
    "Atlantic/Stanley": AMERICAS,
    "Indian/Chagos": ASIA,
    "Indian/Christmas": OCEANIA,
    "Indian/Cocos": OCEANIA,
    "Indian/Maldives": ASIA,
}


@cache
def _names():
    """All names of zones; the library would walk through the files each time it is asked."""
    return frozenset(zoneinfo.available_timezones())


def is_zone(name):
    return name in _names()


@cache
def known_zones():
    """One zone for each country and each way its clocks go: [(name, territory, part of the world)].

    Most of the five hundred names in the database differ only in how clocks went long ago.
    """
    begin = datetime(timezone.now().year, 1, 1, tzinfo=zoneinfo.ZoneInfo("UTC"))
    weeks = [begin + timedelta(weeks=number) for number in range(105)]
    territories = get_global("zone_territories")
    available = zoneinfo.available_timezones()
    places = {}
    for name in sorted(territories, key=fame):
        part = _BY_ZONE.get(name) or _BY_PREFIX.get(name.partition("/")[0])
        if name not in available or part in {None, ANTARCTICA} or territories[name] in _NOBODY_LIVES_THERE:
            continue
        zone = zoneinfo.ZoneInfo(name)
        clocks = tuple(week.astimezone(zone).utcoffset() for week in weeks)
        places.setdefault((territories[name], clocks), (name, territories[name], part))
    return sorted(places.values())


# Islands with a clock of their own and a station at most: each line of the list is carried by every phone.
_NOBODY_LIVES_THERE = {"TF", "GS", "IO", "UM", "HM", "BV"}

# Where several cities of a country share their clocks, the one that people know stands for all.
_KNOWN = """America/Sao_Paulo America/Argentina/Buenos_Aires America/New_York America/Chicago America/Denver
America/Los_Angeles America/Toronto America/Winnipeg America/Edmonton America/Vancouver America/Mexico_City
America/Santiago America/Manaus America/Tijuana Asia/Jakarta Asia/Shanghai Asia/Almaty Australia/Sydney
Australia/Brisbane Europe/Berlin Europe/Moscow Europe/Madrid Europe/Lisbon Europe/Paris Europe/London Pacific/Auckland
America/Lima""".split()


def fame(name):
    """A key to sort by: of several cities with the same clocks the one that stands for all comes first."""
    return (name not in _KNOWN, name)


def locale():
    try:
        return Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def zone_choices(present=None):
    """Choices for a form, by part of the world; `present` is kept among them, whatever it is."""
    return _zone_choices(locale(), present)


@cache
def _zone_choices(words, present):
    groups = {}
    zones = known_zones()
    if present and is_zone(present) and present != "UTC" and present not in {name for name, *_rest in zones}:
        part = _BY_ZONE.get(present) or _BY_PREFIX.get(present.partition("/")[0], EUROPE)
        zones = [*zones, (present, None, part)]
    for name, territory, part in zones:
        groups.setdefault(words.territories[part], []).append((name, zone_name(name, words, territory)))
    choices = [("UTC", "UTC")]
    for part in sorted(groups, key=folded):
        choices.append((part, sorted(groups[part], key=lambda choice: folded(choice[1]))))
    return choices


def zone_name(name, words=None, territory=None):
    """ "Dakar, Senegal", in the language of `words` (the reader's)."""
    words = words or locale()
    if name == "UTC":
        return "UTC"
    city = get_timezone_location(zoneinfo.ZoneInfo(name), locale=words, return_city=True).rpartition("/")[2]
    country = words.territories.get(territory or get_global("zone_territories").get(name), "")
    return f"{city}, {country}" if country and country != city else city


def awake_zones(now=None):
    """Names of the zones where it is neither night nor very early: between 7 and 22 h."""
    now = now or timezone.now()
    return [name for name in zoneinfo.available_timezones() if 7 <= now.astimezone(zoneinfo.ZoneInfo(name)).hour < 22]
