"""The strip of hours around the world."""

import datetime

from django.template import Context, Template
from django.utils import translation

from meetings.hours import around_the_world, light_at

MOMENT = datetime.datetime(2026, 12, 3, 14, tzinfo=datetime.UTC)


def strip(moment, zone=None, language="en"):
    with translation.override(language):
        return [
            (hour.city, hour.said.replace("\u00a0", " "), hour.light, str(hour.word))
            for hour in around_the_world(moment, zone)
        ]


def test_the_strip_goes_from_the_earliest_clock_to_the_latest_and_names_the_day_when_it_changes():
    assert strip(MOMENT, "Africa/Nairobi") == [
        ("San José", "08:00", "d", "daytime"),
        ("Bogotá", "09:00", "d", "daytime"),
        ("Santiago", "11:00", "d", "daytime"),
        ("Dakar", "14:00", "d", "daytime"),
        ("London", "14:00", "d", "daytime"),
        ("Lagos", "15:00", "d", "daytime"),
        ("Nairobi (you)", "17:00", "d", "daytime"),
        ("Delhi", "19:30", "d", "daytime"),
        ("Melbourne", "01:00", "n", "night, Friday"),
        ("Auckland", "03:00", "n", "night, Friday"),
    ]


def test_the_strip_speaks_french():
    assert strip(MOMENT, "Africa/Dakar", "fr") == [
        ("San José", "8 h", "d", "journée"),
        ("Bogotá", "9 h", "d", "journée"),
        ("Santiago", "11 h", "d", "journée"),
        ("Dakar (vous)", "14 h", "d", "journée"),
        ("Londres", "14 h", "d", "journée"),
        ("Lagos", "15 h", "d", "journée"),
        ("Nairobi", "17 h", "d", "journée"),
        ("Delhi", "19 h 30", "d", "journée"),
        ("Melbourne", "1 h", "n", "nuit, vendredi"),
        ("Auckland", "3 h", "n", "nuit, vendredi"),
    ]


def test_a_reader_who_lives_elsewhere_finds_their_own_city_in_its_place():
    assert [city for city, *_rest in strip(MOMENT, "Asia/Kathmandu")] == [
        *["San José", "Bogotá", "Santiago", "Dakar", "London", "Lagos", "Nairobi", "Delhi"],
        *["Kathmandu (you)", "Melbourne", "Auckland"],
    ]


def test_a_reader_whose_zone_has_two_names_is_found_under_both():
    assert strip(MOMENT, "Asia/Calcutta") == strip(MOMENT, "Asia/Kolkata")
    assert ("Delhi (you)", "19:30", "d", "daytime") in strip(MOMENT, "Asia/Calcutta")


def test_nobody_is_told_you_when_nobody_is_known():
    assert [city for city, *_rest in strip(MOMENT) if "you" in city] == []
    assert strip(MOMENT, "UTC") == strip(MOMENT)


def test_days_are_named_against_the_reader_s_own_in_both_directions():
    in_auckland = strip(MOMENT, "Pacific/Auckland")

    assert in_auckland[0] == ("San José", "08:00", "d", "daytime, Thursday")
    assert in_auckland[-1] == ("Auckland (you)", "03:00", "n", "night")


def test_the_light_of_each_hour():
    lights = "".join(light_at(hour) for hour in range(24))

    assert lights == "nnnnnn" + "ee" + "dddddddddddd" + "eee" + "n"


def test_edges_are_called_early_or_evening():
    at_seven_and_twenty_one = datetime.datetime(2026, 12, 3, 21, tzinfo=datetime.UTC)

    told = {city: word for city, _said, _light, word in strip(at_seven_and_twenty_one)}

    assert told["Dakar"] == "evening"
    assert told["Melbourne"] == "daytime, Friday"
    assert strip(MOMENT.replace(hour=7))[3:5] == [("Dakar", "07:00", "e", "early"), ("London", "07:00", "e", "early")]


def test_the_strip_is_a_named_list_of_machine_readable_times():
    with translation.override("en"):
        html = Template("{% load meetings %}{% hours moment 'Africa/Nairobi' %}").render(Context({"moment": MOMENT}))

    assert html.splitlines()[0] == '<ol class="hours" aria-label="Local time in some cities">'
    assert html.splitlines()[-2] == (
        '<li class="n"><b>Auckland</b> <time datetime="2026-12-04T03:00+13:00">03:00</time> '
        "<span>night, Friday</span></li>"
    )
