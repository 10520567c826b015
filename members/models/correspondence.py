"""What is written about an application: to and from the applicant, and among those who review."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.applications import Application
from members.models.people import Member
from members.models.sealed import SealedTextField


class ApplicationMessage(models.Model):
    """A question to the applicant, or the applicant’s answer. Both sides read all of them."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="messages")
    is_from_applicant = models.BooleanField(_("from the applicant"), default=False)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    text = SealedTextField(_("text"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("questions and answers")
        ordering = ["written_at", "pk"]

    def __str__(self):
        return self.written_at.date().isoformat()


class ApplicationNote(models.Model):
    """What reviewers tell each other. The applicant never reads it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    text = SealedTextField(_("text"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes among reviewers")
        ordering = ["written_at", "pk"]

    def __str__(self):
        return self.written_at.date().isoformat()
