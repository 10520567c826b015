"""News of the library, and what is asked of those who look after the drive."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, at, in_one_line, register
from ggsn.outreach.models import Topic
from ggsn.templatetags.languages import in_reader_language
from members.models import Member
from resources.models import Keeping, Resource
from resources.models import Kind as KindOfResource


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


@register
class KeeperAsked(Kind):
    """About whoever looks after documents in the drive: they are asked twice a year what they find there.

    Which documents stands behind the link: a mailbox that others read shall not say who has a key to what.
    """

    name = "keeper_asked"
    label = _("Question about the drive")
    model = Member

    def why_not(self, keeper):
        return None if self.cards(keeper) else "checked"

    def may_read(self, member, keeper):
        return member.pk == keeper.pk

    def line(self, keeper):
        return ""

    def address(self, keeper):
        return at("resources:kept")

    def cards(self, keeper):
        """Those that they may still see, and nobody has checked for half a year."""
        due = Keeping.objects.unchecked().filter(member=keeper)
        return list(Resource.objects.visible_to(keeper).filter(pk__in=due.values("resource")).order_by("pk"))
