"""Where a link in a text may lead, and when its words deceive about it."""

import re
import unicodedata
from dataclasses import dataclass

from ggsn.pages.addresses import Places

_OWN = re.compile(r"(?:page|term|room):[a-z0-9-]+(?:#[a-z0-9-]+)?")
_HEADING = re.compile(r"#[a-z][a-z0-9-]*")
_OUTSIDE = re.compile(r"https?://([^/?#]*)[^\s\\<>\"]*", re.IGNORECASE)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}(?:\.{_LABEL})*\.?)(?::\d{{1,5}})?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:([\w.!#$%&'*+=^`{|}~-]+@[a-z0-9.-]+)", re.IGNORECASE)
# Addresses as they leave here: of this site, or of a heading in the same text.
_OURS = re.compile(r"/(?:[^/\\\s][^\\\s]*)?|#[a-z][a-z0-9-]*")
_IMAGE = re.compile(r"/static/[\w-]+(?:[./][\w-]+)*\.(?:svg|png|jpe?g|webp|avif)")

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DOTS = str.maketrans("。｡．․", "....")
_LIKE_A_HOST = re.compile(r"[^\s./\\@:(){}\[\]<>«»“”\"',;]+(?:\.[^\s./\\@:(){}\[\]<>«»“”\"',;]+)+")


@dataclass(frozen=True)
class Destination:
    """`host` is where a link really leads, for links that leave us; `section` is the paper of a place of ours."""

    address: str
    host: str = ""
    section: str = ""


def destination(address, places=None, among_members=False):
    """Where this may lead. None for scripts, hosts without a scheme, names before a host, paths, unknown places."""
    if _OWN.fullmatch(address):
        found = (places or Places()).find(address, among_members)
        return found and Destination(found.address, section=found.section)
    if _HEADING.fullmatch(address):
        return Destination(address)
    if (mail := _MAIL.fullmatch(address)) and _HOST.fullmatch(mail[1].partition("@")[2]):
        return Destination(address, host=mail[1].lower())
    host = outside_host(address)
    return Destination(address, host=host) if host else None


def outside_host(address):
    """The host of an https or http address, "" if it has none that can be read without doubt."""
    found = _OUTSIDE.fullmatch(address)
    host = found and _HOST.fullmatch(found[1])
    return host[0].lower().rstrip(".") if host else ""


def may_stay(address):
    """Whether an address may stand in finished HTML: the second lock, behind `destination`."""
    return bool(_OURS.fullmatch(address) or outside_host(address) or _MAIL.fullmatch(address))


def is_our_image(address):
    return bool(_IMAGE.fullmatch(address))


def deceives(words, host):
    """Whether the reader of `words` could take the link for one to another host than `host`."""
    if BIDI.search(words) or any(label.startswith("xn--") for label in host.split(".")):
        return True
    plain = unicodedata.normalize("NFKC", words.translate(_DOTS)).lower()
    named = {like for like in _LIKE_A_HOST.findall(plain) if _ends_like_a_host(like)}
    real = {host, host.removeprefix("www."), host.partition("@")[2], host.partition(":")[0]}
    return bool(named - real - {f"www.{name}" for name in real} - _local_parts(host))


def _ends_like_a_host(name):
    last = name.rpartition(".")[2]
    return len(last) > 1 and last.replace("-", "").isalnum() and not last.isdecimal()


def _local_parts(host):
    return {host.partition("@")[0]} if "@" in host else set()
