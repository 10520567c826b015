"""For each thing one says of oneself, who may read it. Nothing here is ever for people without an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who reads something, from fewest to most. The same words name who is looking (members/audiences.py)."""

    ME = "me", _("Only me")
    COORDINATORS = "coordinators", _("The coordination")
    REGION = "region", _("Members of my region")
    MEMBERS = "members", _("Members")

    @classmethod
    def from_fewest(cls):
        return [cls.ME, cls.COORDINATORS, cls.REGION, cls.MEMBERS]

    def includes(self, viewer):
        """Whether what is for this audience is for that kind of viewer: whoever is closer reads it too."""
        order = self.from_fewest()
        return order.index(viewer) <= order.index(self)


# What the coordination needs to look after an account is never kept from it.
KNOWN_TO_COORDINATION = {"region", "organization"}


def audience_of(label, *, hides_from_coordination=True):
    choices = [
        (audience.value, audience.label)
        for audience in Audience.from_fewest()
        if hides_from_coordination or audience is not Audience.ME
    ]
    return models.CharField(label, max_length=12, choices=choices, default=Audience.MEMBERS)


class ChosenAudiences(models.Model):
    """One audience for each field of a profile. Until one is listed, they concern the coordination alone."""

    pronouns_for = audience_of(_("Pronouns"))
    place_for = audience_of(_("Place"))
    clock_for = audience_of(_("What time it is where I am"))
    region_for = audience_of(_("Region"), hides_from_coordination=False)
    organization_for = audience_of(_("Organization"), hides_from_coordination=False)
    languages_for = audience_of(_("Languages"))
    struggles_for = audience_of(_("Struggles"))
    supports_for = audience_of(_("Support offered"))
    presentation_for = audience_of(_("Presentation"))
    since_for = audience_of(_("Year I joined"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="member_known_to_coordination",
                condition=~models.Q(region_for=Audience.ME) & ~models.Q(organization_for=Audience.ME),
            )
        ]

    @classmethod
    def audience_fields(cls):
        return [field.name for field in ChosenAudiences._meta.local_fields]

    def audience(self, name):
        """Who reads `name`, a field of the profile."""
        return Audience(getattr(self, f"{name}_for"))

    def is_for_all_members(self, name):
        return self.audience(name) is Audience.MEMBERS
