"""Five thousand reminders are queued in two seconds, and cost few questions however many there are (TRUST LOAD-6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Message, Wishes
from members.models import Member
from tests.outreach.make import make_announcement


def make_members(number):
    start = Member.objects.count()
    Member.objects.bulk_create(
        Member(email=f"many{start + index}@example.org", display_name="Many", accepted_at=timezone.now())
        for index in range(number)
    )
    return Member.objects.filter(email__startswith="many").order_by("pk")


def asked(members, announcement):
    with CaptureQueriesContext(connection) as queries:
        Message.objects.say_to_each("announcement", members, announcement)
    return len(queries)


@pytest.mark.parametrize("rhythm", ["now", "daily"])
def test_queueing_asks_the_database_by_hundreds_not_one_by_one(db, rhythm):
    members = make_members(1000)
    Wishes.objects.bulk_create(Wishes(member=member, rhythms={"announcements": rhythm}) for member in members)

    questions = asked(members, make_announcement(sent_at=timezone.now() - HELD_FOR))

    assert Message.objects.filter(kind="announcement").count() == 1000
    assert questions <= 60


def test_a_request_that_tells_all_writes_one_row_for_all(db, django_assert_max_num_queries):
    make_members(50)
    announcement = make_announcement()

    with django_assert_max_num_queries(8):
        announcement.send(by=None)

    assert Message.objects.count() == 1
