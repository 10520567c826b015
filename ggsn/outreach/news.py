"""What happens in the rooms and is news to members. The rooms do not know of it."""

from django.dispatch import receiver

from ggsn.outreach.models import Message
from ggsn.outreach.signals import announcement_sent
from meetings.signals import meeting_called_off, meeting_changed, meeting_held_after_all, meeting_planned
from resources.signals import resource_published


@receiver(announcement_sent)
def announcement(announcement, **kwargs):
    Message.objects.tell_all("announcement", announcement, to_slack=announcement.to_slack)


@receiver(resource_published)
def new_resource(resource, **kwargs):
    if is_news(resource):
        Message.objects.tell_all("resource_published", resource, to_slack=True)


@receiver(meeting_planned)
def new_meeting(meeting, **kwargs):
    if is_news(meeting):
        Message.objects.tell_all("meeting_planned", meeting, to_slack=True)


@receiver(meeting_changed)
def another_hour(meeting, **kwargs):
    """One change after another within the ten minutes is one piece of news."""
    if is_known(meeting) and not Message.objects.is_still_held("meeting_changed", meeting):
        Message.objects.tell_all("meeting_changed", meeting, meeting.sequence, to_slack=True)


@receiver(meeting_called_off)
def called_off(meeting, **kwargs):
    if is_known(meeting) and not Message.objects.is_still_held("meeting_called_off", meeting):
        Message.objects.tell_all("meeting_called_off", meeting, meeting.sequence, to_slack=True)


@receiver(meeting_held_after_all)
def held_after_all(meeting, **kwargs):
    """Whoever has not heard yet that it was called off hears neither."""
    if is_known(meeting) and not Message.objects.is_still_held("meeting_called_off", meeting):
        Message.objects.tell_all("meeting_held_after_all", meeting, meeting.sequence, to_slack=True)


def is_news(thing):
    """What came with an invented community was always there."""
    return not thing.is_demonstration


def is_known(meeting):
    """Members were told of it: else they will be, as it is then."""
    return is_news(meeting) and not meeting.is_over and not Message.objects.is_still_held("meeting_planned", meeting)
