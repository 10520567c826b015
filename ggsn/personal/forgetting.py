"""What the portal as a whole keeps for a time only: people who leave, letters, ended sessions, the desk's log."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

from ggsn.accounts.models import OwnCopy
from ggsn.audit.models import Entry
from ggsn.outreach.models import Message as Letter
from ggsn.personal.erasure import erase
from members.forgetting import before, forgets
from members.models import Member


@forgets("leaving")
def erase_who_leaves():
    leaving = Member.objects.filter(leaves_at__lte=timezone.now(), erased_at=None)
    number = 0
    for member in leaving:
        erase(member, member.words_when_leaving)
        number += 1
    return number


@forgets("copies")
def forget_copies():
    return OwnCopy.objects.filter(prepared_at__lt=before("copies")).delete()[0]


@forgets("letters")
def forget_letters():
    return Letter.objects.forgettable().delete()[0]


@forgets("words")
def forget_words():
    return Letter.objects.worn_out().erase_words()


@forgets("sessions")
def forget_sessions():
    """What lay open longer than any session may; and the devices of sessions that are over."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    living = Session.objects.values("session_key")
    return UserSession.objects.filter(last_seen_at__lt=before("sessions")).exclude(session_key__in=living).delete()[0]


@forgets("audit")
def forget_log():
    return LogEntry.objects.filter(action_time__lt=before("audit")).delete()[0] + Entry.objects.forget()
