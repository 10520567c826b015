"""How people are written to when something happened in one of the rooms. The rooms do not know of it."""

from django.core.mail import EmailMultiAlternatives
from django.dispatch import Signal
from django.utils import timezone

from ggsn.outreach.letters import as_html, in_words

announcement_sent = Signal()  # announcement, by
announcement_taken_back = Signal()  # announcement, by


def write(kind, member, facts, address=""):
    """One letter of this kind, in words from now on, in the active language: what these letters tell has happened.

    With the hours of this member, and as quiet as they want their mail. `address` is another than theirs: the one that
    they had before.
    """
    wishes = getattr(member, "mail_wishes", None)
    with timezone.override(member.zone):
        sender, subject, text = in_words(kind, {"member": member, **facts}, wishes)
    letter = EmailMultiAlternatives(subject, text, sender, [address or member.email])
    letter.attach_alternative(as_html(subject, text), "text/html")
    letter.send()
