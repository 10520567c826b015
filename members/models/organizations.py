"""What a member may speak for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.facets import Region


class Organization(models.Model):
    """What a member may speak for. Never shown outside the network."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True, verbose_name=_("region"))
    presentation = models.TextField(_("presentation"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self):
        return self.name
