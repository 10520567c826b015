"""What people are told of what concerns them as persons: quiet, messages, reports. Subjects say nothing."""

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from ggsn.outreach.kinds.base import at
from ggsn.outreach.models import Message as Outbox
from ggsn.outreach.signals import write
from glossary.signals import proposal_decided, proposal_received
from members.models import Member, Report
from members.reporting import concerned
from members.roles import COORDINATOR
from members.signals import (
    leaving_asked,
    member_went_quiet,
    message_sent,
    profiles_read,
    report_decided,
    report_made,
    representation_decided,
)
from resources.signals import access_asked, changes_asked, keeper_asked, resource_declined, resource_published


@receiver(member_went_quiet)
def confirm_quiet(member, **kwargs):
    """The one mail that somebody quiet still gets."""
    with override(member.language):
        write("went_quiet", member, {"until": member.quiet_until, "address": at("members:quiet")})


@receiver(leaving_asked)
def confirm_leaving(member, **kwargs):
    with override(member.language):
        write("leaving", member, {"address": at("personal:leave")})


@receiver(message_sent)
def tell_of_message(message, **kwargs):
    Outbox.objects.say("message", to=message.recipient, about=message)


@receiver(representation_decided)
def tell_of_representation(request, **kwargs):
    edition = request.decided_at.strftime("%Y%m%d%H%M%S")
    Outbox.objects.say("representation_decided", to=request.member, about=request, edition=edition)


@receiver(profiles_read)
def warn_of_reading(member, **kwargs):
    tell_coordinators("profiles_read", member, f"{timezone.now():%Y%m%d}")


@receiver(access_asked)
def tell_of_access(request, **kwargs):
    tell_coordinators("access_asked", request)


@receiver(keeper_asked)
def ask_keeper(member, season, **kwargs):
    Outbox.objects.say("keeper_asked", to=member, about=member, edition=season)


@receiver(report_made)
def tell_of_report(report, **kwargs):
    tell_coordinators("report_made", report)


def tell_coordinators(kind, about, edition=""):
    Outbox.objects.say_to_each(kind, Member.objects.holding(COORDINATOR), about, edition)


@receiver(report_decided)
def tell_of_decision(report, **kwargs):
    person = concerned(report)
    if report.decision == Report.Decision.HIDE and person is not None:
        Outbox.objects.say("report_decided", to=person, about=report)


@receiver([resource_published, changes_asked, resource_declined])
def tell_contributor(resource, review, **kwargs):
    """Not whoever reviewed it themselves."""
    if resource.contributor is not None and resource.contributor != review.by:
        Outbox.objects.say("contribution_reviewed", to=resource.contributor, about=review)


@receiver(proposal_received)
def thank_for_word(proposal, **kwargs):
    if proposal.proposed_by is not None:
        Outbox.objects.say("proposal_received", to=proposal.proposed_by, about=proposal)


@receiver(proposal_decided)
def answer_proposal(proposal, **kwargs):
    if proposal.proposed_by is not None:
        Outbox.objects.say("proposal_decided", to=proposal.proposed_by, about=proposal)
