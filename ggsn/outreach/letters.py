"""A letter in words, what is read of it unopened, and its second form: the same words, dressed as the design has it."""

import email.utils
import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

# Below the heading of a letter, which says no more than its subject does: longer than what lists of letters show of one
# that nobody has opened (TRUST LEAK-7). What nobody sees makes it longer still, and stands alone in those letters that
# are to give nothing away, not even that there is something to hide.
_UNOPENED = gettext_lazy(
    "The first words of a letter show in lists, before anybody opens it. What this one is about stands further down."
)
_NOTHING = "\u034f\u200c\u00a0" * 60
_FOOT = "\n-- \n"
_SECTION = re.compile(r"^— (?P<text>.+) —$")
_ENTRY = re.compile(r"^• (?P<label>.+)\n(?P<address>https?://\S+)(?P<text>\n.+)?$", re.S)
_ACTION = re.compile(r"^(?P<label>.+?)\s?:?\n(?P<address>https?://\S+)$", re.S)


def in_words(kind, facts, wishes):
    """(sender, subject, text) of a letter of this kind, in the active language; each kind is a folder of templates.

    As quiet as `wishes` say: those of whoever it is for, None where there are none.
    """
    facts = {**facts, "site_url": settings.SITE_URL, "contact_address": settings.CONTACT_ADDRESS}
    facts["is_quiet"] = wishes is not None and wishes.is_quiet
    sender, subject = envelope(" ".join(render_to_string(f"outreach/{kind}/subject.txt", facts).split()), wishes)
    return sender, subject, folded(render_to_string(f"outreach/{kind}/body.txt", facts), facts["is_quiet"])


def folded(text, is_quiet):
    """A letter whose first words are its heading, and none of its matter: in this form and in that of `as_html`."""
    if is_quiet:
        return text.strip()
    heading, *paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join([heading, str(_UNOPENED), *paragraphs])


def envelope(subject, wishes):
    """(sender, subject) of a letter to whoever has these wishes, None where there are none.

    For those who want it quiet neither says anything: not of news alone, for any letter lies open to whoever looks on.
    """
    if wishes is None or not wishes.is_quiet:
        return settings.DEFAULT_FROM_EMAIL, subject
    words = wishes.neutral_words or _("News")
    address = settings.QUIET_FROM_EMAIL or email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return email.utils.formataddr((words, address)), words


def as_html(subject, text):
    """The text of a letter as HTML. First line: heading. Indented: what matters. Words and an address: a button.

    In a list of news, a line between dashes is a heading, and a line after a point with its address below is a link.
    """
    body, _foot, foot = text.rpartition(_FOOT) if _FOOT in text else (text, "", "")
    heading, *paragraphs = re.split(r"\n\s*\n", body.strip())
    return render_to_string(
        "outreach/letter.html",
        {
            "subject": subject,
            "heading": heading,
            "nothing": _NOTHING,
            "is_folded": any(paragraph.strip() == _UNOPENED for paragraph in paragraphs),
            "parts": [part(paragraph) for paragraph in paragraphs],
            "foot": foot.strip(),
            "language": get_language(),
            "is_rtl": get_language_bidi(),
        },
    )


def part(paragraph):
    if paragraph.strip() == _UNOPENED:
        return {"kind": "unopened", "text": paragraph.strip()}
    if section := _SECTION.match(paragraph):
        return {"kind": "section", **section.groupdict()}
    if entry := _ENTRY.match(paragraph):
        return {"kind": "entry", **entry.groupdict(default="")}
    if action := _ACTION.match(paragraph):
        return {"kind": "action", **action.groupdict()}
    if re.fullmatch(r"https?://\S+", paragraph.strip()):
        return {"kind": "action", "label": paragraph.strip(), "address": paragraph.strip()}
    if paragraph.startswith("    "):
        return {"kind": "matter", "text": paragraph.strip()}
    return {"kind": "words", "text": paragraph.strip()}
