"""From the hour of a place to the instant it means (TRUST, TIME)."""

import datetime

import pytest
from dateutil import tz
from django.utils import timezone, translation

from meetings import words
from meetings.clocks import HourComesTwice, NoSuchHour, comes_twice, does_not_exist, instant
from meetings.templatetags.meetings import when

ZONES = [
    "Africa/Dakar",
    "Africa/Nairobi",
    "Africa/Casablanca",
    "America/Bogota",
    "America/Costa_Rica",
    "America/Santiago",
    "America/New_York",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Melbourne",
    "Europe/London",
    "Europe/Paris",
    "Pacific/Auckland",
    "Pacific/Chatham",
]
MONTHS = [datetime.date(2026 + number // 12, 1 + number % 12, 1) for number in range(11, 35)]
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche".split(),
}
MONTH_NAMES = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def spelled(local, language):
    """The date and hour of an aware moment, written without the code under test."""
    weekday, month = WEEKDAYS[language][local.weekday()], MONTH_NAMES[language][local.month - 1]
    # Where the clocks show an hour twice, its distance from UTC tells which.
    offset = local.utcoffset() // datetime.timedelta(minutes=1)
    which = (
        f" (UTC+{offset // 60}{f':{offset % 60:02}' if offset % 60 else ''})" if tz.datetime_ambiguous(local) else ""
    )
    if language == "en":
        return f"{weekday} {local.day} {month} {local.year}, {local.hour:02}:{local.minute:02}{which}"
    day = "1er" if local.day == 1 else local.day
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return f"{weekday} {day}\u00a0{month}\u00a0{local.year}, {local.hour}\u00a0h{minutes}{which}"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("zone", ZONES)
def test_a_series_at_three_in_paris_is_told_right_in_every_zone_for_two_years(zone, language):
    paris = tz.gettz("Europe/Paris")
    theirs = [
        datetime.datetime.combine(day, datetime.time(15), paris).astimezone(tz.gettz(zone))
        for month in MONTHS
        for day in (month, month.replace(day=28))
    ]

    with translation.override(language):
        ours = [
            when(instant(day, datetime.time(15), "Europe/Paris"), zone, named=False)
            for month in MONTHS
            for day in (month, month.replace(day=28))
        ]

    assert ours == [
        f'<time datetime="{local.isoformat(timespec="minutes")}"><b>{spelled(local, language)}</b></time>'
        for local in theirs
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_hours_planned_in_any_zone_mean_the_instant_another_library_finds(zone):
    days = [day + datetime.timedelta(days=number) for day in MONTHS for number in range(0, 28, 3)]

    ours = [instant(day, datetime.time(15), zone) for day in days]

    assert ours == [datetime.datetime.combine(day, datetime.time(15), tz.gettz(zone)) for day in days]


@pytest.mark.parametrize(
    ("zone", "days", "offsets"),
    [
        ("Africa/Casablanca", ["2027-02-06", "2027-02-08", "2027-03-13", "2027-03-15"], ["+1", "+0", "+0", "+1"]),
        ("Australia/Lord_Howe", ["2027-04-03", "2027-04-05"], ["+11", "+10:30"]),
        ("Pacific/Chatham", ["2027-04-03", "2027-04-05"], ["+13:45", "+12:45"]),
        ("America/Santiago", ["2027-04-02", "2027-04-05"], ["−3", "−4"]),
        ("Asia/Kathmandu", ["2027-01-01", "2027-07-01"], ["+5:45", "+5:45"]),
    ],
)
def test_clocks_change_when_each_country_says(zone, days, offsets):
    noon = datetime.time(12)

    told = [
        words.distance_from_utc(instant(datetime.date.fromisoformat(day), noon, zone).astimezone(words.clock(zone)))
        for day in days
    ]

    assert told == [f"UTC{offset}" for offset in offsets]


def test_the_same_instant_is_another_date_in_auckland_and_bogota():
    moment = instant(datetime.date(2026, 12, 3), datetime.time(23, 30), "Africa/Lagos")

    assert moment.astimezone(words.clock("Pacific/Auckland")).date() == datetime.date(2026, 12, 4)
    assert moment.astimezone(words.clock("America/Bogota")).date() == datetime.date(2026, 12, 3)


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("America/Santiago", "2027-09-05", "00:30"),
        ("Europe/Paris", "2027-03-28", "02:30"),
        ("Australia/Lord_Howe", "2027-10-03", "02:15"),
        ("Pacific/Chatham", "2027-09-26", "03:00"),
    ],
)
def test_an_hour_the_clocks_jump_over_is_no_instant(zone, day, hour):
    day, hour = datetime.date.fromisoformat(day), datetime.time.fromisoformat(hour)

    assert does_not_exist(day, hour, zone)
    assert not comes_twice(day, hour, zone)
    with pytest.raises(NoSuchHour):
        instant(day, hour, zone)
    with pytest.raises(NoSuchHour):
        instant(day, hour, zone, second=True)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "first", "second"),
    [
        ("Europe/Paris", "2027-10-31", "02:30", "2027-10-31T00:30Z", "2027-10-31T01:30Z"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45Z", "2027-04-03T15:15Z"),
        ("America/Santiago", "2027-04-03", "23:30", "2027-04-04T02:30Z", "2027-04-04T03:30Z"),
    ],
)
def test_an_hour_that_comes_twice_is_two_instants_and_never_guessed(zone, day, hour, first, second):
    day, hour = datetime.date.fromisoformat(day), datetime.time.fromisoformat(hour)

    assert comes_twice(day, hour, zone)
    assert instant(day, hour, zone, second=False) == datetime.datetime.fromisoformat(first)
    assert instant(day, hour, zone, second=True) == datetime.datetime.fromisoformat(second)
    with pytest.raises(HourComesTwice):
        instant(day, hour, zone)


def test_ordinary_hours_are_neither_missing_nor_doubled():
    now = timezone.now().date()

    assert not does_not_exist(now, datetime.time(12), "Europe/Paris")
    assert not comes_twice(now, datetime.time(12), "Europe/Paris")
