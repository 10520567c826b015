from django.utils.translation import gettext_lazy as _

from ggsn.search.sources.base import Source, in_each_language
from ggsn.search.tokens import Text
from members.audiences import SeenAs
from members.models import Audience, Member


class Members(Source):
    """Those who chose to be in the directory, by what every member may see of them.

    Nobody else is found, and by nothing else, not even by those who look after the accounts.
    """

    number = 4
    name = "members"
    label = _("Members")
    paper = "memb"
    is_for_members = True
    model = Member
    fetched = ("organization", "region")
    related = ("languages", "struggles", "supports")

    def standing(self):
        return Member.objects.listed()

    def in_order(self, numbers):
        """By their names, as in the directory, and of one name by what is drawn at random: since when somebody is a
        member, they may keep to themselves, and numbers would tell. Sorted here, as either database would otherwise."""
        found = Member.objects.filter(pk__in=numbers).order_by().values_list("sort_name", "handle", "pk")
        return [number for _name, _handle, number in sorted(found)]

    def texts(self, member):
        seen = SeenAs(member, Audience.MEMBERS)
        organization = seen.organization.name if seen.organization else ""
        name = Text("", member.display_name, "\n".join(filter(None, [seen.place, organization])))
        return [name, *(in_each_language(member, body="presentation") if seen.presents else [])]

    def filed(self, member):
        seen = SeenAs(member, Audience.MEMBERS)
        yield from (("language", language.pk) for language in seen.languages)
        yield from (("struggle", struggle.pk) for struggle in seen.struggles)
        yield from (("support", support.pk) for support in seen.supports)
        if seen.region:
            yield "region", seen.region.pk

    def called(self, member):
        return _("Member")
