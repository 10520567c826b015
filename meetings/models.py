"""Meetings: planned in the hour of a place, kept as the one instant that hour means."""

import datetime
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from meetings.clocks import comes_twice, instant
from meetings.signals import meeting_called_off, meeting_changed, meeting_held_after_all, meeting_planned
from members.addresses import Addressed
from members.keyed_links import refuse_keys_in_words
from members.models import Language
from members.roles import is_member
from members.zones import is_zone


class Kind(models.TextChoices):
    CHALLENGES = "challenges", _("Challenge round")
    TOPIC = "topic", _("Topic meeting")


class Occurrence(models.TextChoices):
    """Which of two, where the clocks go back over an hour."""

    FIRST = "first", _("The first time, before the clocks go back")
    SECOND = "second", _("The second time, after the clocks have gone back")


@dataclass(frozen=True)
class Announcement:
    """All that newcomers may know of the next meeting. `named` is a Meeting with titles and nothing else, or None."""

    kind: Kind
    starts_at: datetime.datetime
    minutes: int
    languages: tuple
    interpretation: bool
    named: "Meeting | None"

    @property
    def is_over(self):
        return self.starts_at + datetime.timedelta(minutes=self.minutes) <= timezone.now()


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Which meetings this person may know one by one. Newcomers and applicants read `announced()` instead."""
        return self.all() if is_member(member) else self.none()

    def upcoming(self):
        """Not over yet, soonest first; also those called off, so that nobody waits in vain."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Over, latest first."""
        return self.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")

    def going_ahead(self):
        return self.filter(called_off_at__isnull=True)

    def announced(self):
        """The public facts of the next meeting, the same for everybody; None when nothing is planned."""
        meeting = self.upcoming().going_ahead().prefetch_related("languages").first()
        return meeting and Announcement(
            kind=Kind(meeting.kind),
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            languages=tuple(meeting.languages.all()),
            interpretation=meeting.interpretation,
            named=Meeting(**meeting.titles()) if meeting.title_is_public else None,
        )


def new_handle():
    """The random part of a calendar entry's name and address: says nothing of the topic."""
    return secrets.token_hex(16)


def known_zone(name):
    if not is_zone(name):
        raise ValidationError(_("There is no time zone of this name."), code="unknown_zone")


class Meeting(Addressed):
    """One meeting on Zoom.

    `date`, `hour` and `time_zone` are what was planned, and `occurrence` which of two hours where one comes twice;
    `starts_at` and `ends_at` are the instants they mean, worked out on each save and the only ones ever compared.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TOPIC)
    title = models.CharField(_("title"), max_length=200, null=True, blank=True, validators=[refuse_keys_in_words])
    text = models.TextField(
        _("text"),
        null=True,
        blank=True,
        help_text=_("What we will do, in Markdown."),
        validators=[refuse_keys_in_words],
    )
    title_is_public = models.BooleanField(
        _("show the title to newcomers"),
        default=False,
        help_text=_("Else people who have not signed in read only the kind, the date and the languages."),
    )
    date = models.DateField(_("date"))
    hour = models.TimeField(_("hour"))
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC", validators=[known_zone])
    occurrence = models.CharField(_("which of the two"), max_length=6, choices=Occurrence, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(5), MaxValueValidator(24 * 60)]
    )
    languages = models.ManyToManyField(Language, blank=True, verbose_name=_("languages"), related_name="+")
    interpretation = models.BooleanField(_("interpretation between them"), default=False)
    # Whoever has it can walk in (P3): shown to members, on the meeting's own page, and nowhere else.
    zoom_link = models.URLField(
        _("Zoom link"),
        max_length=500,
        blank=True,
        validators=[
            URLValidator(schemes=["https"], message=_("Give an address that begins with https://."), code="not_https")
        ],
    )
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)
    starts_at = models.DateTimeField(_("starts"), blank=True, editable=False, db_index=True)
    ends_at = models.DateTimeField(_("ends"), blank=True, editable=False, db_index=True)
    handle = models.CharField(max_length=32, unique=True, default=new_handle, editable=False)
    # Calendars take an entry anew when this number has grown (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    page_name = "meetings:detail"

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="meeting_takes_time"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start"
            ),
        ]

    def __str__(self):
        return self.title or next(filter(None, self.titles().values()), None) or str(Kind(self.kind).label)

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        """Work out the instants and note whether calendars must hear of it. Raises where the hour is not one hour."""
        self.settle_instants()
        before = self._as_it_was()
        if before and before != self._as_told():
            self.sequence += 1
        if update_fields is not None:
            update_fields = {*update_fields, "starts_at", "ends_at", "sequence", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if before is None:
            meeting_planned.send(sender=type(self), meeting=self)
        elif before[:2] != self._as_told()[:2] and self.called_off_at is None:
            meeting_changed.send(sender=type(self), meeting=self)

    def get_absolute_url(self):
        return reverse("meetings:detail", args=[self.slug_to_show() or self.handle])

    def slug_otherwise(self, number):
        """Its handle is address enough."""
        return ""

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    @property
    def comes_twice(self):
        return comes_twice(self.date, self.hour, self.time_zone)

    def titles(self):
        fields = [build_localized_fieldname("title", code) for code, _name in settings.LANGUAGES]
        return {field: getattr(self, field) for field in fields}

    def settle_instants(self):
        """`starts_at` and `ends_at` from what was planned. `save` does it; `bulk_create` needs it done before."""
        if not self.comes_twice:
            self.occurrence = ""
        second = self.occurrence == Occurrence.SECOND if self.occurrence else None
        self.starts_at = instant(self.date, self.hour, self.time_zone, second)
        self.ends_at = self.starts_at + datetime.timedelta(minutes=self.minutes)

    @transaction.atomic
    def call_off(self):
        if self.called_off_at is None:
            self.called_off_at = timezone.now()
            self.save(update_fields=["called_off_at"])
            meeting_called_off.send(sender=type(self), meeting=self)

    @transaction.atomic
    def go_ahead(self):
        """Take back that it was called off."""
        if self.called_off_at is not None:
            self.called_off_at = None
            self.save(update_fields=["called_off_at"])
            meeting_held_after_all.send(sender=type(self), meeting=self)

    def _told(self):
        """What stands in calendars: start and end first."""
        return ["starts_at", "ends_at", "zoom_link", "called_off_at", *self.titles()]

    def _as_told(self):
        return tuple(getattr(self, name) for name in self._told())

    def _as_it_was(self):
        """What calendars know of it so far; None of a meeting that is not kept yet."""
        return type(self)._base_manager.filter(pk=self.pk).values_list(*self._told()).first() if self.pk else None
