"""Links that carry the key of an encrypted document: whoever has one can open it, so that they are not kept here.

Each pattern reads a text once, from its beginning to its end: texts come from whoever may write here, at any length.
"""

import re

# Hosts whose links to a document carry its key after `#`.
_DRIVES = ("mega.nz", "mega.co.nz", "drive.proton.me", "filen.io", "internxt", "send.vis.ee", "send.bitwarden.com")
# The part after `#` as CryptPad writes it, on whatever host it is installed: #/2/pad/view/...
_KEY = re.compile(r"#/[1-9]/[a-z]+/", re.IGNORECASE)
# As its old pads had it; pages about CryptPad have names of sections there.
_OLD_PAD = re.compile(r"cryptpad[^/]{0,60}/(?:pad|code|slide|poll|file|drive)/#[\w+/=-]{20}", re.IGNORECASE)
# Who shares files, texts or drawings on whatever host: Lufi, PrivateBin, Send, Bitwarden, Excalidraw.
_SHARED = re.compile(
    r"/r/[\w-]{8,12}#[\w+/=-]{40}|/\?[0-9a-f]{16}#[\w-]{16}|/download/[0-9a-f]{8,20}/#[\w-]{20}"
    r"|vault\.bitwarden\.\w+/#/send/.|#(?:room|json)=[\w-]+,",
    re.IGNORECASE,
)
# With a scheme, or a name with dots in it and what follows it.
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"']+|(?<![\w.-])[\w-]+(?:\.[\w-]+)+/[^\s<>\"']+", re.IGNORECASE)

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_WRITTEN_AS_NUMBER = re.compile(r"%(?:25)*([2-7][0-9a-f])", re.IGNORECASE)


def carries_a_key(address):
    """Whether somebody who has this address can open an encrypted document with it."""
    address = _plain(address)
    if any(keyed.search(address) for keyed in (_KEY, _OLD_PAD, _SHARED)):
        return True
    page, _hash, key = (address.partition("//")[2] or address).partition("#")
    host, _slash, path = page.partition("/")
    # Without a document to open, only a key that names one (#!..., #a/b) is more than the name of a section.
    return any(drive in host.lower() for drive in _DRIVES) and bool(key) and (bool(path) or "!" in key or "/" in key)


def holds_a_key(text):
    """Whether such a link stands anywhere in `text`, or only its end."""
    text = _plain(text)
    return _KEY.search(text) is not None or any(map(carries_a_key, _ADDRESS.findall(text)))


def _plain(text):
    """Without signs that nobody sees; with those that programs of mail and chat write as numbers, however often."""
    text = _UNSEEN.sub("", text)
    return _WRITTEN_AS_NUMBER.sub(lambda sign: chr(int(sign[1], 16)), text) if "%" in text else text


def refuse_keys_in_words(text):
    """Raise ValidationError if such a link stands anywhere in `text`, for whatever members write to each other."""
    # Not at the head: the process that opens files must do without Django.
    from django.core.exceptions import ValidationError
    from django.utils.translation import gettext as _

    if holds_a_key(text):
        raise ValidationError(
            _(
                "A link to the encrypted drive carries its key: whoever has the link can open the document. "
                "Share access inside CryptPad, and name the folder here."
            ),
            code="key",
        )
