"""What stands beside a resource on its page: what it is filed under, and what goes well with it."""

from django.utils.functional import cached_property
from django.utils.translation import get_language

from resources.entries import in_order
from resources.models import FileVersion, Resource


class Beside:
    """Worked out only when the template asks, because the finished parts of what is published are kept."""

    def __init__(self, resource, member, shelves):
        self.resource, self.member, self.shelves = resource, member, shelves

    @property
    def key(self):
        """Of the parts that are the same for everybody of one audience; None for what is not published."""
        if self.resource.pk not in self.shelves.places:
            return None
        return f"{self.shelves.mark}-{self.resource.pk}-{self.shelves.audience_name(self.member)}-{get_language()}"

    @cached_property
    def filed(self):
        """{facet: [(value, name)]}; from memory when published, else from its own rows."""
        resource, shelves = self.resource, self.shelves
        if self.key:
            of = {facet: shelves.values_of(resource.pk, facet) for facet in shelves.facets}
            return {facet: shelves.named(facet, values, get_language()) for facet, values in of.items()}
        return {
            "language": [(language.pk, language.name) for language in resource.languages.all()],
            "struggle": [(struggle.key, str(struggle)) for struggle in resource.struggles.all()],
            "support": [(support.key, str(support)) for support in resource.supports.all()],
            "region": [(region.key, str(region)) for region in resource.regions.all()],
            "tag": [(topic.slug, str(topic)) for topic in resource.tags.all()],
        }

    @cached_property
    def files(self):
        """The newest version of each file this reader may take, the lightest first unless somebody ordered them."""
        return list(FileVersion.objects.visible_to(self.member).of(self.resource))

    @cached_property
    def links(self):
        """In their order; several parts of the page ask for them."""
        return sorted(self.resource.links.all(), key=lambda link: (link.position, link.pk))

    @cached_property
    def related(self):
        if not self.key:
            return []
        visible = Resource.objects.published().visible_to(self.member)
        return in_order(visible, self.shelves.related(self.resource.pk, self.member))
