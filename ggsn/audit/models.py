"""The audit log: who used which power over whom, and when. Lines are added, and nothing else ever happens to them.

Lines hold numbers and words of the portal, never names, addresses or anything somebody wrote: so a person can be erased
without touching the log. No line points to another table, for the same reason. The database itself refuses to change a
line, or to delete one before its time (ggsn.audit.triggers).
"""

import datetime
import json
import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ggsn.audit.acting import acting_number

logger = logging.getLogger("ggsn.audit")


class Event(models.TextChoices):
    """What is written down. A new event is a line here, and one in ggsn.audit.listening."""

    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    FACTOR_FAILED = "factor_failed", _("Second factor refused")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_RENEWED = "factor_renewed", _("Recovery codes renewed")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    ADDRESS_CHANGED = "address_changed", _("E-mail address changed")
    ROLE_GIVEN = "role_given", _("Role given")
    ROLE_TAKEN = "role_taken", _("Role taken away")
    VISIBILITY_CHANGED = "visibility_changed", _("Visibility changed")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")
    ACCOUNT_OPENED = "account_opened", _("Account opened again")
    ADDRESS_SEEN = "address_seen", _("E-mail address looked at")
    EXPORTED = "exported", _("Export made")
    MERGED = "merged", _("Made one of several")
    ERASED = "erased", _("Account erased")
    MEMBER_ACCEPTED = "member_accepted", _("Applicant accepted")
    APPLICATION_DECLINED = "application_declined", _("Application declined")
    APPLICATION_HANDED_OVER = "application_handed_over", _("Application handed over")
    REPORT_DECIDED = "report_decided", _("Report decided on")
    FACTOR_LOSS_ASKED = "factor_loss_asked", _("Loss of a second factor told")
    FACTOR_LOSS_GRANTED = "factor_loss_granted", _("Lost second factor taken away")
    ANNOUNCED = "announced", _("Announcement sent")
    ANNOUNCEMENT_TAKEN_BACK = "announcement_taken_back", _("Announcement taken back")
    DATA_TAKEN = "data_taken", _("Copy of one’s own data taken")
    RESOURCE_PUBLISHED = "resource_published", _("Contribution published")
    CHANGES_ASKED = "changes_asked", _("Changes asked for")
    RESOURCE_DECLINED = "resource_declined", _("Contribution declined")
    ADDED = "added", _("Added at the desk")
    CHANGED = "changed", _("Changed at the desk")
    DELETED = "deleted", _("Deleted")


class EntryQuerySet(models.QuerySet):
    def update(self, **facts):
        raise PermissionDenied("The audit log is not changed.")

    def delete(self):
        raise PermissionDenied("The audit log is not deleted from; see forget().")

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_update(self, *args, **kwargs):
        raise PermissionDenied("The audit log is not changed.")

    def forgettable(self):
        """Older than they are kept, which is never sooner than the database allows (ggsn.audit.triggers)."""
        return self.filter(at__lt=timezone.now() - datetime.timedelta(days=settings.RETENTION["audit"]))

    def forget(self):
        """What the nightly command does, and nobody else can: let go of the oldest lines. Says how many."""
        return self.forgettable()._raw_delete(self.db)


class Entry(models.Model):
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True, editable=False)
    event = models.CharField(_("what"), max_length=30, editable=False)  # of Event; no column to change for a new one
    # The number of the member who did it; none for somebody signed out, or for a command.
    by = models.PositiveBigIntegerField(_("who"), null=True, editable=False)
    # "members.member" and "12": what it happened to.
    kind = models.CharField(max_length=60, default="", blank=True, editable=False)
    number = models.CharField(max_length=40, default="", blank=True, editable=False)
    facts = models.JSONField(_("details"), default=dict, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the audit log")
        verbose_name_plural = _("lines of the audit log")
        indexes = [models.Index(fields=["kind", "number"], name="audit_about")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.words}"

    @property
    def words(self):
        return dict(Event.choices).get(self.event, self.event)

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise PermissionDenied("The audit log is not changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise PermissionDenied("The audit log is not deleted from.")


def note(event, about=None, by=None, **facts):
    """Write a line: this happened to `about`, by the member `by`, or by whoever is asking just now.

    It is part of the transaction of what it tells: both are kept, or neither. Once kept, the same line goes to the
    machine's own log, which can be collected elsewhere: whoever enters the database cannot reach that copy.
    """
    entry = Entry.objects.create(
        event=event,
        by=by.pk if by else acting_number(),
        kind=about._meta.label_lower if about else "",
        number=str(about.pk) if about else "",
        facts=facts,
    )
    if settings.DEMONSTRATION:
        return entry  # nobody collects what invented people do
    line = {"event": str(event), "by": entry.by, "kind": entry.kind, "number": entry.number, **facts}
    transaction.on_commit(lambda: logger.info("%s", json.dumps(line)))
    return entry
