"""When a country changes its mind about its clocks."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from meetings import clocks
from meetings.models import Meeting
from tests.make import make_meeting

pytestmark = pytest.mark.django_db


def follow_clocks():
    out, err = StringIO(), StringIO()
    call_command("follow_clocks", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_coming_meetings_keep_the_hour_of_their_place_and_calendars_hear_of_it():
    meeting = make_meeting(
        date=datetime.date(2040, 7, 1), hour=datetime.time(15), time_zone="Europe/Paris", title_en="Rest"
    )
    hour_later = meeting.starts_at + datetime.timedelta(hours=1)
    # As it was worked out under older rules, without summer time.
    Meeting.objects.update(starts_at=hour_later, ends_at=hour_later + datetime.timedelta(minutes=90))

    first, again = follow_clocks(), follow_clocks()

    meeting.refresh_from_db()
    assert first == ("Rest: 2040-07-01 14:00 UTC is now 2040-07-01 13:00 UTC.\n1 moved.\n", "")
    assert again == ("0 moved.\n", "")
    assert (meeting.starts_at, meeting.sequence) == (hour_later - datetime.timedelta(hours=1), 1)


def test_past_meetings_stay_where_they_were():
    meeting = make_meeting("2024-07-01T13:00Z")
    Meeting.objects.update(starts_at=meeting.starts_at - datetime.timedelta(hours=1))

    assert follow_clocks() == ("0 moved.\n", "")


def test_an_hour_that_no_longer_exists_is_said_and_the_others_still_follow(monkeypatch):
    make_meeting("2040-07-01T13:00Z", title_en="Lost")
    make_meeting("2040-08-01T13:00Z", title_en="Kept")
    monkeypatch.setattr(clocks, "_is_skipped", lambda local: local.month == 7)

    out, err = follow_clocks()

    assert out == "0 moved.\n"
    assert err == "Lost: 2040-07-01 13:00:00 does not exist in UTC. Choose another hour at the desk.\n"
