"""Who knows of which meeting; planning; what calendars must hear of."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from meetings.clocks import HourComesTwice, NoSuchHour
from meetings.models import Kind, Meeting, Occurrence
from tests.make import make_meeting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", set()),
        ("applicant", set()),
        ("gone", set()),
        ("member", {"coming", "public", "called off", "past"}),
        ("librarian", {"coming", "public", "called off", "past"}),
        ("regional", {"coming", "public", "called off", "past"}),
        ("coordinator", {"coming", "public", "called off", "past"}),
    ],
)
def test_who_knows_of_which_meetings(who, sees, request):
    make_meeting(title_en="coming")
    make_meeting(title_en="public", title_is_public=True)
    make_meeting(title_en="called off").call_off()
    make_meeting("2024-03-01T14:00Z", title_en="past")

    seen = Meeting.objects.visible_to(request.getfixturevalue(who))

    assert {meeting.title_en for meeting in seen} == sees


def test_meetings_come_soonest_first_and_go_latest_first():
    now = timezone.now()
    for title, days in [("later", 60), ("soon", 3), ("long ago", -400), ("lately", -2)]:
        make_meeting(now + datetime.timedelta(days=days), title_en=title)

    assert [meeting.title_en for meeting in Meeting.objects.upcoming()] == ["soon", "later"]
    assert [meeting.title_en for meeting in Meeting.objects.past()] == ["lately", "long ago"]


def test_a_meeting_under_way_still_comes():
    begun = make_meeting(timezone.now() - datetime.timedelta(minutes=80), minutes=90)
    make_meeting(timezone.now() - datetime.timedelta(minutes=100), minutes=90)

    assert list(Meeting.objects.upcoming()) == [begun]
    assert not begun.is_over


def test_the_next_meeting_is_announced_without_its_title():
    starts_at = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=5)
    make_meeting(starts_at, title_en="secret", text_en="secret", languages=["fr", "en"], interpretation=True)

    announced = Meeting.objects.announced()

    assert announced.named is None
    assert (announced.kind, announced.starts_at, announced.minutes) == (Kind.TOPIC, starts_at, 90)
    assert {language.code for language in announced.languages} == {"fr", "en"}
    assert "secret" not in repr(announced)


def test_a_public_title_is_announced_and_nothing_else_of_the_meeting():
    make_meeting(title_en="Open to see", title_fr="À voir", text_en="secret", zoom_link="https://zoom.example/1")
    Meeting.objects.update(title_is_public=True)

    named = Meeting.objects.announced().named

    assert (named.title_en, named.title_fr) == ("Open to see", "À voir")
    assert (named.pk, named.text_en, named.slug_en, named.zoom_link) == (None, None, None, "")


def test_what_was_called_off_or_is_past_is_not_announced():
    make_meeting("2024-03-01T14:00Z")
    make_meeting(timezone.now() + datetime.timedelta(days=2)).call_off()
    next_one = make_meeting(timezone.now() + datetime.timedelta(days=4))

    assert Meeting.objects.announced().starts_at == next_one.starts_at


def test_nothing_is_announced_when_nothing_is_planned():
    make_meeting("2024-03-01T14:00Z")

    assert Meeting.objects.announced() is None


def test_the_instant_follows_from_the_hour_of_the_place():
    facts = {"hour": datetime.time(15), "time_zone": "Europe/Paris"}

    winter = make_meeting(date=datetime.date(2027, 3, 25), **facts)
    summer = make_meeting(date=datetime.date(2027, 4, 1), **facts)

    assert winter.starts_at == datetime.datetime(2027, 3, 25, 14, tzinfo=datetime.UTC)
    assert summer.starts_at == datetime.datetime(2027, 4, 1, 13, tzinfo=datetime.UTC)
    assert summer.ends_at - summer.starts_at == datetime.timedelta(minutes=90)


def test_an_hour_that_is_none_or_two_cannot_be_saved_by_guessing():
    with pytest.raises(NoSuchHour):
        make_meeting(date=datetime.date(2027, 9, 5), hour=datetime.time(0, 30), time_zone="America/Santiago")
    with pytest.raises(HourComesTwice):
        make_meeting(date=datetime.date(2027, 10, 31), hour=datetime.time(2, 30), time_zone="Europe/Paris")

    assert Meeting.objects.count() == 0


def test_of_two_hours_the_chosen_one_is_kept_and_forgotten_once_there_is_one():
    meeting = make_meeting(
        date=datetime.date(2027, 10, 31),
        hour=datetime.time(2, 30),
        time_zone="Europe/Paris",
        occurrence=Occurrence.SECOND,
    )
    assert meeting.starts_at == datetime.datetime(2027, 10, 31, 1, 30, tzinfo=datetime.UTC)

    meeting.hour = datetime.time(15)
    meeting.save()

    assert meeting.occurrence == ""


@pytest.mark.parametrize(
    ("change", "raised"),
    [
        ({"hour": datetime.time(16)}, 1),
        ({"date": datetime.date(2027, 5, 3)}, 1),
        ({"time_zone": "Africa/Nairobi"}, 1),
        ({"minutes": 60}, 1),
        ({"title_en": "Another"}, 1),
        ({"zoom_link": "https://zoom.example/2"}, 1),
        ({"text_en": "Another programme"}, 0),
        ({"interpretation": True}, 0),
        ({"time_zone": "Africa/Dakar"}, 0),
        ({}, 0),
    ],
)
def test_calendars_hear_of_changes_of_hour_title_and_link(change, raised):
    meeting = make_meeting("2027-05-02T14:00Z", zoom_link="https://zoom.example/1")

    for name, value in change.items():
        setattr(meeting, name, value)
    meeting.save()

    meeting.refresh_from_db()
    assert meeting.sequence == raised


def test_calling_off_is_told_once_and_can_be_taken_back():
    meeting = make_meeting()

    meeting.call_off()
    meeting.call_off()
    assert (meeting.called_off_at is not None, meeting.sequence) == (True, 1)

    meeting.go_ahead()
    assert (meeting.called_off_at, meeting.sequence) == (None, 2)


def test_the_database_refuses_a_meeting_that_takes_no_time():
    meeting = make_meeting()

    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(minutes=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(ends_at=meeting.starts_at)


@pytest.mark.parametrize(
    ("fact", "value"), [("zoom_link", "http://zoom.example/1"), ("time_zone", "Mars/Base"), ("minutes", 0)]
)
def test_a_meeting_that_makes_no_sense_is_not_valid(fact, value):
    meeting = make_meeting()
    setattr(meeting, fact, value)

    with pytest.raises(ValidationError) as error:
        meeting.full_clean()

    assert list(error.value.message_dict) == [fact]


def test_a_meeting_is_called_by_its_title_in_some_language_or_by_its_kind():
    with translation.override("en"):
        assert str(make_meeting(title_en="Rest", title_fr="Repos")) == "Rest"
        assert str(make_meeting(title_fr="Repos")) == "Repos"
        assert str(make_meeting(title_en=None, kind=Kind.CHALLENGES)) == "Challenge round"
