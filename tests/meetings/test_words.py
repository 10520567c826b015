"""Dates, hours, zones and lengths as people say them in French and in English."""

import datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from meetings import words
from members.models import Language, Member

UTC = datetime.UTC
THIRD = datetime.datetime(2026, 12, 3, 14, tzinfo=UTC)


def plain(text):
    """With ordinary spaces, for the eye."""
    return str(text).replace("\u00a0", " ").replace("\u202f", " ")


def said(source, language, **context):
    with translation.override(language):
        return plain(Template("{% load meetings %}" + source).render(Context(context)))


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        (
            "Africa/Nairobi",
            "en",
            '<time datetime="2026-12-03T17:00+03:00"><b>Thursday 3 December 2026, 17:00 to 18:30</b>, '
            "Nairobi time</time>",
        ),
        (
            "Africa/Dakar",
            "fr",
            '<time datetime="2026-12-03T14:00+00:00"><b>Jeudi 3 décembre 2026, 14 h à 15 h 30</b>, '
            "heure de Dakar</time>",
        ),
        (
            "Asia/Kathmandu",
            "en",
            '<time datetime="2026-12-03T19:45+05:45"><b>Thursday 3 December 2026, 19:45 to 21:15</b>, '
            "Kathmandu time</time>",
        ),
        (
            "UTC",
            "fr",
            '<time datetime="2026-12-03T14:00+00:00"><b>Jeudi 3 décembre 2026, 14 h à 15 h 30</b>, '
            "temps universel (UTC)</time>",
        ),
        (
            "Nowhere/At_all",
            "en",
            '<time datetime="2026-12-03T14:00+00:00"><b>Thursday 3 December 2026, 14:00 to 15:30</b>, '
            "universal time (UTC)</time>",
        ),
    ],
)
def test_a_meeting_s_time_names_its_zone_in_words(zone, language, expected):
    assert said("{% when moment zone minutes=90 %}", language, moment=THIRD, zone=zone) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday 3 December 2026, 23:30 to 01:00 on Friday"),
        ("fr", "Jeudi 3 décembre 2026, 23 h 30 à 1 h (vendredi)"),
    ],
)
def test_the_second_day_of_a_meeting_over_midnight_is_named(language, expected):
    moment = THIRD.replace(hour=23, minute=30)

    assert f"<b>{expected}</b>" in said("{% when moment 'UTC' minutes=90 %}", language, moment=moment)


def test_the_first_of_a_month_is_written_as_french_does():
    moment = datetime.datetime(2027, 4, 1, 8, tzinfo=UTC)

    assert "<b>Jeudi 1er avril 2027, 8 h</b>" in said("{% when moment 'UTC' %}", "fr", moment=moment)
    assert "<b>Thursday 1 April 2027, 08:00</b>" in said("{% when moment 'UTC' %}", "en", moment=moment)
    assert (
        said("{% short_day moment 'UTC' %}", "fr", moment=moment) == '<time datetime="2027-04-01">1er avr. 2027</time>'
    )


def test_french_hours_do_not_break_over_a_line():
    with translation.override("fr"):
        assert words.at_hour(THIRD.replace(minute=30)) == "14\u00a0h\u00a030"


