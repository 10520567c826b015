"""What keeps an account its owner's: changes to undo, kinds of device that were used, lost second factors."""

import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ggsn.accounts.signals import factor_loss_asked, factor_loss_granted
from members.models import Member
from members.tokens import digest, new_token


class UndoQuerySet(models.QuerySet):
    def offer(self, member, kind, **facts):
        """Note a change so that it can be undone; the token is given out once and kept only as a digest."""
        token = new_token()
        self.create(member=member, kind=kind, facts=facts, digest=digest(token))
        return token

    def at(self, token):
        since = timezone.now() - datetime.timedelta(days=settings.RETENTION["undo"])
        return self.filter(digest=digest(token), made_at__gt=since).select_related("member").first()


class Undo(models.Model):
    """A change of an account that its owner may not have made. Undoing takes it back and signs everybody out."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("address")
        PASSWORD = "password", _("password")
        FACTOR_ADDED = "added", _("second factor added")
        FACTOR_REMOVED = "removed", _("second factor removed")

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = UndoQuerySet.as_manager()

    def __str__(self):
        return f"{self.kind} {self.pk or ''}"


class OwnCopyQuerySet(models.QuerySet):
    def prepare(self, member):
        """An address for one copy; the former one leads nowhere from now on. The token is given out once."""
        token = new_token()
        facts = {"digest": digest(token), "prepared_at": timezone.now(), "taken_at": None}
        self.update_or_create(member=member, defaults=facts)
        return token

    def ready(self, member, token):
        """The copy that this member, and nobody else, may take at this address: in time, and not taken yet."""
        since = timezone.now() - datetime.timedelta(days=settings.RETENTION["copies"])
        return self.filter(member=member, digest=digest(token), prepared_at__gt=since, taken_at=None)

    def take(self, member, token):
        """Use the address up. True for one of those who try at once."""
        return bool(self.ready(member, token).update(taken_at=timezone.now()))


class OwnCopy(models.Model):
    """That somebody may take along, once, what the portal holds about them. What it is stands here never."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    prepared_at = models.DateTimeField(_("prepared"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken"), null=True)

    objects = OwnCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of one’s own data")
        verbose_name_plural = _("copies of one’s own data")

    def __str__(self):
        return str(self.pk or "")


class Device(models.Model):
    """A kind of browser that somebody has signed in with, as a digest: enough to notice a new one."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "digest"], name="device_once")]

    def __str__(self):
        return str(self.pk or "")


class FactorLoss(models.Model):
    """Somebody has lost their second factor. One coordinator asks, another grants: no one alone opens an account."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", verbose_name=_("whose"))
    asked_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    granted_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted"), null=True, editable=False)

    class Meta:
        verbose_name = _("lost second factor")
        verbose_name_plural = _("lost second factors")
        constraints = [
            models.CheckConstraint(
                name="factor_loss_takes_two",
                condition=models.Q(granted_by=None) | ~models.Q(granted_by=models.F("asked_by")),
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk or ''}"

    def may_be_granted_by(self, coordinator):
        """Neither whoever asked nor whose it is; for somebody who gives roles, only somebody who gives roles."""
        is_second = coordinator.pk not in {self.asked_by_id, self.member_id}
        return self.granted_at is None and is_second and (coordinator.is_superuser or not self.member.is_superuser)

    @transaction.atomic
    def ask(self, by):
        self.asked_by = by
        self.save()
        factor_loss_asked.send(sender=type(self), loss=self)

    @transaction.atomic
    def grant(self, by):
        """Take the second factor off. The person chooses a new one after signing in with the rest."""
        if not self.may_be_granted_by(by):
            raise ValueError("It takes two.")
        self.granted_by, self.granted_at = by, timezone.now()
        self.save(update_fields=["granted_by", "granted_at"])
        Authenticator.objects.filter(user=self.member).delete()
        factor_loss_granted.send(sender=type(self), loss=self)
