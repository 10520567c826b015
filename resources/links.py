"""Which outside addresses the library takes. A link that carries a key to an encrypted drive is never stored."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Hosts whose links carry the key of the document after `#`.
_DRIVES = ("cryptpad", "mega.nz", "mega.co.nz", "drive.proton.me", "filen.io", "internxt", "send.vis.ee", "privatebin")
# The part after `#` as CryptPad writes it, on whatever host it is installed: #/2/pad/view/...
_KEY = re.compile(r"(?:#|%23)/[1-9]/[a-z]+/", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"']+|\b[\w.-]*cryptpad[\w.-]*\.[a-z]{2,}/[^\s<>\"']+", re.IGNORECASE)


def carries_a_key(address):
    """Whether somebody who has this address can open an encrypted document with it."""
    if _KEY.search(address):
        return True
    host = address.partition("//")[2] or address
    host = re.split(r"[/?#]", host, maxsplit=1)[0].lower()
    return ("#" in address or "%23" in address) and any(drive in host for drive in _DRIVES)


def refuse_keys(text):
    """Raise ValidationError if a link with a key stands anywhere in `text`."""
    if any(carries_a_key(match) for match in _ADDRESS.findall(text)):
        raise ValidationError(
            _(
                "A link to the encrypted drive carries its key: whoever has the link can open the document. "
                "Choose “Document in the drive” and give the name of the folder; access is shared inside CryptPad."
            ),
            code="key",
        )


def refuse_unsafe_link(address):
    """Raise ValidationError, with a sentence that helps, unless `address` may stand in the library."""
    if any(letter.isspace() or not letter.isprintable() or letter == "\\" for letter in address):
        raise ValidationError(_("An address has no spaces or backslashes in it. Copy it again, please."))
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ValidationError(_("This is not a web address we can read. Copy it again, please.")) from None
    if parts.scheme not in {"http", "https"} or "." not in host.strip("."):
        raise ValidationError(_("Give a whole web address, beginning with https://"))
    if "@" in parts.netloc:
        raise ValidationError(_("This address carries a name or a password before “@”. Give it without."))
    refuse_keys(address)
