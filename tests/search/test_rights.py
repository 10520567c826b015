"""The index knows of rights what the rooms know, and says nothing to those who may not know (TRUST LEAK-1 to 4)."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from ggsn.search.index import rows
from ggsn.search.models import Entry
from ggsn.search.results import Results
from ggsn.search.sources import SOURCES, base, library
from ggsn.search.sources.base import FEW
from members.models import Region, SupportKind
from tests.make import make_resource
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
        return {source.name: {entry.object_id for entry in entries} for source, entries in found.ranked.items()}


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


@pytest.mark.parametrize("role", ROLES)
def test_the_rooms_show_of_any_numbers_exactly_what_that_person_may_know_of(world, role):
    """Asked for everything there is, hidden things too: the questions are composed once, and the rights are asked."""
    member, different = person(world, role), {}

    for source in SOURCES:
        shown = source.shown_to(member, [*source.model._base_manager.values_list("pk", flat=True), 0, 10**9])
        known = set(source.standing().visible_to(member).values_list("pk", flat=True))
        if shown.keys() != known:
            different[source.name] = shown.keys() ^ known

    assert different == {}


def test_the_comparison_has_something_to_compare(world):
    anon, member = found_by(person(world, "anon"), where="library"), found_by(world.people["member"], where="library")

    assert 0 < len(anon["library"]) < len(member["library"])


@pytest.mark.parametrize("role", ["anon", "applicant", "member", "librarian"])
def test_words_one_may_not_know_of_find_nothing_and_are_never_proposed(world, role):
    """Canaries differ by a letter or two, so that each is a typing slip of others."""
    member, unknown, leaks = person(world, role), world.canaries.unknown_to(role), []

    for word, what in list(unknown.items())[::4]:
        found = results("en", word, member)
        meant = found.suggestion
        if found.count or (meant and set(meant.query.split()) & unknown.keys()):
            leaks.append(what)

    assert (leaks, len(unknown) > 40) == ([], True)


# What goes into the index is asked for few things by questions that were composed once, for many anew.


@pytest.mark.parametrize("source", [source for source in SOURCES if source.is_alike], ids=lambda source: source.name)
def test_few_go_into_the_index_as_many_do(world, source, monkeypatch):
    filed = make_resource("Lanterns", ["light", "dark"], ["housing", "climate"], ["fr", "sw"])
    filed.supports.set(SupportKind.objects.all()[:2])
    filed.regions.set(Region.objects.all()[:2])
    things = list(source.model.objects.all())

    few = [row for thing in things for row in rows(source, [thing])] + rows(source, things[:FEW]) + rows(source, [])
    monkeypatch.setattr(base, "FEW", 0)
    monkeypatch.setattr(library, "FEW", 0)
    many = [row for thing in things for row in rows(source, [thing])] + rows(source, things[:FEW]) + rows(source, [])

    assert few == many
    assert 0 < len({row.object_id for row in few}) <= len(things)
