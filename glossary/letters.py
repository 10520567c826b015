"""Mail to somebody who proposed a word, in their language. Subjects say nothing of what it is about."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override


def send(kind, proposal):
    """Send templates/glossary/mail/KIND to the person who proposed; nobody who was not signed in, left or is quiet."""
    person = proposal.proposed_by
    if person is None or not person.takes_mail:
        return
    with override(person.language):
        context = {"proposal": proposal, "person": person, "site_url": settings.SITE_URL}
        subject = " ".join(render_to_string(f"glossary/mail/{kind}_subject.txt", context).split())
        body = render_to_string(f"glossary/mail/{kind}.txt", context).strip() + "\n"
        EmailMultiAlternatives(subject, body, to=[person.email]).send()
