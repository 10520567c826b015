"""A member who wishes to speak for an organization, until the coordination has said whether they do."""

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import saying
from members.keyed_links import refuse_keys_in_words
from members.models.organizations import Organization
from members.roles import REGIONAL_COORDINATOR, has_role, is_coordinator
from members.signals import representation_decided


class RepresentationRequestQuerySet(models.QuerySet):
    def undecided(self):
        """Those of members that nobody has decided on, be it on the page of their account."""
        waiting = self.filter(confirmed_at__isnull=True, refused_at__isnull=True, member__accepted_at__isnull=False)
        return waiting.filter(member__is_active=True).exclude(organization=F("member__organization"))

    def decided(self):
        return self.exclude(confirmed_at__isnull=True, refused_at__isnull=True)

    def visible_to(self, member):
        """All, for coordinators; for those of a region, what lies within it and is not their own."""
        if is_coordinator(member):
            return self.all()
        if has_role(member, REGIONAL_COORDINATOR):
            regions = member.own_regions
            within = Q(organization__region__in=regions) | Q(organization__region__isnull=True)
            return self.filter(within, member__region__in=regions).exclude(member=member)
        return self.none()

    @transaction.atomic
    def ask(self, member, organization, role):
        """One at a time. Whoever asks for the same once more keeps their place among those who wait."""
        if self.undecided().filter(member=member, organization=organization).update(role=role):
            return self.get(member=member)
        # Never the same row for another organization: whoever decides must decide on what they have read.
        self.filter(member=member).delete()
        return self.create(member=member, organization=organization, role=role)

    def take_back(self, member):
        self.filter(member=member, confirmed_at=None, refused_at=None).delete()


class RepresentationRequest(models.Model):
    """Nothing follows from it before it is confirmed: no name on the organization’s page, and no right to change it."""

    member = models.OneToOneField(
        "members.Member", models.CASCADE, related_name="representation_request", verbose_name=_("member")
    )
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("organization"))
    role = models.CharField(_("role in the organization"), max_length=80, blank=True, validators=[refuse_keys_in_words])
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = RepresentationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to represent")
        verbose_name_plural = _("requests to represent")
        constraints = [
            models.CheckConstraint(
                name="representation_confirmed_or_refused",
                condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True),
            )
        ]

    def __str__(self):
        """Without names: what the desk notes of a change outlives it."""
        return _("Request of %(day)s") % {"day": saying.day(self.asked_at)}

    @property
    def display_name(self):
        return _("%(name)s, for %(organization)s") % {"name": self.member, "organization": self.organization}

    @property
    def is_undecided(self):
        return self.confirmed_at is None and self.refused_at is None

    @property
    def decided_at(self):
        return self.confirmed_at or self.refused_at

    @transaction.atomic
    def confirm(self, by):
        """From now on the member speaks for it, and no longer for another."""
        if self._decide(by, confirmed_at=timezone.now()):
            self.member.organization, self.member.organization_role = self.organization, self.role
            self.member.save(update_fields=["organization", "organization_role"])
            representation_decided.send(sender=type(self), request=self, by=by)

    @transaction.atomic
    def refuse(self, by):
        if self._decide(by, refused_at=timezone.now()):
            representation_decided.send(sender=type(self), request=self, by=by)

    def _decide(self, by, **facts):
        """Once, and as it was read: False for whoever comes second."""
        facts["decided_by"] = by
        open_still = type(self).objects.filter(pk=self.pk, confirmed_at=None, refused_at=None, member__is_active=True)
        if not open_still.update(**facts):
            return False
        for name, value in facts.items():
            setattr(self, name, value)
        return True
