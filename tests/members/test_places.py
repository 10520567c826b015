"""The zone of somebody or something, by the name of a place that one types at the desk."""

import datetime
import zoneinfo

import pytest
from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import override

from members import places
from members.places import PlaceField
from members.zones import known_zones

WEEKS = [datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(weeks=week) for week in range(104)]


def clean(typed):
    return PlaceField().clean(typed)


def refused(typed):
    with pytest.raises(ValidationError) as error:
        clean(typed)
    return error.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Dakar", "Africa/Dakar"),
        (" dakar,  senegal ", "Africa/Dakar"),
        ("Sénégal", "Africa/Dakar"),
        ("Alger", "Africa/Algiers"),
        ("Algiers", "Africa/Algiers"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo, brésil", "America/Sao_Paulo"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("asia/kolkata", "Asia/Kolkata"),
        ("Singapore", "Asia/Singapore"),
        ("Mumbai", "Asia/Kolkata"),
        ("New Delhi", "Asia/Kolkata"),
        ("San José", "America/Costa_Rica"),
        ("Goma", "Africa/Lubumbashi"),
        ("le Cap", "Africa/Johannesburg"),
        ("UK", "Europe/London"),
        ("Ivory Coast", "Africa/Abidjan"),
        ("cote d'ivoire", "Africa/Abidjan"),
        ("Palestine", "Asia/Gaza"),
        ("guinee-bissau", "Africa/Bissau"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("Mumbai, India", "Asia/Kolkata"),
        ("Goma, RDC", "Africa/Lubumbashi"),
        ("London, UK", "Europe/London"),
        ("Abidjan, Ivory Coast", "Africa/Abidjan"),
        ("Quito, Équateur", "America/Guayaquil"),
        ("El Salvador", "America/El_Salvador"),
        ("San Salvador", "America/El_Salvador"),
        ("Ramallah", "Asia/Hebron"),
        ("Turkey", "Europe/Istanbul"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_place_is_known_by_each_of_its_names_in_each_language(language, typed, zone):
    with override(language):
        assert clean(typed) == zone


def test_a_name_that_is_a_city_here_and_a_country_there_is_read_in_the_readers_language():
    with override("fr"):
        assert clean("Mexico") == "America/Mexico_City"
    with override("en"):
        assert refused("Mexico").startswith(
            "It is not the same time everywhere in “Mexico”. Write a city, for instance"
        )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Nairoby", "We do not know what time it is in “Nairoby”. Do you mean one of these: Nairobi, Kenya?"),
        (
            "Xanadu",
            "We do not know what time it is in “Xanadu”. Write the country, or a large city there: “Nepal”, “Dakar”.",
        ),
        (
            "Brésil",
            "It is not the same time everywhere in “Brésil”. Write a city, for instance: "
            "Manaus, Brazil; Sao Paulo, Brazil; Eirunepe, Brazil; Fernando de Noronha, Brazil.",
        ),
        (
            "Congo",
            "We do not know what time it is in “Congo”. Do you mean one of these: "
            "Brazzaville, Congo - Brazzaville; Kinshasa, Congo - Kinshasa; Lubumbashi, Congo - Kinshasa?",
        ),
        (
            "RDC",
            "It is not the same time everywhere in “RDC”. Write a city, for instance: "
            "Kinshasa, Congo - Kinshasa; Lubumbashi, Congo - Kinshasa.",
        ),
        (
            "Burkina",
            "We do not know what time it is in “Burkina”. Do you mean one of these: Ouagadougou, Burkina Faso?",
        ),
        ("", "This field is required."),
        ("x" * 101, "Ensure this value has at most 100 characters (it has 101)."),
    ],
)
def test_what_is_not_clear_is_said_and_what_it_could_be(typed, sentence):
    with override("en"):
        assert refused(typed) == sentence


def test_the_sentence_is_french_for_whoever_reads_french():
    with override("fr"):
        alike, several = (" ".join(refused(typed).split()) for typed in ["Nairoby", "RDC"])

    assert alike == "Nous ne savons pas quelle heure il est à « Nairoby ». Est-ce l’un de ces lieux : Nairobi, Kenya ?"
    assert several.startswith(
        "« RDC » : l’heure n’y est pas la même partout. Écrivez une ville, par exemple : Kinshasa,"
    )


@pytest.mark.parametrize("typed", ["EST", "MST", "Zulu", "localtime", "Factory", "London, Kenya"])
def test_what_says_nothing_of_a_place_is_refused(typed):
    """The server's own clock, or one that knows no summer."""
    with override("en"):
        assert refused(typed).startswith(f"We do not know what time it is in “{typed}”")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_name_of_ours_is_that_of_a_country_elsewhere(language):
    names = {name.replace("_", " ") for cities in places._CITIES.values() for name in cities.split()}
    countries = set(places._names_of_territories(Locale(language)).values())

    assert names & countries == set()


def test_words_of_any_kind_are_answered(settings):
    for typed in [
        "x" * 100,
        "a" * 100,
        "\U0001f30d" * 50,
        "ﷺ" * 100,
        "%s {0} \\",
        "/" * 100,
        "../../etc/passwd",
        "\u202e",
    ]:
        refused(typed)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_form_sent_back_as_it_came_keeps_everybodys_clocks(language):
    field = PlaceField()
    kept = [zone for zone in zoneinfo.available_timezones() if "/" in zone or zone in {"UTC", "GMT", "Greenwich"}]

    with override(language):
        back = {zone: field.clean(field.prepare_value(zone)) for zone in kept}

    assert {zone: other for zone, other in back.items() if clocks(zone) != clocks(other)} == {}
    assert {zone: back[zone] for zone, *_rest in known_zones() if back[zone] != zone} == {}
    assert len(back) > 400


def clocks(zone):
    return [week.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() for week in WEEKS]
