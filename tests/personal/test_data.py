"""What is held about somebody: whole, theirs alone, and only after a fresh proof of who they are (TRUST PRIV-1)."""

import datetime
import json

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.utils import timezone
from lxml import html

from ggsn.accounts.models import OwnCopy
from ggsn.audit.models import Entry
from ggsn.personal.declarations import DECLARED, undeclared
from members.models import Member, Message, Mute
from tests.make import make_resource
from tests.walk import Visitor

pytestmark = pytest.mark.django_db
DATA, COPY = "/en/my-data/", "/en/my-data/copy/"


def address_of(visitor):
    """Where the copy is that this visitor prepares."""
    page = html.fromstring(visitor.post(COPY).content)
    return page.xpath("//main//a[contains(@href, '/my-data/copy/')]/@href")[0]


def taken_by(visitor):
    return visitor.post(address_of(visitor))


def ties():
    """Every way from a table to a member, as "label.field"."""
    return {
        f"{model._meta.label}.{field.name}": model
        for model in apps.get_models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.related_model is Member
    }


def test_every_way_from_a_table_to_a_member_is_declared():
    declared = {f"{personal.label}.{personal.tie}" for personal in DECLARED} - {"members.Member.pk"}

    assert declared == set(ties())


@pytest.mark.parametrize("personal", DECLARED, ids=lambda personal: f"{personal.label}.{personal.tie}")
def test_every_field_of_what_points_to_a_member_is_declared(personal):
    assert undeclared(personal.model, personal.declared) == set()
    assert set(personal.shows.split()) & set(personal.keeps_back.split()) == set()


def test_a_field_added_without_thought_turns_the_test_red():
    class Thoughtless(models.Model):
        member = models.ForeignKey(Member, models.CASCADE, related_name="+")
        secret = models.TextField()

        class Meta:
            app_label = "nowhere"
            managed = False

    apps.all_models.pop("nowhere", None)

    assert undeclared(Thoughtless, {"id", "member"}) == {"secret"}


@pytest.fixture
def full(member, other):
    """Somebody with something of each kind, and secrets beside."""
    member.place = "Xyloplace"
    member.save()
    make_resource("Xyloresource", contributor=member, published_at=None)
    Message.objects.create(sender=member, recipient=other, text="Xylosent")
    Message.objects.create(sender=other, recipient=member, text="Xyloreceived")
    Mute.objects.create(member=other, muted=member)
    return member


def test_all_of_it_is_read_and_taken_along(full):
    visitor = Visitor(full)

    page, taken = visitor.get(DATA), taken_by(visitor)

    words = ["Xyloplace", "Xyloresource", "Xylosent", "Xyloreceived", full.email]
    assert [word for word in words if word not in page.content.decode()] == []
    assert [word for word in words if word not in taken.content.decode()] == []
    assert json.loads(taken.content)["members.Member.pk"][0]["place"] == "Xyloplace"
    assert taken.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert taken.headers["Cache-Control"] == "private, no-store"


def test_secrets_and_what_others_chose_in_confidence_are_not_in_it(full, other):
    taken = taken_by(Visitor(full)).content.decode()

    assert full.password not in taken
    assert "muted" not in taken
    assert other.email not in taken


def test_it_is_one_s_own_alone(full, other):
    assert "Xyloplace" not in taken_by(Visitor(other)).content.decode()


@pytest.mark.parametrize("address", [DATA, COPY, "/en/my-data/leave/"])
def test_without_having_just_confirmed_who_one_is_nothing_is_shown(client, full, address):
    client.force_login(full, backend="ggsn.accounts.lookup.ByAddress")

    response = client.get(address)

    assert response.status_code == 302
    assert "/reauthenticate/" in response.headers["Location"]


def test_applicants_read_what_is_held_about_them_too(applicant):
    assert "Noor" in Visitor(applicant).get(DATA).content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_it_costs_the_same_however_much_there_is(full, number, django_assert_max_num_queries):
    for _one in range(number):
        make_resource(contributor=full, struggles=["housing"], languages=["fr"], tags=["care"])
    visitor = Visitor(full)
    address = address_of(visitor)

    with django_assert_max_num_queries(60):
        visitor.post(address)


# A copy to take along: once, within 48 hours, for its owner alone.


def test_looking_at_the_address_uses_nothing_up_and_taking_it_does(full):
    visitor = Visitor(full)
    address = address_of(visitor)

    answers = [visitor.get(address), visitor.get(address), visitor.post(address), visitor.post(address)]
    after = visitor.get(address)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]
    assert "Xyloplace" in answers[2].content.decode()
    assert "Xyloplace" not in answers[3].content.decode()
    assert "no longer works" in after.content.decode() and after.status_code == 404


def test_a_look_at_the_page_prepares_nothing(full):
    Visitor(full).get(COPY)

    assert not OwnCopy.objects.exists()


@pytest.mark.parametrize(("hours", "status"), [(47, 200), (49, 404)])
def test_it_waits_for_48_hours(full, hours, status):
    address = address_of(Visitor(full))

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=hours)):
        assert Visitor(full).post(address).status_code == status


def test_it_serves_nobody_else_and_nobody_who_has_not_just_said_who_they_are(client, full, other):
    address = address_of(Visitor(full))
    by_another, by_nobody = Visitor(other).post(address), client.post(address)
    client.force_login(full, backend="ggsn.accounts.lookup.ByAddress")
    at_an_open_session = client.post(address)

    assert [by_another.status_code, by_nobody.status_code, at_an_open_session.status_code] == [404, 302, 302]
    assert "reauthenticate" in at_an_open_session.headers["Location"]
    assert Visitor(full).post(address).status_code == 200


def test_preparing_another_ends_the_one_before(full):
    visitor = Visitor(full)
    first, second = address_of(visitor), address_of(visitor)

    assert (visitor.post(first).status_code, visitor.post(second).status_code) == (404, 200)


def test_it_is_written_down_that_a_copy_was_taken_and_nothing_of_it_is_kept(full):
    visitor = Visitor(full)
    address = address_of(visitor)
    before = Entry.objects.filter(event="data_taken").count()

    visitor.post(address)

    kept = OwnCopy.objects.get()
    assert (before, Entry.objects.filter(event="data_taken").count()) == (0, 1)
    assert address.split("/")[-2] not in str(vars(kept))
    assert {field.name for field in OwnCopy._meta.fields} == {"id", "member", "digest", "prepared_at", "taken_at"}
