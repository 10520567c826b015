"""News of the library."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, in_one_line, register
from ggsn.outreach.models import Topic
from ggsn.templatetags.languages import in_reader_language
from resources.models import Kind as KindOfResource
from resources.models import Resource


@register
class ResourcePublished(Kind):
    name = "resource_published"
    label = _("New in the library")
    model = Resource
    topic = Topic.LIBRARY

    def why_not(self, resource):
        return None if resource.published_at else "withdrawn"

    def readers(self, resource):
        """Whoever gave it knows."""
        return super().readers(resource).exclude(pk=resource.contributor_id)

    def may_read(self, member, resource):
        return Resource.objects.visible_to(member).published().contains(resource)

    def line(self, resource):
        return in_one_line(resource)

    def text(self, resource):
        return in_one_line(in_reader_language(resource).summary or "")

    def slack_address(self, resource):
        return settings.SITE_URL + reverse("resources:list")

    def facts(self, resource):
        return {"kind": KindOfResource(resource.kind).label}
