"""Letters that come back after a server had taken them: another server reports which, to whom and why (RFC 3464).

Anybody can write such a report. So it counts only where it names, by its Message-ID, a letter that we sent, and refuses
the very address which that letter went to: nobody else has seen both but its reader and the servers in between.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from enum import Enum

from django.db import transaction

from ggsn.outreach.models import Message, Wishes

# Reports bring back our letter at most, and those are small.
MOST_BYTES = 256 * 1024
MOST_NAMES = 20
_NAME = re.compile(r"<[!-;=?-~]{1,250}>")
# 5.x.x is for good; but 5.5.x, 5.6.x and 5.7.x are said of how we speak, of the letter or of us: not of the mailbox.
# Nor are 5.2.3 and 5.3.4, a letter too large; and a mailbox that is full (5.2.2) is emptied some day.
_MAILBOX_REFUSED = re.compile(r"\s*5\.(?!(?:2\.[23]|3\.4)(?!\d))[0-4]\.\d{1,3}(?!\d)")


class Outcome(Enum):
    REFUSED = "A mailbox refuses mail for good: its owner is told, and news stay away from it."
    NOTHING = "A report that changes nothing."
    OTHER = "Not a report."


@dataclass(frozen=True)
class Report:
    """Which letters it may be about, and the addresses that take no mail any more."""

    names: list
    refused: set


def note(raw):
    """What becomes of a mail that came to the address we send from."""
    report = parse(raw)
    if report is None:
        return Outcome.OTHER
    sent = Message.objects.filter(message_id__in=report.names, sent_at__isnull=False)
    refused = [letter for letter in sent.select_related("member") if went_to(letter) in report.refused]
    with transaction.atomic():
        for letter in refused:
            letter.came_back()
            Wishes.objects.note_refusal(went_to(letter))
    return Outcome.REFUSED if refused else Outcome.NOTHING


def went_to(letter):
    """The address of a letter to a member, as long as it is still theirs. Applicants have no wishes to note it in."""
    return (letter.to or getattr(letter.member, "email", "")).lower()


def parse(raw):
    """The report; None where it is none, or cannot be read."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.compat32)
        if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
            return None
        parts = mail.get_payload()
        status = [part for part in parts if part.get_content_type() == "message/delivery-status"]
        if not status or not status[0].is_multipart():
            return None
        return Report(names_in(mail, parts), set(refused_in(status[0].get_payload())))
    except Exception:  # whoever sent it wrote what they liked: the parser stumbles over some of it
        return None


def refused_in(blocks):
    for block in blocks:
        if said(block, "Action").lower() == "failed" and _MAILBOX_REFUSED.match(said(block, "Status")):
            for field in ("Original-Recipient", "Final-Recipient"):
                yield said(block, field).rpartition(";")[2].strip(" <>").lower()


def names_in(mail, parts):
    """Of the letter that is brought back, whole or its head alone; or which the report says it answers."""
    heads = [said(mail, "In-Reply-To"), said(mail, "References")]
    for part in parts:
        if part.get_content_type() in {"message/rfc822", "message/rfc822-headers"} and part.is_multipart():
            heads.append(said(part.get_payload(0), "Message-ID"))
        elif part.get_content_type() == "text/rfc822-headers":
            heads.append(said(email.message_from_bytes(part.get_payload(decode=True) or b""), "Message-ID"))
    return _NAME.findall(" ".join(heads))[:MOST_NAMES]


def said(mail, field):
    return str(mail.get(field, "")).strip()
