"""Links that carry the key of an encrypted document: whoever has one can open it, so that they are not kept here.

Each pattern reads a text once, from its beginning to its end: texts come from whoever may write here, at any length.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Hosts whose links carry the key of the document after `#`.
_DRIVES = ("mega.nz", "mega.co.nz", "drive.proton.me", "filen.io", "internxt", "send.vis.ee", "send.bitwarden.com")
# The part after `#` as CryptPad writes it, on whatever host it is installed: #/2/pad/view/...
_KEY = re.compile(r"#/[1-9]/[a-z]+/", re.IGNORECASE)
_LONG = re.compile(r"#[^#]{20}")  # as the keys of old pads; pages about CryptPad have short names of sections there
# Who shares files or texts on whatever host: Lufi, PrivateBin, Send.
_SHARED = re.compile(r"/r/[\w-]+#[\w+/=-]{16}|/\?[0-9a-f]{16}#[\w-]{16}|/download/\w+/#[\w-]{16}", re.IGNORECASE)
# With a scheme, or a name with dots in it and what follows it.
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"']+|(?<![\w.-])[\w-]+(?:\.[\w-]+)+/[^\s<>\"']+", re.IGNORECASE)

_WRITTEN_AS_NUMBER = re.compile(r"%(?:25)*([2-7][0-9a-f])", re.IGNORECASE)


def carries_a_key(address):
    """Whether somebody who has this address can open an encrypted document with it."""
    address = _plain(address)
    if _KEY.search(address) or _SHARED.search(address):
        return True
    host = address.partition("//")[2] or address
    host = re.split(r"[/?#]", host, maxsplit=1)[0].lower()
    if any(drive in host for drive in _DRIVES):
        return "#" in address
    return "cryptpad" in host and _LONG.search(address) is not None


def holds_a_key(text):
    """Whether such a link stands anywhere in `text`, or only its end."""
    text = _plain(text)
    return _KEY.search(text) is not None or any(map(carries_a_key, _ADDRESS.findall(text)))


def _plain(text):
    """With the signs that programs of mail and chat write as numbers, however often, where they wrap an address."""
    return _WRITTEN_AS_NUMBER.sub(lambda sign: chr(int(sign[1], 16)), text) if "%" in text else text


def refuse_keys_in_words(text):
    """Raise ValidationError if such a link stands anywhere in `text`, for whatever members write to each other."""
    if holds_a_key(text):
        raise ValidationError(
            _(
                "A link to the encrypted drive carries its key: whoever has the link can open the document. "
                "Share access inside CryptPad, and name the folder here."
            ),
            code="key",
        )
