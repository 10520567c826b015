"""What members are told of what concerns them alone. Subjects say nothing."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, register
from members.models import RepresentationRequest


@register
class RepresentationDecided(Kind):
    name = "representation_decided"
    label = _("Whether somebody speaks for an organization")
    model = RepresentationRequest

    def why_not(self, request):
        return "asked anew" if request.is_undecided else None

    def may_read(self, member, request):
        return request.member_id == member.pk

    def line(self, request):
        return " ".join(str(request.organization).split())

    def address(self, request):
        return settings.SITE_URL + reverse("members:edit")

    def facts(self, request):
        return {"is_confirmed": request.confirmed_at is not None}
