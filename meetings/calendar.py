"""A meeting as a calendar file that gives nothing away to whoever looks at the phone it is on.

It says "Call", when, and where to read more after signing in: no topic, no names, no Zoom link. Times are in UTC, which
every calendar shows in the zone of its owner.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext

OWN_TYPE = "text/calendar; charset=utf-8"


def neutral_title():
    return pgettext("neutral title of a meeting in a calendar", "Call")


def calendar_of(meeting):
    """The bytes of the file, in the active language."""
    from icalendar import Calendar, Event  # four megabytes that most workers never need

    event = Event()
    event.add("uid", f"{meeting.handle}@ggsn")
    event.add("sequence", meeting.sequence)
    event.add("summary", neutral_title())
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("dtstamp", meeting.updated_at.replace(microsecond=0))
    event.add("last-modified", meeting.updated_at.replace(microsecond=0))
    event.add("status", "CANCELLED" if meeting.called_off_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    # By its random name: the slug would tell the topic.
    event.add("url", settings.SITE_URL + reverse("meetings:detail", args=[meeting.handle]))
    calendar = Calendar()
    calendar.add("prodid", "-//GGSN//Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
