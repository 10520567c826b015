"""What one may not see answers like what is not there: same status, same bytes (TRUST ACC-3)."""

import statistics
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.access_table import declared
from tests.walk import LANGUAGE, addresses, said, undone
from tests.world import ROLES

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LINES = declared()
# Every address of one thing that has private neighbours, the desk's and the accounts' own left aside.
OF_THINGS = {
    address.name: address
    for address in addresses()
    if address.name in LINES and not LINES[address.name].is_desk and LINES[address.name].of_things
}
MISSING = "no-such-thing-anywhere"


def methods_of(address):
    """On the other kind of database it is asked for by one: by the one that looks for it."""
    if connection.vendor != "postgresql":
        return ["GET", "POST"]
    return ["GET"] if "GET" in LINES[address.name].methods else ["POST"]


def names_of(thing, parameter):
    """All that a thing was or is found by: its address in each language and its former ones, its handle, its number."""
    if parameter != "slug":
        return {str(getattr(thing, parameter))}
    slugs = {getattr(thing, f"slug_{code}") for code in LANGUAGES} | set(thing.former_slugs.split())
    return {slug for slug in slugs | {getattr(thing, "key", None), getattr(thing, "handle", None)} if slug}


def missing_name(parameter):
    return {"pk": "987654321", "handle": "0" * 16}.get(parameter, MISSING)


@pytest.mark.parametrize("name", sorted(OF_THINGS))
@pytest.mark.parametrize("role", ROLES)
def test_what_one_may_not_see_is_like_what_is_not_there(world, role, name):
    address, kind = OF_THINGS[name], LINES[name].example[0]
    (parameter,) = address.parameters
    nowhere = address.path(LANGUAGE, **{parameter: missing_name(parameter)})
    missing, different = {}, []
    for method in methods_of(address):
        with undone():
            missing[method] = world.visitors[role].ask(nowhere, method)

    for (thing_kind, thing_state), thing in world.things.items():
        if thing_kind != kind or role in world.readers[kind, thing_state]:
            continue
        for word in names_of(thing, parameter):
            for method in missing:
                path = address.path(LANGUAGE, **{parameter: word})
                with undone():
                    private = world.visitors[role].ask(path, method)
                if said(private, f"/{word}/") != said(missing[method], f"/{missing_name(parameter)}/"):
                    different.append(f"{method} {path} ({thing_state}): {private.status_code}")

    assert different == []


@pytest.mark.parametrize("name", sorted(name for name in OF_THINGS if "slug" in OF_THINGS[name].parameters))
def test_the_former_address_of_a_private_thing_does_not_tell_the_new_one(world, name):
    """Moving a thing leaves no trace that those could follow who may not see it."""
    address, kind = OF_THINGS[name], LINES[name].example[0]
    told = []

    for (thing_kind, thing_state), thing in world.things.items():
        for former in getattr(thing, "former_slugs", "").split() if thing_kind == kind else []:
            for role in set(ROLES) - world.readers[kind, thing_state]:
                response = world.visitors[role].get(address.path("en", **{address.parameters[0]: former}))
                if thing.slug_en in response.headers.get("Location", "") + response.content.decode():
                    told.append((role, former))

    assert told == []


@pytest.mark.parametrize("name", sorted(name for name, line in LINES.items() if line.of_things == "seen"))
@pytest.mark.parametrize("role", ROLES)
def test_what_one_may_see_is_there(world, role, name):
    """Else the tests above would prove nothing."""
    address, kind = OF_THINGS[name], LINES[name].example[0]
    lost = []

    for thing_kind, thing_state in world.things:
        if thing_kind == kind and role in world.readers[kind, thing_state] & LINES[name].admitted:
            path = world.path(address, (kind, thing_state))
            status = world.visitors[role].get(path).status_code
            lost += [f"{path} ({thing_state}): {status}"] if status != 200 else []

    assert lost == []


def test_private_and_missing_take_the_same_time(world):
    """Medians over 200 pairs, asked in turn."""
    address = OF_THINGS["resources:detail"]
    private = world.path(address, ("resource", "another's draft"))
    missing = address.path("en", slug=MISSING)
    visitor, times = world.visitors["member"], {private: [], missing: []}

    for _turn in range(200):
        for path, taken in times.items():
            begun = time.perf_counter()
            visitor.get(path)
            taken.append(time.perf_counter() - begun)

    apart = abs(statistics.median(times[private]) - statistics.median(times[missing]))
    assert apart < 0.005
