"""Which news a member wishes to get by mail, when, and how much of it may stand in a mail."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from members.models import Member


class Topic(models.TextChoices):
    """The kinds of news one may want or not. Letters about one's own account or contributions are not among them."""

    MEETINGS = "meetings", _("Meetings")
    LIBRARY = "library", _("New in the library")
    ANNOUNCEMENTS = "announcements", _("Announcements of the coordination")


class Rhythm(models.TextChoices):
    NOW = "now", _("At once")
    DAILY = "daily", _("Each morning, together")
    WEEKLY = "weekly", _("On Monday morning, together")
    OFF = "off", _("Not by mail")


class Detail(models.TextChoices):
    FULL = "full", _("The whole news")
    TITLE = "title", _("Its title only")
    NEWS = "news", _("Only that there is news")


USUAL = {Topic.MEETINGS: Rhythm.NOW, Topic.LIBRARY: Rhythm.WEEKLY, Topic.ANNOUNCEMENTS: Rhythm.NOW}
ALL = "all"
LINK_DAYS = 2 * 366


def new_secret():
    return secrets.token_hex(32)


def new_handle():
    return secrets.token_hex(16)


def one_line(words):
    if words != " ".join(words.split()) or not words.isprintable():
        raise ValidationError(_("Write it in one line."))


class WishesQuerySet(models.QuerySet):
    def of(self, members):
        """{pk of a member: their wishes}; whoever never said any has the usual ones, which are not in the database."""
        pks = [member.pk for member in members]
        known = {}
        for start in range(0, len(pks), 500):
            known |= {wishes.member_id: wishes for wishes in self.filter(member__in=pks[start : start + 500])}
        return {pk: known.get(pk) or Wishes(member_id=pk) for pk in pks}

    def of_one(self, member):
        return self.filter(member=member).first() or Wishes(member=member)

    def kept_for(self, member):
        """In the database, so that what stands in a mail is still known when it comes back."""
        return self.get_or_create(member=member)[0]

    def at_link(self, token):
        """(wishes, topic or "all") that a link to stop mail speaks of; None where it is not one of ours, or too old."""
        handle, _dot, rest = token.partition(".")
        what, _dot, rest = rest.partition(".")
        day, _dot, mark = rest.partition(".")
        wishes = self.filter(handle=handle).select_related("member").first()
        if wishes is None or what not in {ALL, *Topic.values} or not day.isdecimal():
            return None
        is_genuine = constant_time_compare(mark, wishes.mark(what, day))
        is_fresh = 0 <= today() - int(day[:9]) <= LINK_DAYS
        return (wishes, what) if is_genuine and is_fresh else None

    def note_refusal(self, address):
        """Whoever keeps this mailbox refuses it for good: news stay away from it until its owner has looked."""
        member = Member.objects.filter(email=address.lower()).first()
        if member is not None:
            self.update_or_create(
                member=member, defaults={"refused_at": timezone.now(), "refused_address": member.email}
            )


@dataclass(frozen=True)
class Refusal:
    address: str
    at: object


class Wishes(models.Model):
    """One member's wishes. Only they change them; what was never said is as in USUAL."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_wishes")
    rhythms = models.JSONField(default=dict, blank=True, editable=False)
    detail = models.CharField(_("how much stands in a mail"), max_length=5, choices=Detail, default=Detail.TITLE)
    neutral_words = models.CharField(
        _("words that give nothing away"),
        max_length=40,
        blank=True,
        default="",
        validators=[one_line],
        help_text=_("They then stand as sender and as subject: “Garden club”, for instance. Empty: “News”."),
    )
    # What the links to stop mail are made with: the handle finds the row, the secret proves the link.
    handle = models.CharField(max_length=32, unique=True, default=new_handle, editable=False)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    refused_address = models.CharField(max_length=320, blank=True, default="", editable=False)

    objects = WishesQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail wishes")
        verbose_name_plural = _("mail wishes")

    def __str__(self):
        return str(self.member)

    def rhythm(self, topic):
        return Rhythm(self.rhythms.get(topic, USUAL[topic]))

    def choose(self, answers):
        """Of each topic how often, by the names of topics; to be saved."""
        self.rhythms = {topic: answers[topic] for topic in Topic.values}

    def stop(self, what):
        """No more mail of this topic, or of any. What is on its way and not sent yet is not sent either."""
        topics = Topic.values if what == ALL else [what]
        self.rhythms = {**self.rhythms, **dict.fromkeys(topics, Rhythm.OFF.value)}
        self.save(update_fields=["rhythms"])

    @property
    def is_quiet(self):
        return self.detail == Detail.NEWS

    @property
    def refusal(self):
        """That mail to the present address comes back; None once the address is another."""
        if self.refused_at and self.refused_address == self.member.email:
            return Refusal(self.refused_address, self.refused_at)
        return None

    def try_again(self):
        self.refused_at, self.refused_address = None, ""
        self.save(update_fields=["refused_at", "refused_address"])

    def link(self, what):
        """The secret part of an address that stops mail, of today. It names nobody and opens nothing else."""
        day = str(today())
        return f"{self.handle}.{what}.{day}.{self.mark(what, day)}"

    def mark(self, what, day):
        words = f"stop mail {what} {day}".encode()
        return hmac.new(self.secret.encode(), words, hashlib.sha256).hexdigest()[:40]


def today():
    return int(timezone.now().timestamp() // 86400)
