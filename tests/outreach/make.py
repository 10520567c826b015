"""What outreach tests speak of."""

from collections.abc import Sequence
from contextlib import suppress
from email import message_from_bytes, policy

from django.core import mail
from django.core.management import call_command

from ggsn.outreach.channels.mail import as_mail
from ggsn.outreach.composing import Pointless, compose
from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Announcement, Channel, Message, Wishes


class Written(Sequence):
    """What would leave at this moment, each time it is looked at: in words already, or put into words for it."""

    def _now(self):
        composed = []
        for message in Message.objects.waiting().filter(channel=Channel.MAIL).order_by("pk"):
            with suppress(Pointless):
                composed.append(as_mail(message, compose(message)))
        return [*mail.outbox, *composed]

    def __getitem__(self, place):
        return self._now()[place]

    def __len__(self):
        return len(self._now())

    def clear(self):
        mail.outbox.clear()
        Message.objects.all().delete()


def make_announcement(**facts):
    """To all members, in both languages."""
    facts = {
        "title_en": "A day together",
        "title_fr": "Une journée ensemble",
        "text_en": "Come all.",
        "text_fr": "Venez.",
        **facts,
    }
    return Announcement.objects.create(**facts)


def make_wishes(member, detail="title", **rhythms):
    return Wishes.objects.create(member=member, detail=detail, rhythms=rhythms)


def deliver():
    call_command("deliver", verbosity=0)


def deliver_after_the_hold(clock):
    """What is said to all waits ten minutes."""
    deliver()
    clock.shift(HELD_FOR)
    deliver()


def why_dropped(kind):
    return sorted(Message.objects.filter(kind=kind, dropped_at__isnull=False).values_list("last_error", flat=True))


def mails(server):
    """What the server took, as mail programs read it."""
    return [message_from_bytes(text.encode(), policy=policy.default) for _to, text in server.taken]


def text_of(mail, kind="plain"):
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")
