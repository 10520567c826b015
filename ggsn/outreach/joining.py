"""What applicants, and those who read them, are told by mail."""

from django.dispatch import receiver
from django.utils import timezone

from ggsn.outreach.models import Message as Outbox
from members.signals import (
    application_answered,
    application_asked,
    application_confirmed,
    application_declined,
    application_handed_over,
    application_invited_to_learn,
    application_submitted,
    application_turned_back,
    application_waits,
    member_accepted,
)


@receiver(application_submitted)
def confirm_address(application, **kwargs):
    Outbox.objects.say_directly("application_confirm", application)


@receiver(application_turned_back)
def say_why(address, member=None, application=None, **kwargs):
    """Once a day: whoever gives somebody’s address again and again must not fill their mailbox."""
    edition = f"{timezone.now():%Y%m%d}"
    if member is not None:
        Outbox.objects.say_directly("application_known", member, edition, member=member, address=address)
    else:
        Outbox.objects.say_directly("application_again", application, edition)


@receiver(application_confirmed)
def thank(application, **kwargs):
    Outbox.objects.say_directly("application_received", application)
    tell_reviewers("new", application)


@receiver(application_asked)
def ask(question, **kwargs):
    Outbox.objects.say_directly("application_question", question)


@receiver(application_invited_to_learn)
def invite_to_learn(application, **kwargs):
    Outbox.objects.say_directly("application_learn", application)


@receiver(application_declined)
def decline(application, **kwargs):
    Outbox.objects.say_directly("application_declined", application)


@receiver(member_accepted)
def welcome(member, again=None, **kwargs):
    edition = again.strftime("%Y%m%d%H%M%S") if again else ""
    Outbox.objects.say("welcome", to=member, about=member, edition=edition)


@receiver(application_answered)
def answered(application, **kwargs):
    tell_reviewers("answered", application)


@receiver(application_handed_over)
def handed_over(application, by, to, **kwargs):
    if to != by:
        tell_reviewers("handed", application, [to])


@receiver(application_waits)
def still_waiting(application, **kwargs):
    tell_reviewers("waits", application)


def tell_reviewers(what, application, reviewers=None):
    """That there is something to read at the desk: never who it is from."""
    reviewers = application.whom_to_tell() if reviewers is None else reviewers
    edition = f"{what}-{int(timezone.now().timestamp() * 1000):x}"
    Outbox.objects.say_to_each("application_review", reviewers, application, edition)
