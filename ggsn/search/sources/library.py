from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ggsn.search.sources.base import Source, in_each_language
from ggsn.search.tokens import Text
from resources.models import Resource


class Resources(Source):
    number = 1
    name = "library"
    label = _("Library")
    paper = "lib"
    model = Resource
    fetched = ("contributor__organization",)
    dated_by = "published_at"
    related = ("languages", "struggles", "supports", "regions", "taggings")

    def standing(self):
        return Resource.objects.published()

    def texts(self, resource):
        return [
            *in_each_language(resource, "title", "summary", "text"),
            # Two names, and not one phrase: readers see both, whoever they are.
            Text("", head=resource.made_by),
            Text("", head=resource.shown_contributor or ""),
        ]

    def filed(self, resource):
        yield "kind", resource.kind
        yield from (("language", language.pk) for language in resource.languages.all())
        yield from (("struggle", struggle.pk) for struggle in resource.struggles.all())
        yield from (("support", support.pk) for support in resource.supports.all())
        yield from (("region", region.pk) for region in resource.regions.all())
        yield from (("tag", tagging.tag_id) for tagging in resource.taggings.all())

    def called(self, resource):
        return resource.get_kind_display()

    def remarks(self, resource):
        said = []
        if resource.minutes:
            said.append(
                ngettext("%(count)s minute", "%(count)s minutes", resource.minutes) % {"count": resource.minutes}
            )
        elif resource.pages:
            said.append(ngettext("%(count)s page", "%(count)s pages", resource.pages) % {"count": resource.pages})
        return [*said, resource.year] if resource.year else said
