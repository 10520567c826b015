"""A time zone by the name of a place, as one types it: a field of a line where a list would have 300.

Each line of such a list travels to every phone. The desk asks once in a while, and mostly for where one lives.
"""

from functools import cache

from babel import Locale
from babel.core import get_global
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from members.words import alike, folded
from members.zones import fame, is_zone, known_zones, locale, zone_name

OFFERED = 6  # places named where it is not clear which one is meant
ALIKE = 0.8  # of a name must be right for it to be offered
# Countries by what they are called besides, or were called: {name: territory}.
_ALSO = {
    **dict.fromkeys(["rdc", "drc", "dr congo", "congo kinshasa", "zaire"], "CD"),
    **dict.fromkeys(["republique democratique du congo", "democratic republic of the congo"], "CD"),
    **dict.fromkeys(["usa", "us", "etats unis", "united states of america"], "US"),
    **dict.fromkeys(["uk", "great britain", "grande bretagne", "england", "angleterre", "scotland", "ecosse"], "GB"),
    **dict.fromkeys(["wales", "pays de galles", "northern ireland", "irlande du nord"], "GB"),
    **dict.fromkeys(["turkey", "turquie"], "TR"),
    "palestine": "PS",
    **dict.fromkeys(["burma", "birmanie", "myanmar"], "MM"),
    **dict.fromkeys(["ivory coast", "cote d ivoire"], "CI"),
    **dict.fromkeys(["cape verde", "cap vert"], "CV"),
    **dict.fromkeys(["czech republic", "republique tcheque"], "CZ"),
    **dict.fromkeys(["east timor", "timor oriental"], "TL"),
    **dict.fromkeys(["holland", "hollande"], "NL"),
    **dict.fromkeys(["uae", "emirates", "emirats"], "AE"),
    "swaziland": "SZ",
    "kosovo": "RS",
    "centrafrique": "CF",
    "rca": "CF",
}
# Large cities that no zone is named after, of where the network is, by the zone they are in.
_CITIES = {
    "Africa/Dar_es_Salaam": "dodoma arusha zanzibar mwanza",
    "Africa/Douala": "yaounde bafoussam garoua",
    "Africa/Johannesburg": "cape_town le_cap durban pretoria",
    "Africa/Lagos": "abuja kano ibadan port_harcourt",
    "Africa/Lubumbashi": "goma bukavu kisangani beni",
    "Africa/Nairobi": "mombasa kisumu",
    "America/Bogota": "medellin cali",
    "America/Costa_Rica": "san_jose",
    "America/El_Salvador": "san_salvador",
    "America/Guayaquil": "quito cuenca",
    "America/La_Paz": "cochabamba",
    "America/Mexico_City": "oaxaca puebla guadalajara",
    "America/New_York": "washington boston atlanta",
    "America/Sao_Paulo": "rio_de_janeiro brasilia porto_alegre",
    "America/Toronto": "montreal ottawa quebec",
    "Asia/Dhaka": "chittagong",
    "Asia/Hebron": "ramallah bethlehem west_bank cisjordanie",
    "Asia/Ho_Chi_Minh": "hanoi saigon",
    "Asia/Karachi": "islamabad lahore",
    "Asia/Kolkata": "delhi new_delhi mumbai bombay bangalore bengaluru chennai hyderabad calcutta",
    "Asia/Shanghai": "beijing pekin",
    "Australia/Sydney": "canberra",
    "Europe/Berlin": "hamburg munich frankfurt",
    "Europe/Kyiv": "kiev",
    "Europe/London": "manchester edinburgh cardiff glasgow",
    "Europe/Madrid": "barcelona barcelone",
    "Europe/Paris": "marseille lyon toulouse",
    "Europe/Rome": "milan milano naples",
    "Europe/Zurich": "geneva geneve bern",
    "Pacific/Auckland": "wellington",
}


