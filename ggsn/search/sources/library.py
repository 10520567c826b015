from collections import defaultdict
from functools import cache

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from ggsn.search.sources.base import FEW, LANGUAGES, Source, in_each_language
from ggsn.search.tokens import Text
from resources.models import FileVersion, Kind, Resource, ResourceFile
from resources.shelves import few_filed, filed
from resources.weights import files_that_weigh, length


class Resources(Source):
    number = 1
    name = "library"
    label = _("Library")
    paper = "lib"
    model = Resource
    is_alike = True
    fetched = ("contributor__organization",)
    shown = (
        *("kind", "visibility", "made_by", "shown_as", "year", "minutes", "pages", "published_at"),
        *(build_localized_fieldname(name, code) for name in ("title", "summary", "text", "slug") for code in LANGUAGES),
        *(f"contributor__{name}" for name in ("display_name", "is_active", "quiet_since", "erased_at")),
        "contributor__organization__name",
    )
    dated_by = "published_at"

    def standing(self):
        return Resource.objects.published()

    def texts(self, resource):
        return [
            *in_each_language(resource, "title", "summary", "text"),
            # Two names, and not one phrase: readers see both, whoever they are.
            Text("", head=resource.made_by),
            Text("", head=resource.shown_contributor or ""),
        ]

    def whole(self, numbers):
        things, under = super().whole(numbers), defaultdict(list)
        numbers = [thing.pk for thing in things]
        for facet, value, resource in few_filed(numbers) if len(numbers) <= FEW else filed(numbers):
            under[resource].append((facet, value))
        for thing in things:
            thing.under = under[thing.pk]
        return things

    def filed(self, resource):
        return [("kind", resource.kind), *resource.under]

    def with_what_is_shown(self, things, member):
        """How many files this person may take, and what the lightest weighs: not the same for everybody.

        `things` are what they may know of; asked again for each, it would take seconds where nothing is analysed yet.
        """
        may_take = ResourceFile.objects.open_to(member).filter(resource=OuterRef(OuterRef("pk")))
        current = FileVersion.objects.current().filter(file__in=may_take).order_by()
        told = current.values("file__resource").annotate(told=JSONObject(number=Count("pk"), lightest=Min("size")))
        return things.annotate(files_to_take=Subquery(told.values("told")))

    def called(self, resource):
        return _called(resource.kind, get_language())

    def remarks(self, resource):
        files = resource.files_to_take and files_that_weigh(**resource.files_to_take)
        return list(filter(None, [length(resource.minutes, resource.pages), resource.year, files]))


@cache
def _called(kind, language):
    with override(language):
        return str(Kind(kind).label)
