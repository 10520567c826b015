"""What members are told of what concerns them alone. Subjects say nothing."""

import textwrap

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, at, in_one_line, register
from glossary.models import Decision, Proposal
from members.models import Member, Message, MessageMail, Report, RepresentationRequest
from members.models.applications import WELCOMED_WITHIN
from members.reporting import concerned
from resources.models import Resource, Review


@register
class Welcome(Kind):
    """With a link to come in once; without one, by a code. What is not configured is not mentioned."""

    name = "welcome"
    label = _("Welcome")
    model = Member

    def may_read(self, member, welcomed):
        return member.pk == welcomed.pk

    def line(self, welcomed):
        return in_one_line(welcomed)

    def address(self, welcomed):
        return at("account_request_login_code")

    def facts(self, welcomed):
        application = getattr(welcomed, "application", None)
        token = application.welcome_token if application else ""
        return {
            "word": application.last_word if application else "",
            "welcome_url": at("account_welcome", token) if token else "",
            "days": WELCOMED_WITHIN.days,
            "sign_in_url": at("account_request_login_code"),
            "slack_url": settings.SLACK_INVITATION,
            "list_address": settings.MAILING_LIST,
        }


@register
class RepresentationDecided(Kind):
    name = "representation_decided"
    label = _("Whether somebody speaks for an organization")
    model = RepresentationRequest

    def may_read(self, member, request):
        return request.member_id == member.pk

    def line(self, request):
        return in_one_line(request.organization)

    def address(self, request):
        return at("members:edit")

    def facts(self, request):
        return {"is_confirmed": request.confirmed_at is not None}


@register
class MessageReceived(Kind):
    """As the recipient chose: that there is one, or the message itself. Never an address."""

    name = "message"
    label = _("Message from a member")
    model = Message

    def why_not(self, message):
        if not message.text:
            return "hidden"
        return "unwanted" if message.recipient.message_mail == MessageMail.NONE else None

    def may_read(self, member, message):
        return message.recipient_id == member.pk and Message.objects.of(member).contains(message)

    def line(self, message):
        return ""

    def address(self, message):
        return at("members:conversation", message.sender.handle)

    def facts(self, message):
        if message.recipient.message_mail != MessageMail.FULL:
            return {}
        # Indented line by line, it cannot pass for a button or a foot of ours (letters.py).
        apart = textwrap.indent("\n".join(message.text.splitlines()), "    ")
        return {"sender": message.sender.name_to_show, "text": apart}


@register
class ReportDecided(Kind):
    """Whoever is concerned learns what was hidden and why, never who reported it."""

    name = "report_decided"
    label = _("Something of theirs was hidden")
    model = Report

    def why_not(self, report):
        return None if report.decision == Report.Decision.HIDE else "kept"

    def may_read(self, member, report):
        return concerned(report) == member

    def line(self, report):
        return ""

    def address(self, report):
        return at("members:dashboard")

    def facts(self, report):
        return {"reason": report.get_reason_display()}


@register
class ContributionReviewed(Kind):
    """That there is a word on what they gave; which one, they read in the portal."""

    name = "contribution_reviewed"
    label = _("Word on a contribution")
    model = Review

    def why_not(self, review):
        is_past = Review.objects.filter(resource=review.resource_id, pk__gt=review.pk).exists()
        return "told by another" if is_past else None

    def may_read(self, member, review):
        own = Resource.objects.visible_to(member).filter(contributor=member)
        return own.contains(review.resource)

    def line(self, review):
        return ""

    def address(self, review):
        return at("resources:mine")

    def facts(self, review):
        return {"decision": review.decision}


class OfProposal(Kind):
    model = Proposal

    def may_read(self, member, proposal):
        return proposal.proposed_by_id == member.pk

    def line(self, proposal):
        return in_one_line(proposal.word)

    def address(self, proposal):
        return at("glossary:list")


@register
class ProposalReceived(OfProposal):
    name = "proposal_received"
    label = _("Thanks for a proposed word")

    def why_not(self, proposal):
        return "decided" if proposal.decided_at else None


@register
class ProposalDecided(OfProposal):
    name = "proposal_decided"
    label = _("Answer to a proposed word")

    def why_not(self, proposal):
        return None if proposal.decided_at else "not decided"

    def facts(self, proposal):
        return {"answer": proposal.answer, "is_accepted": proposal.decision == Decision.ACCEPTED}
