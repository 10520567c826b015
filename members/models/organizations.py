"""What a member may speak for."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.keyed_links import refuse_keys_in_words
from members.models.facets import Region
from members.roles import is_coordinator, is_member


def new_organization_handle():
    """The random part of an organization's address: names are not to be guessed."""
    return secrets.token_hex(8)


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Which organizations this person may know of: all or none, for newcomers and applicants never see one."""
        return self.all() if is_member(member) else self.none()

    def edited_by(self, member):
        """Those that are this person's to describe: the one they speak for; all, for coordinators."""
        if is_coordinator(member):
            return self.all()
        return self.filter(pk=member.organization_id) if is_member(member) else self.none()


class Organization(models.Model):
    """What a member may speak for. Never shown outside the network."""

    name = models.CharField(_("name"), max_length=200, unique=True, validators=[refuse_keys_in_words])
    handle = models.CharField(max_length=16, unique=True, default=new_organization_handle, editable=False)
    place = models.CharField(_("place"), max_length=120, blank=True, validators=[refuse_keys_in_words])
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True, verbose_name=_("region"))
    presentation = models.TextField(_("presentation"), null=True, blank=True, validators=[refuse_keys_in_words])
    contact = models.CharField(
        _("how to reach it"),
        max_length=200,
        blank=True,
        help_text=_("An address or a page that members may use."),
        validators=[refuse_keys_in_words],
    )
    most_representatives = models.PositiveSmallIntegerField(
        _("representatives at most"), null=True, blank=True, help_text=_("Empty: as many as there are.")
    )
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("members:organization", args=[self.handle])

    def takes(self, member=None):
        """`has_room_for`, and until this transaction ends nobody else is asked: two at once never find one place."""
        type(self).objects.select_for_update().get(pk=self.pk)
        return self.has_room_for(member)

    def has_room_for(self, member=None):
        """Whether one more may speak for it; whoever does already may go on."""
        if self.most_representatives is None:
            return True
        speaking = self.members.accepted()
        if member is not None and speaking.filter(pk=member.pk).exists():
            return True
        return speaking.count() < self.most_representatives
