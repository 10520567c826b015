"""The outbox: every letter the portal sends is a row first. No request waits for a mail server, and none is lost."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at__isnull=True, parked_at__isnull=True)

    def due(self):
        return self.waiting().filter(due_at__lte=timezone.now())

    def parked(self):
        return self.filter(parked_at__isnull=False)

    def forgettable(self):
        """Sent or given up longer ago than we keep them."""
        limit = timezone.now() - KEPT_FOR
        return self.filter(models.Q(sent_at__lt=limit) | models.Q(parked_at__lt=limit))

    @transaction.atomic
    def take_next(self):
        """The next letter that is due, kept from all other deliverers for a while; None when there is none.

        The attempt is counted before it is made, so that a deliverer that dies in the midst of it leaves a trace.
        """
        letter = self.due().select_for_update(skip_locked=True).order_by("due_at", "pk").first()
        if letter is None:
            return None
        lease = timezone.now() + LEASE
        taken = self.filter(pk=letter.pk, due_at=letter.due_at, sent_at=None, parked_at=None).update(
            due_at=lease, attempts=models.F("attempts") + 1
        )
        if not taken:
            return None
        letter.due_at, letter.attempts = lease, letter.attempts + 1
        return letter


class Letter(models.Model):
    """One mail to one person. Its words are erased once it is sent, the row itself after thirty days."""

    to = models.CharField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=998)
    text = models.TextField(_("text"), default="", blank=True)
    html = models.TextField(default="", blank=True)
    sender = models.CharField(_("from"), max_length=320)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=255, unique=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    parked_at = models.DateTimeField(_("given up"), null=True, blank=True)
    last_error = models.CharField(_("last failure"), max_length=100, default="", blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="letter_waiting",
                condition=models.Q(sent_at__isnull=True, parked_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="letter_sent_or_parked",
                condition=models.Q(sent_at__isnull=True) | models.Q(parked_at__isnull=True),
            )
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.subject}"

    def is_sent(self):
        """It left. Its words have done their work and are erased."""
        self.sent_at, self.last_error = timezone.now(), ""
        self.text = self.html = ""
        self.save(update_fields=["sent_at", "last_error", "text", "html"])

    def has_failed(self, error, is_permanent):
        """Try again later, or park it for a person to look at. Only the kind of failure is kept, never its words."""
        self.last_error = type(error).__name__
        if is_permanent or self.attempts > len(PAUSES):
            self.parked_at = timezone.now()
        else:
            self.due_at = timezone.now() + PAUSES[self.attempts - 1]
        self.save(update_fields=["last_error", "parked_at", "due_at"])

    def retry(self):
        """Take a parked letter up again, from the first attempt."""
        self.parked_at, self.attempts, self.due_at = None, 0, timezone.now()
        self.save(update_fields=["parked_at", "attempts", "due_at"])
