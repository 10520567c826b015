"""Whoever opens a great many profiles is slowed, and the coordination hears of it once (TRUST RATE)."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from members.forgetting import forget_readings
from members.models import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")
    return member


def have_read(reader, number):
    Reading.objects.update_or_create(member=reader, day=timezone.now().date(), defaults={"number": number})


def test_three_hundred_open_and_the_next_one_tomorrow(client, reader, other):
    with time_machine.travel(timezone.now().replace(hour=12), tick=False) as clock:
        client.force_login(reader, backend="ggsn.accounts.lookup.ByAddress")
        have_read(reader, 299)
        last, first_too_many = [client.get(other.get_absolute_url()) for _time in range(2)]
        clock.shift(datetime.timedelta(days=1))
        client.force_login(reader, backend="ggsn.accounts.lookup.ByAddress")
        tomorrow = client.get(other.get_absolute_url())

    assert [answer.status_code for answer in (last, first_too_many, tomorrow)] == [200, 429, 200]
    assert int(first_too_many.headers["Retry-After"]) > 0
    assert "tomorrow" in first_too_many.content.decode()
    assert "Wanjiru" not in first_too_many.content.decode()


def test_a_forged_network_address_changes_nothing(client, reader, other):
    have_read(reader, 300)

    answer = client.get(other.get_absolute_url(), headers={"x-forwarded-for": "203.0.113.7"})

    assert answer.status_code == 429


def test_the_coordination_hears_of_it_once_a_day(client, reader, other, coordinator, mailoutbox):
    have_read(reader, 148)

    for _time in range(4):
        client.get(other.get_absolute_url())

    assert [letter.to for letter in mailoutbox] == [[coordinator.email]]
    assert "Awa" in mailoutbox[0].body
    assert "Awa" not in mailoutbox[0].subject
    assert "Wanjiru" not in mailoutbox[0].body


def test_one_s_own_page_and_what_is_not_there_do_not_count(client, reader, unlisted):
    for address in [reader.get_absolute_url(), unlisted.get_absolute_url(), "/en/members/ffffffffffffffff/"]:
        client.get(address)

    assert not Reading.objects.exists()


def test_no_note_says_whose_profile_was_read(client, reader, other):
    client.get(other.get_absolute_url())

    assert {field.name for field in Reading._meta.fields} == {"id", "member", "day", "number"}
    assert Reading.objects.values_list("member", "number").get() == (reader.pk, 1)


def test_the_count_is_forgotten(reader):
    have_read(reader, 7)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=4)):
        forget_readings()

    assert not Reading.objects.exists()
