"""Links that carry the key of an encrypted document: whoever has one can open it, so that they are not kept here."""

import re

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


def holds_a_key(text):
    """Whether such a link stands anywhere in `text`."""
    return any(carries_a_key(match) for match in _ADDRESS.findall(text))
