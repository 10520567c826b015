"""How long what is kept, for the page that says so."""

from django import template
from django.conf import settings
from django.utils.translation import gettext_lazy as _

register = template.Library()

IN_WORDS = {
    "quiet": _("Going quiet can be undone for"),
    "leaving": _("Time to think again before an account is erased"),
    "undo": _("A change of your address, password or second factor can be undone for"),
    "messages": _("Messages between members"),
    "reports": _("Reports, once they are decided"),
    "representations": _("Whether somebody may speak for an organization, once it is decided"),
    "offers": _("Offers and requests, after their end"),
    "readings": _("How many profiles somebody opened on a day, never whose"),
    "letters": _("That a mail was sent, without its words"),
    "words": _("The words of a letter about your account, where it could not be sent"),
    "losses": _("That somebody had lost their second factor, once a new one could be chosen"),
    "devices": _("Kinds of browser that somebody signed in with, as digests"),
    "sessions": _("Devices of sessions that ended"),
    "audit": _("What was done at the desk"),
    "drafts": _("Applications that were begun and not sent"),
    "unconfirmed": _("Applications whose address nobody confirmed"),
    "declined": _("Applications that were declined, or left without an answer"),
    "answers": _("What members once answered to be let in"),
    "files": _("Files that were withdrawn"),
    "unanswered": _("Files that wait for their contributor to say yes to names, or to what is hidden in them"),
    "contributions": _("Contributions that were begun and not sent, since they were touched last"),
    "drive": _("Answered requests for access to the drive, but for who has a key; folders that were renewed"),
    "bin": _("What was deleted at the desk can be put back for"),
    "copies": _("A copy of one’s own data waits to be taken for"),
}


@register.simple_tag
def retention():
    """[(what, days)] as `manage.py forget` enforces them: one truth, told where it is kept."""
    return [(IN_WORDS[kind], days) for kind, days in settings.RETENTION.items()]
