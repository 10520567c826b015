"""For what an applicant comes: for themselves, or for an organization they name in their own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.application_choices import TakesPart
from members.models.organizations import Organization
from members.models.sealed import SealedTextField


class ComesFor(models.Model):
    """Which of our organizations it is, if any, is said at the desk: newcomers never learn of one."""

    takes_part = models.CharField(
        _("takes part"), max_length=12, choices=TakesPart, default=TakesPart.INDIVIDUAL, blank=True
    )
    organization_name = SealedTextField(_("organization, as the applicant calls it"), blank=True)
    organization_role = SealedTextField(_("role in the organization"), blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, verbose_name=_("organization of ours")
    )

    class Meta:
        abstract = True

    @property
    def names_organization(self):
        return self.takes_part == TakesPart.ORGANIZATION and bool(self.organization_name)

    def organizations_of_that_name(self):
        """Compared here: not every database knows that É and é are one letter."""
        wanted = self.organization_name.strip().casefold()
        there = Organization.objects.values_list("pk", "name")
        return Organization.objects.filter(pk__in=[pk for pk, name in there if name.casefold() == wanted])

    def make_organization(self):
        """The one they named becomes one of ours, unless somebody made it this very moment."""
        facts = {"region": self.region, "is_demonstration": self.is_demonstration}
        name = self.organization_name.strip()[:200]
        self.organization, _is_new = Organization.objects.get_or_create(name=name, defaults=facts)
        self.save(update_fields=["organization"])
