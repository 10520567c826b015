"""News of meetings: to all members, in time, and with the link to walk in never in a mail."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, in_one_line, register
from ggsn.outreach.models import Topic
from ggsn.templatetags.languages import in_reader_language
from meetings import words
from meetings.models import Kind as KindOfMeeting
from meetings.models import Meeting


class OfMeeting(Kind):
    model = Meeting
    topic = Topic.MEETINGS
    says_what_happened = True

    def why_not(self, meeting):
        if meeting.is_over:
            return "over"
        return None

    def may_read(self, member, meeting):
        return Meeting.objects.visible_to(member).contains(meeting)

    def latest(self, meeting):
        return meeting.starts_at

    def line(self, meeting):
        return in_one_line(meeting)

    def text(self, meeting):
        return str(in_reader_language(meeting).text or "").strip()

    def slack_address(self, meeting):
        return settings.SITE_URL + reverse("meetings:detail", args=[meeting.handle])

    def facts(self, meeting):
        zone = timezone.get_current_timezone_name()
        start, end = words.span(meeting.starts_at, meeting.minutes, zone)
        return {
            "day": words.on_day(start),
            "hours": words.from_to(start, end),
            "zone": capfirst(words.in_zone(zone, start)),
            "in_short": words.in_short(
                KindOfMeeting(meeting.kind).label,
                meeting.minutes,
                list(meeting.languages.all()),
                meeting.interpretation,
            ),
        }


class OfComingMeeting(OfMeeting):
    def why_not(self, meeting):
        if meeting.called_off_at:
            return "called off"
        return super().why_not(meeting)


@register
class MeetingPlanned(OfComingMeeting):
    name = "meeting_planned"
    label = _("A meeting is planned")


@register
class MeetingChanged(OfComingMeeting):
    """Says the hour that is true when it leaves, however often it changed before."""

    name = "meeting_changed"
    label = _("A meeting has another hour")


@register
class MeetingCalledOff(OfMeeting):
    name = "meeting_called_off"
    label = _("A meeting is called off")

    def why_not(self, meeting):
        if not meeting.called_off_at:
            return "held after all"
        return super().why_not(meeting)


@register
class MeetingHeldAfterAll(OfComingMeeting):
    name = "meeting_held_after_all"
    label = _("A meeting is held after all")