class PlaceField(forms.CharField):
    """ "Dakar", "Sénégal" or "Dakar, Senegal" becomes "Africa/Dakar"; so does that name itself.

    Raises ValidationError for a place it does not know, and for a country with several clocks, and says which places
    it might be. "EST" and the like are no places: they say nothing of summer.
    """

    default_error_messages = {
        "unknown": gettext_lazy(
            "We do not know what time it is in “%(place)s”. Write the country, or a large city there: “Nepal”, “Dakar”."
        ),
        "alike": gettext_lazy("We do not know what time it is in “%(place)s”. Do you mean one of these: %(places)s?"),
        "several": gettext_lazy(
            "It is not the same time everywhere in “%(place)s”. Write a city, for instance: %(places)s."
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def prepare_value(self, value):
        """A zone by the name of its place, where that name is understood when it comes back."""
        if not is_zone(value):
            return value
        shown = zone_name(value)
        return shown if len(_called(shown)) == 1 else value

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed or len(typed) > self.max_length:  # which is complained of next
            return typed
        zones = _called(typed)
        if len(zones) == 1:
            return zones[0]
        if zones:
            raise self._unclear("several", typed, zones)
        if "/" in typed and is_zone(typed):
            return typed
        raise self._unclear("alike", typed, near) if (near := _alike(typed)) else self._unclear("unknown", typed, [])

    def _unclear(self, code, typed, zones):
        named = "; ".join(map(zone_name, zones[:OFFERED]))
        return ValidationError(self.error_messages[code], code, {"place": typed, "places": named})


def _called(typed):
    """The zones of a place with this name: in the reader's language, else in another one of the portal.

    Of a city with its country ("Goma, RDC") the one that is there: so it need not be how we write it.
    """
    city, _comma, country = (part.strip() for part in typed.partition(","))
    for words in _readers_first():
        named = _by_name(words)
        if zones := named.get(_key(typed)):
            return zones
        there = {territory for other in _readers_first() for territory in _territories(other, _key(country))}
        if zones := [zone for zone in named.get(_key(city), ()) if get_global("zone_territories").get(zone) in there]:
            return zones
    return []


def _territories(words, country):
    """The territories with this name."""
    named = [territory for territory, name in _names_of_territories(words).items() if name == country]
    return [*named, *filter(None, [_ALSO.get(country)])]


@cache
def _names_of_territories(words):
    return {territory: _key(words.territories[territory]) for _zone, territory, _part in known_zones()}


def _key(name):
    return " ".join(folded(name).replace("-", " ").replace("'", " ").split())


def _readers_first():
    """The languages of the portal: who knows a place by its name in another one may write that, too."""
    codes = [code for code, _name in settings.LANGUAGES]
    return dict.fromkeys([locale(), *(Locale.parse(code, sep="-") for code in codes)])


@cache
def _by_name(words):
    """{name, as it is compared: zones}: of a city, of a city and its country, of a country, and of the zone itself.

    Where a name could be several zones, those are meant which stand for others (members.zones).
    """
    known = {zone: territory for zone, territory, _part in known_zones()}
    named = {name: ["UTC"] for name in ["utc", "gmt", "greenwich"]}
    places = [zone for zone, territory in get_global("zone_territories").items() if is_zone(zone) and territory != "ZZ"]
    for zone in sorted(places, key=lambda zone: (zone not in known, *fame(zone))):
        said = zone_name(zone, words)
        names = {zone, said, said.rpartition(", ")[0]}
        if zone in known:
            names |= {words.territories[known[zone]], *(name for name, where in _ALSO.items() if where == known[zone])}
        names |= {city.replace("_", " ") for city in _CITIES.get(zone, "").split()}
        for name in {_key(name) for name in names} - {""}:
            others = named.setdefault(name, [])
            if zone in known or not any(other in known for other in others):
                others.append(zone)
    return named


def _alike(typed):
    """Zones of names that begin with what was typed, or a word of which does; then of those that are nearly it."""
    key, found = _key(typed), {}
    for words in _readers_first():
        named = _by_name(words)
        found |= dict.fromkeys(zone for name in alike(key, named, OFFERED, ALIKE) for zone in named[name])
    return list(found)
