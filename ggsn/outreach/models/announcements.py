"""What the coordination writes to members: to all, to a region, to those who read one language."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.signals import announcement_sent, announcement_taken_back
from members import saying
from members.keyed_links import refuse_keys_in_words
from members.models import Member, Region
from members.roles import is_coordinator, is_member


class Audience(models.TextChoices):
    ALL = "all", _("All members")
    REGION = "region", _("Members of one region")
    LANGUAGE = "language", _("Members who read one language of the portal")


class AnnouncementQuerySet(models.QuerySet):
    def out(self):
        """Sent, and past the time in which it could be taken back."""
        return self.filter(sent_at__lte=timezone.now() - HELD_FOR, taken_back_at=None)

    def visible_to(self, member):
        """Coordinators read all; members what was sent to them, once it is out."""
        if is_coordinator(member):
            return self.all()
        if not is_member(member):
            return self.none()
        return self.out().filter(
            models.Q(audience=Audience.ALL)
            | models.Q(audience=Audience.REGION, region=member.region_id)
            | models.Q(audience=Audience.LANGUAGE, language=member.language)
        )


def languages():
    return settings.LANGUAGES


def new_handle():
    return secrets.token_hex(16)


class Announcement(models.Model):
    """Written in each language of its readers. Once sent it does not change, and is not sent again."""

    title = models.CharField(_("title"), max_length=200, null=True, blank=True, validators=[refuse_keys_in_words])
    text = models.TextField(
        _("text"),
        max_length=6000,
        null=True,
        blank=True,
        help_text=_("Plain text; an empty line begins a paragraph."),
        validators=[refuse_keys_in_words],
    )
    audience = models.CharField(_("to whom"), max_length=8, choices=Audience, default=Audience.ALL)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    language = models.CharField(_("language"), max_length=8, choices=languages, blank=True, default="")
    to_slack = models.BooleanField(
        _("to Slack as well"),
        default=False,
        help_text=_("Title and text then stand in Slack, where others keep them."),
    )
    handle = models.CharField(max_length=32, unique=True, default=new_handle, editable=False)
    written_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                name="announcement_taken_back_after_sending",
                condition=models.Q(taken_back_at=None) | models.Q(sent_at__isnull=False),
            )
        ]

    def __str__(self):
        titles = (getattr(self, build_localized_fieldname("title", code)) for code, _name in settings.LANGUAGES)
        return self.title or next(filter(None, titles), None) or str(self._meta.verbose_name)

    def clean(self):
        super().clean()
        if self.audience == Audience.REGION and self.region is None:
            raise ValidationError({"region": _("Choose the region.")})
        if self.audience == Audience.LANGUAGE and not self.language:
            raise ValidationError({"language": _("Choose the language.")})
        self.region = self.region if self.audience == Audience.REGION else None
        self.language = self.language if self.audience == Audience.LANGUAGE else ""
        if lacking := self.languages_lacking():
            raise ValidationError(
                _("It needs title and text in: %(languages)s. Nobody is written to in a language they did not choose.")
                % {"languages": saying.listed(lacking)}
            )

    def get_absolute_url(self):
        return reverse("outreach:announcement", args=[self.handle])

    def languages_lacking(self):
        """The names of those languages in which readers would find it without title or text."""
        wanted = [(code, name) for code, name in settings.LANGUAGES if self.language in {"", code}]
        return [
            name
            for code, name in wanted
            if not all(getattr(self, build_localized_fieldname(field, code)) for field in ("title", "text"))
        ]

    def readers(self):
        members = Member.objects.accepted()
        if self.audience == Audience.REGION:
            return members.filter(region=self.region_id)
        if self.audience == Audience.LANGUAGE:
            return members.filter(language=self.language)
        return members

    @property
    def may_be_taken_back_until(self):
        return self.sent_at and self.sent_at + HELD_FOR

    @property
    def may_be_taken_back(self):
        return bool(self.sent_at and not self.taken_back_at and timezone.now() < self.may_be_taken_back_until)

    @property
    def is_out(self):
        return bool(self.sent_at and not self.taken_back_at and timezone.now() >= self.may_be_taken_back_until)

    @transaction.atomic
    def send(self, by):
        """Let it go, in ten minutes. Once: of two presses on the button, one counts."""
        now = timezone.now()
        if type(self).objects.filter(pk=self.pk, sent_at=None).update(sent_at=now):
            self.sent_at = now
            announcement_sent.send(sender=type(self), announcement=self, by=by)

    @transaction.atomic
    def take_back(self, by):
        """Nobody gets it, if it is not too late. Whether it was not."""
        in_time = type(self).objects.filter(pk=self.pk, sent_at__gt=timezone.now() - HELD_FOR, taken_back_at=None)
        if not in_time.update(taken_back_at=timezone.now()):
            return False
        announcement_taken_back.send(sender=type(self), announcement=self, by=by)
        return True
