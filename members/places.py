"""A time zone by the name of a place, as one types it: a field of a line where a list would have 300.

Each line of such a list travels to every phone. The desk asks once in a while, and mostly for where one lives.
"""

import difflib
from functools import cache

from babel import Locale
from babel.core import get_global
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from members.words import folded
from members.zones import fame, is_zone, known_zones, locale, zone_name

OFFERED = 6  # places named where it is not clear which one is meant
ALIKE = 0.8  # of a name must be right for it to be offered


class PlaceField(forms.CharField):
    """ "Dakar", "Sénégal" or "Dakar, Senegal" becomes "Africa/Dakar"; so does that name itself.

    Raises ValidationError for a place it does not know, and for a country with several clocks, and says which places
    it might be.
    """

    default_error_messages = {
        "unknown": gettext_lazy(
            "We do not know what time it is in “%(place)s”. Write a large city nearby, or the country: "
            "“Dakar”, “Nepal”."
        ),
        "alike": gettext_lazy("We do not know what time it is in “%(place)s”. Do you mean one of these: %(places)s?"),
        "several": gettext_lazy(
            "It is not the same time everywhere in “%(place)s”. Write a city, for instance: %(places)s."
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def prepare_value(self, value):
        return zone_name(value) if is_zone(value) else value

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed or len(typed) > self.max_length:  # which is complained of next
            return typed
        for words in _readers_first():
            zones = _by_name(words).get(folded(typed), [])
            if len(zones) == 1:
                return zones[0]
            if zones:
                raise self._unclear("several", typed, zones)
        if is_zone(typed):
            return typed
        raise self._unclear("alike", typed, alike) if (alike := _alike(typed)) else self._unclear("unknown", typed, [])

    def _unclear(self, code, typed, zones):
        named = "; ".join(sorted(zone_name(zone) for zone in zones[:OFFERED]))
        return ValidationError(self.error_messages[code], code, {"place": typed, "places": named})


def _readers_first():
    """The languages of the portal: who knows a place by its name in another one may write that, too."""
    codes = [code for code, _name in settings.LANGUAGES]
    return dict.fromkeys([locale(), *(Locale.parse(code, sep="-") for code in codes)])


@cache
def _by_name(words):
    """{name, folded: zones}: of a city, of a city and its country, of a country, and of the zone itself.

    Where a name could be several zones, those are meant which stand for others (members.zones).
    """
    known = {zone: territory for zone, territory, _part in known_zones()}
    named = {"utc": ["UTC"]}
    places = [zone for zone, territory in get_global("zone_territories").items() if is_zone(zone) and territory != "ZZ"]
    for zone in sorted(places, key=lambda zone: (zone not in known, *fame(zone))):
        said = zone_name(zone, words)
        names = {zone, said, said.rpartition(", ")[0]} | ({words.territories[known[zone]]} if zone in known else set())
        for name in filter(None, map(folded, names)):
            others = named.setdefault(name, [])
            if zone in known or not any(other in known for other in others):
                others.append(zone)
    return named


def _alike(typed):
    """Zones of names that are nearly the one typed, the most alike first."""
    named = _by_name(locale())
    names = difflib.get_close_matches(folded(typed), named, OFFERED, ALIKE)
    return list(dict.fromkeys(zone for name in names for zone in named[name]))
