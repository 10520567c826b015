"""The calendar file of a meeting: right, discreet, and closed to hostile words (TRUST EXP-HDR-2, LEAK-6)."""

import datetime

import pytest
import vobject
from django.conf import settings
from django.utils import translation

from meetings.calendar import calendar_of
from tests.make import make_meeting

pytestmark = pytest.mark.django_db

PROPERTIES = ["class", "dtend", "dtstamp", "dtstart", "last-modified", "sequence", "status", "summary", "uid", "url"]


def read(meeting, language="en"):
    """The one event of the file, as a second library reads it."""
    with translation.override(language):
        calendar = vobject.readOne(calendar_of(meeting).decode())
    assert set(calendar.contents) == {"method", "prodid", "version", "vevent"}
    (event,) = calendar.vevent_list
    return event


def test_the_file_says_when_and_nothing_of_the_topic():
    meeting = make_meeting("2027-05-02T14:00Z", title_en="Topic", text_en="Words", zoom_link="https://zoom.example/1")

    event = read(meeting)

    assert sorted(event.contents) == PROPERTIES
    assert event.summary.value == "Call"
    assert event.dtstart.value == datetime.datetime(2027, 5, 2, 14, tzinfo=datetime.UTC)
    assert event.dtend.value == datetime.datetime(2027, 5, 2, 15, 30, tzinfo=datetime.UTC)
    assert event.status.value == "CONFIRMED"
    assert event.uid.value == f"{meeting.handle}@ggsn"
    assert event.url.value == f"{settings.SITE_URL}/en/meetings/{meeting.handle}/"
    for word in (b"Topic", b"topic", b"Words", b"zoom"):
        assert word not in calendar_of(meeting)


def test_times_are_written_in_utc_as_every_calendar_understands():
    meeting = make_meeting(date=datetime.date(2027, 7, 1), hour=datetime.time(15), time_zone="Pacific/Chatham")

    lines = calendar_of(meeting).decode().split("\r\n")

    assert "DTSTART:20270701T021500Z" in lines
    assert [line for line in lines if "TZID" in line or "VTIMEZONE" in line] == []


def test_the_title_speaks_the_language_of_the_page():
    assert read(make_meeting(), "fr").summary.value == "Appel"


def test_a_change_of_hour_keeps_the_entry_and_raises_its_number():
    meeting = make_meeting("2027-05-02T14:00Z")
    before = read(meeting)

    meeting.hour = datetime.time(16)
    meeting.save()
    after = read(meeting)

    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.contents["last-modified"][0].value >= before.contents["last-modified"][0].value


def test_a_meeting_called_off_is_cancelled_in_calendars():
    meeting = make_meeting()
    meeting.call_off()

    event = read(meeting)

    assert (event.status.value, event.sequence.value) == ("CANCELLED", "1")


@pytest.mark.parametrize(
    "hostile",
    [
        "x\r\nATTENDEE:mailto:a@example.org",
        "x\nDESCRIPTION:y",
        "x\rEND:VEVENT",
        "x\u2028LOCATION:y",
        "x\u2029LOCATION:y",
        "x\x0bLOCATION:y",
        "x\x0cLOCATION:y",
        "x\x85LOCATION:y",
        "x\x00LOCATION:y",
        "x\\nLOCATION:y;a,b:c",
        "é" * 200,
        "END:VEVENT",
    ],
)
def test_no_words_of_people_add_properties_or_long_lines(hostile):
    meeting = make_meeting()
    for name in ["title_en", "title_fr", "text_en", "slug_en"]:
        setattr(meeting, name, hostile)  # not in the database: PostgreSQL keeps no NUL

    event = read(meeting)
    raw = calendar_of(meeting)

    assert sorted(event.contents) == PROPERTIES
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    text = raw.decode().replace("\r\n", "")
    assert [sign for sign in text if ord(sign) < 32 or sign in "\x7f\x85\u2028\u2029"] == []
