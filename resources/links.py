"""Which outside addresses the library takes. A link that carries a key to an encrypted drive is never stored."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.keyed_links import holds_a_key


def refuse_keys(text):
    """Raise ValidationError if a link with a key stands anywhere in `text`."""
    if holds_a_key(text):
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
