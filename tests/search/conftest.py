"""The corpus, put into the rooms."""

import pytest
from django.utils.translation import override

from ggsn.search.results import Results
from members.models import Region
from tests.make import make_page, make_resource, make_term
from tests.search import corpus


@pytest.fixture
def library(db):
    """{(kind, id): short name} of the corpus, which is all there is."""
    names = {}
    for name, facts in corpus.RESOURCES.items():
        facts = dict(facts)
        regions = facts.pop("regions", ())
        resource = make_resource(**facts)
        if regions:
            resource.regions.set(Region.objects.filter(key__in=regions))
        names["library", resource.pk] = name
    for name, facts in corpus.TERMS.items():
        names["glossary", make_term(**facts).pk] = name
    for name, facts in corpus.PAGES.items():
        names["pages", make_page(**facts).pk] = name
    return names


@pytest.fixture
def ask(library, newcomer):
    """ask("fr", "eau") -> short names, as they stand on the page; each group whole."""

    def ask(language, typed, member=newcomer, **chosen):
        found = results(language, typed, member, **chosen)
        with override(language):
            ranked = found.ranked
            places = [(source.name, entry.object_id) for source in found.sources for entry in ranked[source]]
        return [library[place] for place in places]

    return ask


def results(language, typed, member, /, **chosen):
    from django.http import QueryDict

    asked = QueryDict(mutable=True)
    asked["q"] = typed
    for facet, values in chosen.items():
        asked.setlist(facet, values if isinstance(values, list) else [values])
    with override(language):
        return Results(asked, member)
