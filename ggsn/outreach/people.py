"""What people are told of what concerns them as persons: quiet, messages, reports. Subjects say nothing."""

import textwrap

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from ggsn.outreach.models import Message as Outbox
from ggsn.outreach.signals import write
from members.models import Member, MessageMail, Report
from members.models.readings import AT_MOST
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


@receiver(member_went_quiet)
def confirm_quiet(member, **kwargs):
    """The one mail that somebody quiet still gets."""
    with override(member.language):
        facts = {"member": member, "until": member.quiet_until, "address": at("members:quiet")}
        write("went_quiet", member.email, facts)


@receiver(leaving_asked)
def confirm_leaving(member, **kwargs):
    with override(member.language):
        write("leaving", member.email, {"member": member, "address": at("personal:leave")})


@receiver(message_sent)
def tell_of_message(message, **kwargs):
    """As the recipient chose: nothing, that there is one, or the message itself. Never an address."""
    member = message.recipient
    if member.message_mail == MessageMail.NONE or not member.takes_mail:
        return
    facts = {"member": member, "address": at("members:conversation", message.sender.handle, language=member.language)}
    if member.message_mail == MessageMail.FULL:
        facts |= {"sender": message.sender.name_to_show, "text": set_apart(message.text)}
    with override(member.language):
        write("message", member.email, facts)


def set_apart(text):
    """What a member wrote, indented line by line: it cannot pass for a button or a foot of ours (letters.py)."""
    return textwrap.indent("\n".join(text.splitlines()), "    ")


@receiver(representation_decided)
def tell_of_representation(request, **kwargs):
    edition = request.decided_at.strftime("%Y%m%d%H%M%S")
    Outbox.objects.say("representation_decided", to=request.member, about=request, edition=edition)


@receiver(profiles_read)
def warn_of_reading(member, number, **kwargs):
    place = ("admin:members_member_change", member.pk)
    tell_coordinators("profiles_read", place, reader=member.display_name, number=number, most=AT_MOST)


@receiver(report_made)
def tell_of_report(report, **kwargs):
    tell_coordinators("report_made", ("admin:members_report_change", report.pk))


def tell_coordinators(kind, place, **facts):
    for coordinator in Member.objects.holding(COORDINATOR):
        with override(coordinator.language):
            write(kind, coordinator.email, {**facts, "address": at(*place)})


@receiver(report_decided)
def tell_of_decision(report, **kwargs):
    """Whoever is concerned learns what was hidden and why, never who reported it."""
    person = concerned(report)
    if report.decision != Report.Decision.HIDE or person is None or not person.is_active:
        return
    with override(person.language):
        write("report_decided", person.email, {"member": person, "reason": report.get_reason_display()})


def at(name, *values, language=None):
    """The whole address of a page, in the active language or in this one."""
    if language:
        with override(language):
            return at(name, *values)
    return settings.SITE_URL + reverse(name, args=values)
