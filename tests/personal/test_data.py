"""What is held about somebody: whole, theirs alone, and only after a fresh proof of who they are (TRUST PRIV-1)."""

import json

import pytest
from django.apps import apps
from django.db import models

from ggsn.personal.declarations import DECLARED, undeclared
from members.models import Member, Message, Mute
from tests.make import make_resource
from tests.walk import Visitor

pytestmark = pytest.mark.django_db
DATA, DOWNLOAD = "/en/my-data/", "/en/my-data/download/"


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

    page, taken = visitor.get(DATA), visitor.get(DOWNLOAD)

    words = ["Xyloplace", "Xyloresource", "Xylosent", "Xyloreceived", full.email]
    assert [word for word in words if word not in page.content.decode()] == []
    assert [word for word in words if word not in taken.content.decode()] == []
    assert json.loads(taken.content)["members.Member.pk"][0]["place"] == "Xyloplace"
    assert taken.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert taken.headers["Cache-Control"] == "private, no-store"


def test_secrets_and_what_others_chose_in_confidence_are_not_in_it(full, other):
    taken = Visitor(full).get(DOWNLOAD).content.decode()

    assert full.password not in taken
    assert "muted" not in taken
    assert other.email not in taken


def test_it_is_one_s_own_alone(full, other):
    assert "Xyloplace" not in Visitor(other).get(DOWNLOAD).content.decode()


@pytest.mark.parametrize("address", [DATA, DOWNLOAD, "/en/my-data/leave/"])
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

    with django_assert_max_num_queries(60):
        visitor.get(DOWNLOAD)
