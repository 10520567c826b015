"""What is composed once reads the same as what Django composes each time, on either database."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.forms.models import model_to_dict
from django.utils import timezone

from ggsn.accounts.store import SessionStore
from members.composed import ROOMS, Composed, ComposedForMany
from members.models import Member
from members.roles import COORDINATOR, LIBRARIAN
from tests.make import make_member

pytestmark = pytest.mark.django_db


def test_a_member_is_read_whole():
    pk = make_member(suitable_hours=[8, 9], represents_since=datetime.date(2024, 2, 29)).pk
    make_member()

    one = Member.objects.signed_in(pk)

    assert (one, model_to_dict(one), one.__dict__.keys()) == (
        (usual := Member.objects.get(pk=pk)),
        model_to_dict(usual),
        usual.__dict__.keys(),
    )
    assert Member.objects.signed_in(0) is None


def test_what_was_composed_asks_anew_each_time():
    member = make_member()
    before = Member.objects.signed_in(member.pk).role_names
    member.groups.set(Group.objects.filter(name__in=[COORDINATOR, LIBRARIAN]))

    after = Member.objects.signed_in(member.pk).role_names

    assert (before, after) == (frozenset(), {COORDINATOR, LIBRARIAN})


def test_a_question_with_more_than_one_value_is_refused():
    with pytest.raises(ValueError, match="one parameter"):
        Composed(lambda number: Member.objects.filter(pk=number, is_active=True, place="Dakar")).rows(1)


@pytest.mark.parametrize("number", [0, 1, ROOMS[0], ROOMS[0] + 1, ROOMS[-1] + 2])
def test_things_asked_for_by_their_numbers_are_those_that_have_them(number):
    here = Member.objects.bulk_create(
        Member(email=f"{one}@example.org", display_name=f"{one}", accepted_at=timezone.now()) for one in range(number)
    )
    make_member()
    found_by_number = ComposedForMany(lambda numbers: Member.objects.filter(pk__in=numbers).select_related("region"))

    found = found_by_number([*(one.pk for one in here), *[0] * (number > 1)])

    assert (len(found), {one.pk for one in found}) == (number, {one.pk for one in here})
    for one in found[:2]:
        assert model_to_dict(one) == model_to_dict(Member.objects.get(pk=one.pk))


def test_what_it_asks_besides_stays_and_what_was_composed_asks_anew():
    member, other = make_member(place="Dakar"), make_member(place="Lomé")
    in_dakar = ComposedForMany(lambda numbers: Member.objects.filter(place="Dakar", pk__in=numbers))
    before = in_dakar([member.pk, other.pk])
    Member.objects.filter(pk=other.pk).update(place="Dakar")

    after = in_dakar([other.pk])

    assert (before, after) == ([member], [other])


def test_what_depends_on_the_hour_is_not_composed_once():
    late = ComposedForMany(lambda numbers: Member.objects.filter(pk__in=numbers, accepted_at__lt=timezone.now()))
    with pytest.raises(TypeError, match="for ever"):
        late([1])


def test_a_session_that_has_ended_is_empty_and_so_is_one_that_never_was():
    begun = SessionStore()
    begun["who"] = "awa"
    begun.save()
    key = begun.session_key
    read = dict(SessionStore(key).items())
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))

    ended, invented = SessionStore(key), SessionStore("x" * 32)

    assert (read, dict(ended.items()), dict(invented.items())) == ({"who": "awa"}, {}, {})
    assert (ended.session_key, invented.session_key) == (None, None)


def test_an_account_closed_without_a_word_lets_nobody_in_who_is_signed_in_already(client):
    member = make_member()
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")
    before = client.get("/en/members/dashboard/").status_code
    Member.objects.filter(pk=member.pk).update(is_active=False)  # past whatever listens to a save

    after = client.get("/en/members/dashboard/")

    assert (before, after.status_code, after.headers["Location"].partition("?")[0]) == (200, 302, "/en/account/login/")
