"""The outbox: whatever the portal says to somebody is a row first. No request waits for a mail server, none is lost."""

import datetime
from email.header import decode_header, make_header
from email.utils import make_msgid, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import DIGEST, HELD_FOR, find_kind, label_of
from ggsn.outreach.models.lines import Line
from ggsn.outreach.models.wishes import Rhythm, Wishes
from ggsn.outreach.mornings import next_morning

# How long after each failure the next attempt is made; then a person must look.
PAUSES = [
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=6),
    datetime.timedelta(hours=24),
]
# While one is being sent, nobody else takes it. Longer than a mail server may keep us waiting.
LEASE = datetime.timedelta(seconds=6 * settings.EMAIL_TIMEOUT)
KEPT_FOR = datetime.timedelta(days=settings.RETENTION["letters"])
# Words that were written before a letter could leave; longer than it is tried.
WORDS_KEPT_FOR = datetime.timedelta(days=settings.RETENTION["words"])


class Channel(models.TextChoices):
    """The module of ggsn.outreach.channels that delivers it."""

    MAIL = "mail", _("Mail")
    SLACK = "slack", "Slack"
    MEMBERS = "members", _("To each member")


class Rank(models.IntegerChoices):
    """What goes first: nobody waits for a code to sign in until five thousand have their news."""

    LETTER = 0
    NEWS = 1


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at__isnull=True, parked_at__isnull=True, dropped_at__isnull=True)

    def due(self):
        """Its time has come, and it does not go together with others."""
        return self.waiting().filter(due_at__lte=timezone.now(), digest="")

    def overdue(self):
        """Its time has come, or it was tried already: the only ones whose age says something."""
        return self.waiting().filter(models.Q(due_at__lte=timezone.now(), digest="") | models.Q(attempts__gt=0))

    def parked(self):
        return self.filter(parked_at__isnull=False)

    def forgettable(self):
        """Sent, given up or become pointless longer ago than we keep them."""
        limit = timezone.now() - KEPT_FOR
        old = models.Q(sent_at__lt=limit) | models.Q(parked_at__lt=limit) | models.Q(dropped_at__lt=limit)
        return self.filter(old)

    def worn_out(self):
        """Letters in words that did not leave in time, given up or not: what they say opens nothing any more."""
        return self.filter(words_until__lte=timezone.now()).exclude(text="")

    def erase_words(self):
        return self.update(text="", html="")

    def stranded(self):
        """News that were to go with a digest that has left without them."""
        digests = Message.objects.waiting().filter(key=models.OuterRef("digest"))
        return self.waiting().exclude(digest="").exclude(models.Exists(digests))

    # --- Saying ---

    def say(self, kind, to, about, edition=""):
        """To one member, in their own rhythm. Saying the same thing twice is saying it once."""
        self.say_to_each(kind, [to], about, edition)

    def say_directly(self, kind, about, edition="", member=None, address=""):
        """To whoever it concerns, member or not. `address` is the one they gave: it goes to no other."""
        message = new(kind, about, edition or find_kind(kind).edition(about) or "", member)
        message.to = address
        self.bulk_create([message], ignore_conflicts=True)

    def say_to_each(self, kind, members, about, edition=""):
        members = list(members)
        wishes = Wishes.objects.of(members) if find_kind(kind).topic else {}
        rows, digests = [], {}
        for member in members:
            due_at = self._due_for(find_kind(kind), member, wishes, about)
            if due_at is None:
                continue
            row = new(kind, about, edition, member)
            if due_at > timezone.now():
                digest = digest_of(member, due_at)
                row.digest = digest.key
                digests[digest.key] = digest
            rows.append(row)
        with transaction.atomic():
            self.bulk_create([*digests.values(), *rows], ignore_conflicts=True)

    def _due_for(self, kind, member, wishes, about):
        """When this member gets news of this kind; None where they do not want them."""
        now = timezone.now()
        if kind.topic is None:
            return now
        rhythm = wishes[member.pk].rhythm(kind.topic)
        if rhythm == Rhythm.OFF:
            return None
        if rhythm == Rhythm.NOW:
            return now
        morning = next_morning(member.time_zone, now, is_weekly=rhythm == Rhythm.WEEKLY)
        latest = kind.latest(about)
        return now if latest and morning >= latest else morning

    def tell_all(self, kind, about, edition="", to_slack=False):
        """To everybody it concerns, found out only when it leaves: after ten minutes in which it can be mended."""
        calls = [new(kind, about, edition, channel=Channel.MEMBERS)]
        if to_slack and settings.SLACK_CHANNEL:
            calls.append(new(kind, about, edition, channel=Channel.SLACK))
        for call in calls:
            call.due_at += HELD_FOR
        self.bulk_create(calls, ignore_conflicts=True)

    def is_still_held(self, kind, about):
        """Whether this is about to be told to all and nobody has heard of it yet."""
        calls = self.waiting().filter(kind=kind, about=str(about.pk), channel=Channel.MEMBERS)
        return calls.exists()

    def plan_anew(self):
        """Give news that wait for a digest the place they have by their reader's present wishes."""
        for row in self.waiting().exclude(digest="").select_related("member"):
            about = find_kind(row.kind).find(row.about)
            wishes = Wishes.objects.of([row.member])
            due_at = about and self._due_for(find_kind(row.kind), row.member, wishes, about)
            if due_at is None:
                row.drop("unwanted")
                continue
            digest = digest_of(row.member, due_at) if due_at > timezone.now() else None
            with transaction.atomic():
                if digest:
                    self.bulk_create([digest], ignore_conflicts=True)
                moved = self.waiting().filter(pk=row.pk)
                moved.update(digest=digest.key if digest else "", due_at=timezone.now())

    # --- Sending ---

    @transaction.atomic
    def take_next(self):
        """The next message that is due, kept from all other deliverers for a while; None when there is none.

        The attempt is counted before it is made, so that a deliverer that dies in the midst of it leaves a trace.
        """
        if Line.objects.is_held():
            return None
        free = self.due().exclude(line__in=list(Line.objects.busy().values_list("name", flat=True)))
        message = free.select_for_update(skip_locked=True).order_by("rank", "due_at", "pk").first()
        if message is None:
            return None
        if message.line and not Line.objects.claim(message.line, settings.SLACK_PACE):
            return self.take_next()
        lease = timezone.now() + LEASE
        taken = self.waiting().filter(pk=message.pk, due_at=message.due_at)
        if not taken.update(due_at=lease, attempts=models.F("attempts") + 1):
            return None
        message.due_at, message.attempts = lease, message.attempts + 1
        return message


