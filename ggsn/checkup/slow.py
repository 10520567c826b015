"""Checks that ask others: the mail server, Slack, the place where files lie, the portal's own front door.

`manage.py check_up` makes them, or the worker does once an hour; the page shows what they found, and when. Each gives
the key of one of its sentences and whether all is well. A new check is a function and its sentences, here.
"""

import json
import secrets
from contextlib import closing
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ggsn.checkup.findings import Finding
from ggsn.checkup.models import Pulse, keep
from ggsn.checkup.quick import to_technician
from ggsn.outreach.channels.mail import new_connection as connection
from resources.storage import place

LOOKED = "looked"
PATIENCE = 10
HEADERS = [
    "Content-Security-Policy",
    "Permissions-Policy",
    "Cross-Origin-Resource-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
]


@dataclass(frozen=True)
class Check:
    subject: str
    sentences: dict
    look: object


_checks = {}


def check(name, subject, **sentences):
    """A decorator: the function gives (is it well, the key of a sentence), and may raise, which says "failed"."""

    def note(look):
        _checks[name] = Check(subject, sentences, look)
        return look

    return note


def ask(address, **question):
    """The answer from an address of the settings."""
    from urllib.request import Request, urlopen  # half a megabyte, for none of the servers of pages: they never ask

    return urlopen(Request(address, **question), timeout=PATIENCE)  # noqa: S310 - see above


@check(
    "mail",
    _("Mail"),
    answers=_("The mail server lets us in."),
    files=_("No mail server is set: letters are written into files, and reach nobody."),
    failed=_("The mail server does not let us in. Letters wait, and none is lost."),
)
def mail():
    if not settings.DELIVERY:
        return settings.DEMONSTRATION, "files"
    way_out = connection()
    try:
        way_out.open()
    finally:
        way_out.close()
    return True, "answers"


@check(
    "slack",
    "Slack",
    none=_("No Slack is set: nothing goes there."),
    set=_("A channel is set. Whether it still takes what we send shows with the next message."),
    known=_("Slack knows us."),
    unknown=_("Slack no longer knows us. Messages wait, and none is lost."),
    failed=_("Slack does not answer. Messages wait, and none is lost."),
)
def slack():
    """The Web API says who we are. An incoming webhook can only be asked by saying something, which nobody wants."""
    token = getattr(settings, "SLACK_TOKEN", "")
    if not token:
        return True, "set" if getattr(settings, "SLACK_WEBHOOK_URL", "") else "none"
    address, proof = settings.SLACK_API_URL + "auth.test", {"Authorization": f"Bearer {token}"}
    with ask(address, method="POST", headers=proof) as response:
        is_known = json.load(response).get("ok") is True
    return is_known, "known" if is_known else "unknown"


@check(
    "storage",
    _("Files"),
    kept=_("What is put there comes back as it was."),
    changed=_("What is put there does not come back as it was."),
    failed=_("Nothing can be put there, or nothing comes back."),
)
def storage():
    """Where the library keeps its files, disk or bucket. What could not be deleted is swept like any left over."""
    content, name = secrets.token_bytes(1024), secrets.token_hex(16)
    place().write(name, [content])
    try:
        with closing(place().read(name, 0, len(content))) as file:
            is_same = place().size(name) == len(content) and file.read(len(content)) == content
    finally:
        place().delete(name)
    return is_same, "kept" if is_same else "changed"


@check(
    "front-door",
    _("The front door"),
    open=_("The portal answers at its address, with all the rules that protect its readers’ browsers."),
    bare=_("The portal answers, but something in front of it takes away rules that protect its readers’ browsers."),
    failed=_("The portal does not answer at its own address."),
)
def front_door():
    """What a visitor's browser gets, proxy included."""
    with override(settings.LANGUAGE_CODE):
        address = settings.SITE_URL + reverse("pages:home")
    with ask(address) as response:
        wanted = [*HEADERS, *(["Strict-Transport-Security"] if settings.HTTPS else [])]
        is_whole = all(name in response.headers for name in wanted)
    return is_whole, "open" if is_whole else "bare"


def look_at_all():
    """Make every check and write down what it found. What goes wrong in one is its finding."""
    all_well = True
    for name, one in _checks.items():
        try:
            is_well, words = one.look()
        except Exception:  # whatever it is: the page says that it failed, and never what the other side answered
            is_well, words = False, "failed"
        keep(name, is_well, words)
        all_well = all_well and is_well
    keep(LOOKED, all_well)


def slow():
    pulses = Pulse.objects.in_bulk(list(_checks))
    return [found(one, pulses.get(name)) for name, one in _checks.items()]


def found(one, pulse):
    if pulse is None:
        return Finding(one.subject, False, _("Nobody has looked yet."), _("The worker looks within the hour."))
    said = one.sentences.get(pulse.words, pulse.words)
    return Finding(one.subject, pulse.is_well, said, "" if pulse.is_well else to_technician(), pulse.at)
