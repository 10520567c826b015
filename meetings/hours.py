"""The hours of one instant around the world: in cities of the network's regions, and at the reader's own."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from meetings.words import UTC, at_hour, city, clock, on_weekday, one_name

CITIES = {
    "America/Costa_Rica": gettext_lazy("San José"),
    "America/Bogota": gettext_lazy("Bogotá"),
    "America/Santiago": gettext_lazy("Santiago"),
    "Africa/Dakar": gettext_lazy("Dakar"),
    "Europe/London": gettext_lazy("London"),
    "Africa/Lagos": gettext_lazy("Lagos"),
    "Africa/Nairobi": gettext_lazy("Nairobi"),
    "Asia/Kolkata": gettext_lazy("Delhi"),
    "Australia/Melbourne": gettext_lazy("Melbourne"),
    "Pacific/Auckland": gettext_lazy("Auckland"),
}
DAY, EDGE, NIGHT = "d", "e", "n"


@dataclass(frozen=True)
class Hour:
    """What the clocks of one place show. `light` is a class of the design, `word` the same in words."""

    city: str
    local: datetime
    light: str
    word: str

    @property
    def said(self):
        return at_hour(self.local)


def around_the_world(moment, own_zone=None, day_of=None):
    """By what the clocks show, earliest first. Days are named where they differ from the reader's, or `day_of`'s."""
    own_day = moment.astimezone(clock(day_of or own_zone)).date()
    places = {zone: str(name) for zone, name in CITIES.items()}
    own_zone = one_name(own_zone or UTC)
    if own := places.get(own_zone) or city(own_zone):
        places[own_zone] = _("%(city)s (you)") % {"city": own}
    hours = [_hour(name, moment.astimezone(clock(zone)), own_day) for zone, name in places.items()]
    return sorted(hours, key=lambda hour: (hour.local.replace(tzinfo=None), hour.city))


def light_at(hour):
    """Day from 8 to 20, night from 23 to 6, an edge between."""
    if 8 <= hour < 20:
        return DAY
    return NIGHT if hour >= 23 or hour < 6 else EDGE


def _hour(name, local, own_day):
    light = light_at(local.hour)
    if light == EDGE:
        word = (
            pgettext("between night and day", "early")
            if local.hour < 12
            else pgettext("between day and night", "evening")
        )
    else:
        word = _("daytime") if light == DAY else _("night")
    if local.date() != own_day:
        word = _("%(light)s, %(weekday)s") % {"light": word, "weekday": on_weekday(local)}
    return Hour(city=name, local=local, light=light, word=word)
