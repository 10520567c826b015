"""The index knows of rights what the rooms know, and says nothing to those who may not know (TRUST LEAK-1 to 4)."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from ggsn.search.index import object_of
from ggsn.search.models import Entry
from ggsn.search.results import Results
from ggsn.search.sources import SOURCES
from tests.search.conftest import results
from tests.world import ROLES

pytestmark = pytest.mark.django_db


def person(world, role):
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser() if role in {"anon", "gone"} else world.people[role]


def found_by(member, **asked):
    """{source: ids} of all that somebody finds."""
    address = QueryDict(mutable=True)
    for name, value in asked.items():
        address[name] = value
    with override("en"):
        found = Results(address, member)
        return {source.name: {object_of(number) for number in numbers} for source, numbers in found.ranked.items()}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_finds_exactly_what_the_rooms_let_them_know_of(world, role):
    """For every role and every thing there is, what is found equals what `visible_to` gives."""
    member, different = person(world, role), {}

    for source in SOURCES:
        may = set(source.standing().visible_to(member).values_list("pk", flat=True))
        found = found_by(member, where=source.name).get(source.name, set())
        shown = set(Entry.objects.filter(kind=source.number, object_id__in=may).values_list("object_id", flat=True))
        # Whoever looks after accounts sees more of them at the desk; the search has only those who chose to be found.
        if found != may or shown != may:
            different[source.name] = found ^ may

    assert different == {}


def test_the_comparison_has_something_to_compare(world):
    anon, member = found_by(person(world, "anon"), where="library"), found_by(world.people["member"], where="library")

    assert 0 < len(anon["library"]) < len(member["library"])


@pytest.mark.parametrize("role", ROLES)
def test_every_word_finds_only_what_one_may_know_of(world, role):
    """Each canary is searched for by each role: found by its readers at most, and never proposed to others."""
    member, leaks = person(world, role), []

    for word, (what, readers) in world.canaries.words.items():
        if role in readers:
            continue
        with override("en"):
            found = results("en", word, member)
            if found.count or found.suggestion:
                leaks.append(what)

    assert leaks == []
