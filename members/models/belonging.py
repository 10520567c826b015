"""How somebody is among the others: quiet for a while, about to leave, or gone."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.signals import leaving_asked, leaving_called_off, member_returned, member_went_quiet, quiet_settled


class Words(models.TextChoices):
    """What becomes of one's contributions when one leaves."""

    STAY = "stay", _("They stay, under a name drawn at random")
    GO = "go", _("They go with me")


class Belonging(models.Model):
    """States told by dates. Somebody quiet is absent wherever others could meet them, and writes or reads as before."""

    quiet_since = models.DateTimeField(_("quiet since"), null=True, blank=True, editable=False)
    quiet_settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    leaves_at = models.DateTimeField(_("leaves on"), null=True, blank=True, editable=False)
    words_when_leaving = models.CharField(
        _("What becomes of what you wrote?"), max_length=4, choices=Words, default=Words.STAY
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_quiet(self):
        return self.quiet_since is not None

    @property
    def takes_mail(self):
        """News of the network; what one's account itself needs is sent to everybody."""
        return self.is_active and not self.is_quiet

    @property
    def quiet_until(self):
        """Until when all comes back as it was."""
        return self.quiet_since and self.quiet_since + datetime.timedelta(days=settings.RETENTION["quiet"])

    @transaction.atomic
    def go_quiet(self, session_key=None):
        """Be absent from this moment. Whoever listens to member_went_quiet ends sessions."""
        if self.is_quiet:
            return
        self.quiet_since = timezone.now()
        self.save(update_fields=["quiet_since"])
        member_went_quiet.send(sender=type(self), member=self, session_key=session_key)

    @transaction.atomic
    def come_back(self):
        """Everything as it was, within the time for it; afterwards one begins unlisted."""
        if not self.is_quiet:
            return
        if timezone.now() > self.quiet_until:
            self.settle_quiet()
        self.quiet_since = self.quiet_settled_at = None
        self.save(update_fields=["quiet_since", "quiet_settled_at"])
        member_returned.send(sender=type(self), member=self)

    def settle_quiet(self):
        """The time to undo it has passed. Whoever listens to quiet_settled takes the name off for good."""
        if self.quiet_settled_at is not None:
            return
        self.is_listed, self.quiet_settled_at = False, timezone.now()
        self.save(update_fields=["is_listed", "quiet_settled_at"])
        quiet_settled.send(sender=type(self), member=self)

    def ask_to_leave(self, words):
        """Everything is erased after the time to think again, which starts now."""
        self.words_when_leaving = words
        self.leaves_at = timezone.now() + datetime.timedelta(days=settings.RETENTION["leaving"])
        self.save(update_fields=["words_when_leaving", "leaves_at"])
        leaving_asked.send(sender=type(self), member=self)

    def stay(self):
        self.leaves_at = None
        self.save(update_fields=["leaves_at"])
        leaving_called_off.send(sender=type(self), member=self)
