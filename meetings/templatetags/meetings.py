"""Hours in the reader's zone, named in words; the next meeting, for newcomers and for members.

{% load meetings %}
{% when meeting.starts_at user.time_zone minutes=meeting.minutes %}   date, hours and zone in one <time>
{% when meeting.starts_at user.time_zone date=False %}                the hours only
{% hours meeting.starts_at user.time_zone %}                          the strip of hours around the world
{% next_meeting %}                                                    the slab of the home page, or nothing
{% next_meeting_card %}                                               the card of a member's dashboard
{% local_now %}                                                       "Sunday 22 November, 13:40 in Dakar"
"""

from django import template
from django.core.cache import caches
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from meetings import words
from meetings.hours import around_the_world
from meetings.models import Kind, Meeting

register = template.Library()


@register.simple_tag
def when(starts_at, zone=None, minutes=None, date=True, year=True, named=True, besides=None):
    """A moment on the clocks of `zone` (UTC where none is given): the date, the hours, and whose hours these are.

    `date="weekday"` says only the day of the week. `besides` names a zone whose hours stand just before: what is then
    said is less, and the date only where it is another one.
    """
    start, end = words.span(starts_at, minutes, zone)
    said = words.from_to(start, end) if end else words.at_hour(start)
    if besides:
        date = start.date() != starts_at.astimezone(words.clock(besides)).date()
    if date == "weekday":
        said = _("%(day)s, %(hours)s") % {"day": words.on_weekday(start), "hours": said}
    elif date:
        said = _("%(day)s, %(hours)s") % {"day": words.on_day(start, year=year), "hours": said}
    said = capfirst(said) if besides else format_html("<b>{}</b>", capfirst(said))
    place = f", {words.in_zone(zone or words.UTC, start)}" if named else ""
    return format_html('<time datetime="{}">{}{}</time>', _machine(start), said, place)


@register.simple_tag
def day(starts_at, zone=None, year=True):
    """ "Thursday 3 December 2026"."""
    return words.on_day(starts_at.astimezone(words.clock(zone)), year=year)


@register.simple_tag
def short_day(starts_at, zone=None):
    """The date of a table, as <time>."""
    local = starts_at.astimezone(words.clock(zone))
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), words.on_short_day(local))


@register.simple_tag
def day_of_month(starts_at, zone=None):
    return starts_at.astimezone(words.clock(zone)).day


@register.simple_tag
def month(starts_at, zone=None):
    """ "déc. 2026"."""
    return words.in_short_month(starts_at.astimezone(words.clock(zone)))


@register.simple_tag
def days_until(starts_at, zone=None):
    clock = words.clock(zone)
    return words.days_until(starts_at.astimezone(clock), timezone.now().astimezone(clock))


@register.filter
def in_words(zone):
    """ "Nairobi time"."""
    return words.in_zone(zone, timezone.now().astimezone(words.clock(zone)))


@register.filter
def in_city(zone):
    """ "in Nairobi"; nothing where the zone is named after no city."""
    return words.in_city(zone, timezone.now()) if words.city(zone) else ""


@register.simple_tag
def in_short(meeting):
    """Kind, length and languages of a meeting or an announcement, without a full stop."""
    languages = meeting.languages if isinstance(meeting.languages, tuple) else meeting.languages.all()
    return words.in_short(Kind(meeting.kind).label, meeting.minutes, languages, meeting.interpretation)


@register.filter
def spoken(languages):
    return words.spoken(languages)


@register.filter
def differs_from(zone, other):
    """Whether two zones are not one under two names."""
    return words.one_name(zone) != words.one_name(other)


@register.inclusion_tag("meetings/_hours.html")
def hours(moment, zone=None):
    """The strip. `zone` is the reader's; without it nobody is told "you"."""
    return {"hours": [(hour, _machine(hour.local)) for hour in around_the_world(moment, zone)]}


@register.simple_tag(takes_context=True)
def local_now(context):
    """What day and hour it is where the reader lives."""
    zone = words.zone_of(context["user"])
    now = timezone.now().astimezone(words.clock(zone))
    said = _("%(day)s, %(hour)s %(place)s") % {
        "day": words.on_day(now, year=False),
        "hour": words.at_hour(now),
        "place": words.in_city(zone, now),
    }
    return format_html('<time datetime="{}">{}</time>', _machine(now), capfirst(said))


@register.simple_tag
def next_meeting_date():
    """The public facts of the next meeting for a page that says them its own way; None when nothing is planned."""
    return announced()


@register.inclusion_tag("meetings/_next.html")
def next_meeting():
    """Public facts only, and the same for every reader, so that a page with it may be kept."""
    return {"announcement": announced(), "linked": True}


@register.inclusion_tag("meetings/_next_card.html", takes_context=True)
def next_meeting_card(context):
    """The next meeting this person may come to, on their own clock."""
    member = context["user"]
    meeting = Meeting.objects.visible_to(member).upcoming().first()
    return {"meeting": meeting, "zone": words.zone_of(member)}


def announced():
    """Read once until something is written, or a minute has gone."""
    kept = caches["kept"]
    found = kept.get("meetings:announced")
    if found is None or (found[0] and found[0].is_over):
        found = (Meeting.objects.announced(),)
        kept.set("meetings:announced", found, 60)
    return found[0]


def _machine(moment):
    return moment.isoformat(timespec="minutes")
