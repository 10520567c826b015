"""What members report to the coordination, and what became of it."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.keyed_links import refuse_keys_in_words
from members.signals import report_decided, report_made


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)

    def about(self, thing):
        return self.filter(content_type=ContentType.objects.get_for_model(type(thing)), object_id=thing.pk)


class Report(models.Model):
    """One member's report about one thing. What the thing is, its room knows (members/reporting.py)."""

    class Reason(models.TextChoices):
        DANGER = "danger", _("It puts somebody in danger")
        EXPOSES = "exposes", _("It shows what somebody wanted to keep to themselves")
        HARASSES = "harasses", _("It harasses, insults or discriminates")
        PRETENDS = "pretends", _("It pretends to be somebody, or is not what it says")
        SELLS = "sells", _("It sells, recruits or asks for money")
        OTHER = "other", _("Something else")

    class Decision(models.TextChoices):
        KEEP = "keep", _("Keep it as it is")
        HIDE = "hide", _("Hide it")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey()
    reporter = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, related_name="reports", verbose_name=_("reported by")
    )
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    words = models.TextField(
        _("in their words"), max_length=1000, blank=True, default="", validators=[refuse_keys_in_words]
    )
    made_at = models.DateTimeField(_("reported"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=4, choices=Decision, blank=True, default="")
    decided_by = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["decided_at", "made_at"], name="report_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "reporter"],
                condition=models.Q(decided_at__isnull=True),
                name="report_open_once",
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk or ''}"

    @transaction.atomic
    def make(self):
        """Put it into the queue; the same person's second word about the same thing takes the place of the first."""
        type(self).objects.open().about(self.about).filter(reporter=self.reporter).delete()
        self.save()
        report_made.send(sender=type(self), report=self)

    @transaction.atomic
    def decide(self, decision, by):
        """Close it, and all others about the same thing: they are answered alike."""
        thing = self.about
        if decision == self.Decision.HIDE and thing is not None:
            thing.hide()
        type(self).objects.open().filter(content_type=self.content_type, object_id=self.object_id).update(
            decision=decision, decided_by=by, decided_at=timezone.now()
        )
        self.refresh_from_db()
        report_decided.send(sender=type(self), report=self)
