"""What applicants, and those who read them, are told by mail."""

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from ggsn.outreach.kinds.base import at
from ggsn.outreach.models import Message as Outbox
from ggsn.outreach.signals import write
from members.models import Reason
from members.models.applications import CONFIRMED_WITHIN
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


def to_applicant(kind, application, **facts):
    with override(application.language):
        facts = {"name": application.display_name, "own_url": at("join:own", application.key), **facts}
        write(kind, application.email, facts)


@receiver(application_submitted)
def confirm_address(application, token, **kwargs):
    with override(application.language):
        facts = {
            "name": application.display_name,
            "confirm_url": at("join:confirm", token),
            "days": CONFIRMED_WITHIN.days,
        }
        write("application_confirm", application.email, facts)


@receiver(application_turned_back)
def say_why(address, language, because, **kwargs):
    """Only in this mailbox is it said that the address is known here."""
    with override(language):
        facts = {"because": because, "sign_in_url": at("account_request_login_code")}
        write("application_known", address, facts)


@receiver(application_confirmed)
def thank(application, **kwargs):
    to_applicant("application_received", application)
    tell_reviewers("new", application)


@receiver(application_asked)
def ask(application, text, **kwargs):
    to_applicant("application_question", application, text=text)


@receiver(application_invited_to_learn)
def invite_to_learn(application, word, **kwargs):
    to_applicant("application_learn", application, word=word)


@receiver(application_declined)
def decline(application, reason, word, **kwargs):
    to_applicant("application_declined", application, reason=Reason(reason).label, word=word)


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
