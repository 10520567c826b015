"""The mail of a demonstration, to look at: it lies in files, and only letters to invented people are shown.

Letters hold codes that open accounts. So they are shown only to accounts that are marked as invented, only where the
portal is a demonstration that sends no mail, and never those to an address that could be somebody's.
"""

import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from members.models import Member

MOST = 50
# Nobody has an address there (RFC 2606): applicants of a demonstration are invented like this.
_NOBODYS = re.compile(r"@(?:[\w.-]+\.)?(?:example\.(?:org|com|net)|[\w-]+\.(?:example|test|invalid))$")


@dataclass(frozen=True)
class Letter:
    name: str
    to: str
    subject: str
    sender: str
    at: datetime | None
    text: str


def may_read(member):
    return settings.DEMONSTRATION and not settings.DELIVERY and getattr(member, "is_demonstration", False)


def latest_letters():
    """The newest first."""
    files = sorted(folder().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [letter for path in files[: 4 * MOST] if (letter := read(path))][:MOST]


def find_letter(name):
    """The letter of this name; None if there is none, or it is for somebody who might exist."""
    path = next((path for path in folder().glob("*.eml") if name_of(path) == name), None)
    return path and read(path)


def read(path):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    to = email.utils.parseaddr(str(mail["To"]))[1].lower()
    if not is_invented(to):
        return None
    body = mail.get_body(("plain",))
    return Letter(
        name=name_of(path),
        to=to,
        subject=str(mail["Subject"]),
        sender=str(mail["From"]),
        at=email.utils.parsedate_to_datetime(str(mail["Date"])) if mail["Date"] else None,
        text=body.get_content().strip() if body else "",
    )


def is_invented(address):
    return bool(_NOBODYS.search(address)) and not Member.objects.filter(email=address, is_demonstration=False).exists()


def name_of(path):
    return re.sub(r"[^\w-]", "-", path.stem)


def folder():
    return settings.DATA_DIR / "mail"