def new(kind, about, edition="", member=None, channel=Channel.MAIL):
    """A message to be said when it is sent: with its one name by which a second one is known to be the same."""
    to = member.pk if member else channel
    return Message(
        kind=kind,
        about=str(about.pk),
        edition=str(edition),
        member=member,
        channel=channel,
        line=f"slack {settings.SLACK_CHANNEL}" if channel == Channel.SLACK else "",
        rank=Rank.NEWS if find_kind(kind).topic and member else Rank.LETTER,
        key=f"{kind}/{about.pk}/{edition}/{to}",
        message_id=new_message_id(),
    )


def digest_of(member, due_at):
    """The mail that carries all news of a member that are due this morning: one for each person and period."""
    return Message(
        kind=DIGEST,
        about=str(member.pk),
        member=member,
        due_at=due_at,
        rank=Rank.NEWS,
        key=f"{DIGEST}/{member.pk}/{due_at:%Y-%m-%dT%H:%M}",
        message_id=new_message_id(),
    )


def end_of_words():
    return timezone.now() + WORDS_KEPT_FOR


def new_message_id():
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")


class Message(models.Model):
    """One thing to be said, to one person or by one channel.

    Either of a kind (ggsn.outreach.kinds), and then said in the words that are true when it leaves; or a letter whose
    words were written already, by Django's mail API. Those are erased once it is sent, or at `words_until` if it is
    not; the row itself goes after 30 days.
    """

    kind = models.CharField(_("kind"), max_length=40, default="", blank=True)
    about = models.CharField(max_length=40, default="", blank=True)
    edition = models.CharField(max_length=20, default="", blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.MAIL)
    line = models.CharField(max_length=100, default="", blank=True)
    rank = models.PositiveSmallIntegerField(choices=Rank, default=Rank.LETTER)
    digest = models.CharField(max_length=100, default="", blank=True, db_index=True)
    key = models.CharField(max_length=255, unique=True)
    # Of a letter whose words are written already; `to` also where it is for one address and no other.
    to = models.CharField(_("to"), max_length=320, default="", blank=True)
    subject = models.CharField(_("subject"), max_length=998, default="", blank=True)
    text = models.TextField(_("text"), default="", blank=True)
    html = models.TextField(default="", blank=True)
    words_until = models.DateTimeField(default=end_of_words)
    sender = models.CharField(_("from"), max_length=320, default="", blank=True)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=255, unique=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    parked_at = models.DateTimeField(_("given up"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("become pointless"), null=True, blank=True)
    last_error = models.CharField(_("last failure"), max_length=100, default="", blank=True)

    objects = MessageQuerySet.as_manager()

    # What left with it, as its channel found when it was delivered.
    carries = ()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["rank", "due_at"],
                name="message_waiting",
                condition=models.Q(sent_at__isnull=True, parked_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(fields=["words_until"], name="message_in_words", condition=~models.Q(text="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_one_end",
                condition=models.Q(sent_at=None, parked_at=None)
                | models.Q(sent_at=None, dropped_at=None)
                | models.Q(parked_at=None, dropped_at=None),
            )
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.in_short}"

    def save(self, *args, **kwargs):
        self.key = self.key or self.message_id
        super().save(*args, **kwargs)

    @property
    def in_short(self):
        """What the desk calls it. A subject that is also the sender's name is its reader's own word: for them alone."""
        name, _address = parseaddr(self.sender)
        is_quiet = self.subject == str(make_header(decode_header(name)))  # with accents, a name is written in code
        return self.subject if self.subject and not is_quiet else label_of(self.kind)

    @property
    def is_worn_out(self):
        return not self.kind and self.words_until <= timezone.now()

    @property
    def carried(self):
        """The news that go with this digest."""
        return type(self).objects.waiting().filter(digest=self.key).order_by("created_at", "pk")

    @transaction.atomic
    def is_sent(self, carried=()):
        """It left, and what it carried with it. Its words have done their work and are erased."""
        now = timezone.now()
        self.sent_at, self.last_error = now, ""
        self.text = self.html = ""
        self.save(update_fields=["sent_at", "last_error", "text", "html"])
        type(self).objects.waiting().filter(pk__in=[one.pk for one in carried]).update(sent_at=now)

    def came_back(self):
        """A server had taken it, and then another did not. That it left stays true."""
        self.last_error = "came back"
        self.save(update_fields=["last_error"])

    def drop(self, why):
        """It would no longer be true, or wanted: it is not sent, and `why` is kept instead of a failure."""
        self.dropped_at, self.last_error = timezone.now(), why
        self.text = self.html = ""
        self.save(update_fields=["dropped_at", "last_error", "text", "html"])

    def has_failed(self, error, is_permanent, seconds=None):
        """Try again later, or park it for a person to look at. Only the kind of failure is kept, never its words.

        `seconds` is what the other end asked us to wait.
        """
        self.last_error = type(error).__name__
        if is_permanent or self.attempts > len(PAUSES):
            self.parked_at = timezone.now()
        else:
            pause = PAUSES[self.attempts - 1] if seconds is None else datetime.timedelta(seconds=seconds)
            self.due_at = timezone.now() + pause
        self.save(update_fields=["last_error", "parked_at", "due_at"])

    def retry(self):
        """Take a parked message up again, from the first attempt."""
        self.parked_at, self.attempts, self.due_at = None, 0, timezone.now()
        self.save(update_fields=["parked_at", "attempts", "due_at"])
