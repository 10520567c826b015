"""How people are written to when something happened in one of the rooms. The rooms do not know of it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.dispatch import Signal
from django.template.loader import render_to_string

from ggsn.outreach.letters import as_html

announcement_sent = Signal()  # announcement, by
announcement_taken_back = Signal()  # announcement, by


def write(kind, address, facts):
    """One letter of this kind, in the active language; each kind is a folder of templates."""
    facts = {**facts, "site_url": settings.SITE_URL, "contact_address": settings.CONTACT_ADDRESS}
    subject = " ".join(render_to_string(f"outreach/{kind}/subject.txt", facts).split())
    text = render_to_string(f"outreach/{kind}/body.txt", facts).strip()
    letter = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    letter.attach_alternative(as_html(subject, text), "text/html")
    letter.send()
