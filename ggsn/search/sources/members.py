from django.utils.translation import gettext_lazy as _

from ggsn.search.sources.base import Source, in_each_language
from ggsn.search.tokens import Text
from members.models import Member, Visibility


class Members(Source):
    """Those who chose to be in the directory. Nobody else is found, not even by those who look after the accounts."""

    number = 4
    name = "members"
    label = _("Members")
    paper = "memb"
    model = Member
    fetched = ("organization",)
    related = ("languages", "struggles", "supports")

    def standing(self):
        return Member.objects.listed()

    def texts(self, member):
        organization = member.organization.name if member.organization else ""
        name = Text("", member.display_name, "\n".join(filter(None, [member.place, organization])))
        return [name, *in_each_language(member, body="presentation")]

    def filed(self, member):
        yield from (("language", language.pk) for language in member.languages.all())
        yield from (("struggle", struggle.pk) for struggle in member.struggles.all())
        yield from (("support", support.pk) for support in member.supports.all())
        if member.region_id:
            yield "region", member.region_id

    def date(self, member):
        return member.accepted_at

    def visibility(self, thing):
        return Visibility.MEMBERS

    def called(self, member):
        return _("Member")
