"""Applications before they are any: drafts in progress, and addresses nothing is taken from."""

import datetime
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from members import saying
from members.models.sealed import SealedTextField
from members.tokens import digest, new_token

DRAFT_KEPT = datetime.timedelta(days=settings.RETENTION["drafts"])


class ApplicationDraftQuerySet(models.QuerySet):
    def forgettable(self):
        return self.filter(begun_at__lt=timezone.now() - DRAFT_KEPT)

    def at(self, token):
        """The draft with this private address, or None: none is found any more after its thirty days."""
        return self.filter(token_digest=digest(token), begun_at__gte=timezone.now() - DRAFT_KEPT).first()

    def begin(self, answers):
        """(draft, token of its private address). Drafts whose time has passed go at the same time."""
        self.forgettable().delete()
        token = new_token()
        return self.create(token_digest=digest(token), sealed_answers=json.dumps(answers)), token


class ApplicationDraft(models.Model):
    """Answers given so far, read by nobody but whoever has the private address."""

    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    sealed_answers = SealedTextField(editable=False)
    begun_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationDraftQuerySet.as_manager()

    def __str__(self):
        return self.begun_at.date().isoformat()

    @property
    def answers(self):
        return json.loads(self.sealed_answers)

    def use_up(self):
        """Sent, and its answers erased. The row stays, so that whoever presses twice gets the same answer twice."""
        unsent = type(self).objects.filter(pk=self.pk, sent_at__isnull=True)
        return bool(unsent.update(sent_at=timezone.now(), sealed_answers=json.dumps({})))

    def keep(self, answers):
        self.sealed_answers = json.dumps({**self.answers, **answers})
        self.save(update_fields=["sealed_answers"])


class HeldAddressQuerySet(models.QuerySet):
    def holds(self, address):
        return self.filter(address__in=[address, address.rpartition("@")[2], unreadable(address)]).exists()

    def make_unreadable(self, address):
        """Whoever had it left: it stays held back, and neither the address nor what was said of it is kept."""
        there = self.filter(address=address)
        if self.filter(address=unreadable(address)).exists():
            there.delete()
        else:
            there.update(address=unreadable(address), reason="")


def unreadable(address):
    """What only this site can make of an address, and nobody can read back."""
    return HeldAddress.LEFT + salted_hmac("members.held", address.lower(), algorithm="sha256").hexdigest()


class HeldAddress(models.Model):
    """An address, or a whole host of them, from which applications are not taken. Nobody is told so.

    That of somebody who left is kept as a keyed digest: the house stays shut to it, and does not remember whose it was.
    """

    LEFT = "left:"

    address = models.CharField(_("address or host"), max_length=254, unique=True, help_text=_("As name@host, or host."))
    reason = models.TextField(_("reason"), blank=True)
    held_at = models.DateTimeField(_("held back since"), default=timezone.now, editable=False)

    objects = HeldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address held back")
        verbose_name_plural = _("addresses held back")

    def __str__(self):
        """Without the address: what the desk notes of a change outlives it."""
        return _("Address held back since %(day)s") % {"day": saying.day(self.held_at)}

    @property
    def is_unreadable(self):
        return self.address.startswith(self.LEFT)

    def save(self, *args, **kwargs):
        self.address = self.address.strip().lower().removeprefix("@")
        super().save(*args, **kwargs)
