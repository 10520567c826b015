"""What is kept for a time only. Each room says what it forgets; `manage.py forget` asks them all, each night.

A room adds to FORGETTERS in its AppConfig: a name, and a function that forgets what is due and says how much it was.
Due is whatever is past its date and still there: a missed night loses nothing.
"""

import datetime

from django.conf import settings
from django.utils import timezone

from members.models import (
    Application,
    ApplicationDraft,
    Member,
    Message,
    Offer,
    Reading,
    Report,
    RepresentationRequest,
)

FORGETTERS = {}


def forgets(name):
    def register(function):
        FORGETTERS[name] = function
        return function

    return register


def before(kind):
    """The moment before which this kind of thing is no longer kept."""
    return timezone.now() - datetime.timedelta(days=settings.RETENTION[kind])


@forgets("messages")
def forget_messages():
    return Message.objects.filter(sent_at__lt=before("messages")).delete()[0]


@forgets("reports")
def forget_reports():
    return Report.objects.filter(decided_at__lt=before("reports")).delete()[0]


@forgets("representations")
def forget_representations():
    limit = before("representations")
    decided = RepresentationRequest.objects.filter(confirmed_at__lt=limit)
    return (decided | RepresentationRequest.objects.filter(refused_at__lt=limit)).delete()[0]


@forgets("offers")
def forget_offers():
    return Offer.objects.filter(ends_on__lt=before("offers").date()).delete()[0]


@forgets("readings")
def forget_readings():
    return Reading.objects.filter(day__lt=before("readings").date()).delete()[0]


@forgets("unconfirmed")
@forgets("declined")
@forgets("answers")
def forget_applications():
    return Application.objects.forgettable().delete()[0]


@forgets("drafts")
def forget_drafts():
    return ApplicationDraft.objects.forgettable().delete()[0]


@forgets("quiet")
def settle_quiet():
    """Past the time to undo it, whoever went quiet is no longer listed, and what they shared names nobody for good."""
    members = list(Member.objects.filter(quiet_since__lt=before("quiet"), quiet_settled_at__isnull=True))
    for member in members:
        member.settle_quiet()
    return len(members)
