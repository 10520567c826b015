"""No page of the desk shows an e-mail address: one looks at one of them, and it is written down (TRUST EXP-2)."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from ggsn.outreach.models import Message
from members.models import Application, Member
from tests.access_table import DESK, declared
from tests.walk import addresses, body_of, undone

pytestmark = pytest.mark.django_db

APPLICATIONS = "/en/admin/members/application/"
LINES = declared()
# Addresses from which nothing is taken: to keep them is what the page is for.
KEEPS_ADDRESSES = "admin:members_heldaddress_"


def desk_pages(world):
    """Every page of the desk, and each of those about a thing for every thing of its kind."""
    kinds = {f"admin:{label.replace('.', '_')}_": desk.example[0] for label, desk in DESK.items()}
    for address in addresses():
        line = LINES.get(address.name)
        if line is None or not line.is_desk or "GET" not in line.methods or address.name.startswith(KEEPS_ADDRESSES):
            continue
        yield world.path(address, line.example)
        about = next((kind for name, kind in kinds.items() if address.name.startswith(name)), None)
        if "object_id" in address.parameters and about:
            yield from (world.path(address, thing) for thing in world.things if thing[0] == about)


def all_addresses():
    people = [*Member.objects.values_list("email"), *EmailAddress.objects.values_list("email")]
    others = [*Application.objects.values_list("email"), *Message.objects.exclude(to="").values_list("to")]
    return {address for (address,) in people + others}


@pytest.mark.parametrize("role", ["coordinator", "regional", "librarian"])
def test_no_page_of_the_desk_shows_an_address(world, role):
    watched, shown, read = all_addresses(), {}, set()

    for path in set(desk_pages(world)):
        with undone():
            response = world.visitors[role].get(path)
            page = body_of(response).decode(errors="replace").lower()
        if response.status_code == 200:
            read.add(path)
        if found := {address for address in watched if address in page}:
            shown[path] = found

    assert shown == {}
    if role == "librarian":
        return
    application = world.things["application", "waiting"]
    assert {APPLICATIONS, f"{APPLICATIONS}{application.pk}/change/"} <= read
    assert ("/en/admin/outreach/message/" in read) == (role == "coordinator")


@pytest.mark.parametrize("role", ["regional", "regional2"])
@pytest.mark.parametrize("model", [Member, Application])
def test_one_is_shown_the_address_of_those_whose_page_one_may_open_and_of_nobody_else(world, role, model):
    visitor, named = world.visitors[role], f"admin:members_{model._meta.model_name}"
    people = {thing for thing in world.things.values() if isinstance(thing, model)}
    opened, shown, told = set(), set(), set()

    for somebody in people:
        with undone():
            if visitor.get(reverse(f"{named}_change", args=[somebody.pk])).status_code == 200:
                opened.add(somebody)
            answer = visitor.post(reverse(f"{named}_address", args=[somebody.pk]))
        if answer.status_code != 404:
            shown.add(somebody)
        if somebody.email in body_of(answer).decode():
            told.add(somebody)

    assert shown == told == opened
    assert opened < people
    assert opened or role == "regional2"