def test_an_hour_the_reader_s_clocks_show_twice_says_which():
    first, second = (datetime.datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert "02:30 (UTC+2)" in said("{% when moment 'Europe/Paris' %}", "en", moment=first)
    assert "02:30 (UTC+1)" in said("{% when moment 'Europe/Paris' %}", "en", moment=second)


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [
        ("Africa/Dakar", "heure de Dakar", "Dakar time"),
        ("Pacific/Auckland", "heure d’Auckland", "Auckland time"),
        ("Africa/Cairo", "heure du Caire", "Cairo time"),
        ("Europe/London", "heure de Londres", "London time"),
        ("Pacific/Easter", "heure de l’île de Pâques", "Easter Island time"),
        ("Atlantic/Canary", "heure des îles Canaries", "Canary time"),
        ("America/Argentina/Buenos_Aires", "heure de Buenos Aires", "Buenos Aires time"),
        ("America/Bogota", "heure de Bogotá", "Bogotá time"),
        ("Asia/Calcutta", "heure de Kolkata", "Kolkata time"),
        ("Europe/Helsinki", "heure d’Helsinki", "Helsinki time"),
        ("Africa/Harare", "heure de Harare", "Harare time"),
        ("Etc/UTC", "temps universel (UTC)", "universal time (UTC)"),
        ("Etc/GMT+5", "UTC−5", "UTC−5"),
    ],
)
def test_zones_are_named_after_their_city(zone, french, english):
    moment = THIRD.astimezone(words.clock(zone))

    with translation.override("fr"):
        assert words.in_zone(zone, moment) == french
    with translation.override("en"):
        assert words.in_zone(zone, moment) == english


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Africa/Dakar", "fr", "Dimanche 22 novembre, 13 h 40 à Dakar"),
        ("Africa/Cairo", "fr", "Dimanche 22 novembre, 15 h 40 au Caire"),
        ("UTC", "fr", "Dimanche 22 novembre, 13 h 40 temps universel (UTC)"),
        ("Africa/Nairobi", "en", "Sunday 22 November, 16:40 in Nairobi"),
        ("Pacific/Auckland", "en", "Monday 23 November, 02:40 in Auckland"),
    ],
)
def test_the_dashboard_says_what_day_and_hour_it_is_where_the_member_lives(zone, language, expected):
    with time_machine.travel("2026-11-22T13:40Z", tick=False):
        now = said("{% local_now %}", language, user=Member(time_zone=zone))

    assert f">{expected}<" in now


@pytest.mark.parametrize(
    ("minutes", "english", "french"),
    [
        (60, "one hour", "une heure"),
        (90, "an hour and a half", "une heure et demie"),
        (75, "75 minutes", "75 minutes"),
        (1, "1 minute", "1 minute"),
    ],
)
def test_lengths_are_said_as_people_say_them(minutes, english, french):
    with translation.override("en"):
        assert words.lasting(minutes) == english
    with translation.override("fr"):
        assert words.lasting(minutes) == french


@pytest.mark.parametrize(
    ("codes", "english", "french"),
    [
        ([], "", ""),
        (["fr"], "in French", "en français"),
        (["fr", "en"], "in French and English", "en français et en anglais"),
        (["en", "fr", "es"], "in English, French and Spanish", "en anglais, en français et en espagnol"),
    ],
)
def test_languages_are_listed_as_each_language_lists(codes, english, french):
    languages = [Language(code=code) for code in codes]

    with translation.override("en"):
        assert words.spoken(languages) == english
    with translation.override("fr"):
        assert words.spoken(languages) == french


@pytest.mark.parametrize(
    ("starts", "zone", "english", "french"),
    [
        ("2026-12-03T14:00Z", "UTC", "In 11 days.", "Dans 11 jours."),
        ("2026-11-23T09:00Z", "UTC", "Tomorrow.", "Demain."),
        ("2026-11-22T14:00Z", "UTC", "Today.", "Aujourd’hui."),
        ("2026-11-22T14:00Z", "Pacific/Auckland", "Tomorrow.", "Demain."),
        ("2026-11-22T10:30Z", "UTC", "It has begun.", "Elle a commencé."),
    ],
)
@time_machine.travel("2026-11-22T10:40Z", tick=False)
def test_days_are_counted_on_the_reader_s_calendar(starts, zone, english, french):
    starts = datetime.datetime.fromisoformat(starts)

    assert said("{% days_until moment zone %}", "en", moment=starts, zone=zone) == english
    assert said("{% days_until moment zone %}", "fr", moment=starts, zone=zone) == french
