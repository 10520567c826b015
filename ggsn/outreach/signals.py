"""How people are written to when something happened in one of the rooms. The rooms do not know of it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.dispatch import Signal

from ggsn.outreach.letters import as_html, in_words

announcement_sent = Signal()  # announcement, by
announcement_taken_back = Signal()  # announcement, by


def write(kind, address, facts):
    """One letter of this kind, in words from now on, in the active language: what these letters tell has happened."""
    subject, text = in_words(kind, facts)
    letter = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    letter.attach_alternative(as_html(subject, text), "text/html")
    letter.send()
