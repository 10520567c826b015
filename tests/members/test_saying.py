"""Days, hours and lists are written as the reader's language writes them, on every page and in every letter."""

import datetime
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation

from members.models import Message
from tests.make import make_member, make_resource

FIRST_OF_MAY = datetime.datetime(2027, 5, 1, 14, tzinfo=datetime.UTC)
HALF_PAST = datetime.datetime(2027, 5, 12, 14, 30, tzinfo=datetime.UTC)
TEMPLATES = sorted(path for path in (Path(settings.BASE_DIR) / "templates").rglob("*") if path.is_file())
# What machines read, the name of a zone, and a year by itself: no language has a say there.
NOBODY_S_WORDS = {"c", "e", "Y", "Y-m-d"}


@pytest.mark.parametrize(
    ("moment", "language", "filters", "expected"),
    [
        (FIRST_OF_MAY, "fr", "day", "1er°mai°2027"),
        (FIRST_OF_MAY, "fr", "day_and_hour", "1er°mai°2027, 14°h"),
        (FIRST_OF_MAY, "fr", "hour", "14°h"),
        (FIRST_OF_MAY, "fr", "month", "mai°2027"),
        (FIRST_OF_MAY, "en", "day", "1°May°2027"),
        (FIRST_OF_MAY, "en", "day_and_hour", "1°May°2027, 14:00"),
        (FIRST_OF_MAY, "en", "hour", "14:00"),
        (FIRST_OF_MAY, "en", "month", "May°2027"),
        (HALF_PAST, "fr", "day_and_hour", "12°mai°2027, 14°h°30"),
        (HALF_PAST, "en", "day_and_hour", "12°May°2027, 14:30"),
        (FIRST_OF_MAY.date(), "fr", "day", "1er°mai°2027"),
        (None, "fr", "day_and_hour", ""),
    ],
)
def test_days_and_hours_follow_the_reader_s_conventions(moment, language, filters, expected):
    with translation.override(language):
        said = Template(f"{{{{ moment|{filters} }}}}").render(Context({"moment": moment}))

    assert said == expected.replace("°", "\u00a0")


def test_an_hour_is_the_one_of_the_reader_s_clock():
    with translation.override("fr"), timezone.override("Asia/Kathmandu"):
        said = Template("{{ moment|day_and_hour }}").render(Context({"moment": FIRST_OF_MAY}))

    assert said == "1er\u00a0mai\u00a02027, 19\u00a0h\u00a045"


@pytest.fixture
def on_the_first_of_may(client, db):
    """A member who was written to, and published something, at two o'clock on the first of May."""
    with time_machine.travel(FIRST_OF_MAY, tick=False):
        awa, kofi = make_member(display_name="Awa", is_listed=True), make_member(display_name="Kofi")
        Message.objects.create(sender=kofi, recipient=awa, text="Good morning")
        make_resource(title_en="Cards", contributor=awa)
        client.force_login(awa, backend="ggsn.accounts.lookup.ByAddress")
        yield kofi


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("fr", "1er°mai°2027", "1er°mai°2027, 14°h<"), ("en", "1°May°2027", "1°May°2027, 14:00<")],
)
def test_pages_say_days_and_hours_like_that(client, on_the_first_of_may, language, day, moment):
    with translation.override(language):
        addresses = {
            reverse("members:conversations"): moment,
            reverse("members:conversation", args=[on_the_first_of_may.handle]): moment,
            reverse("resources:detail", args=["cards"]): day,
            reverse("resources:mine"): day,
        }

    pages = {address: client.get(address).content.decode().replace("\u00a0", "°") for address in addresses}

    assert [address for address, expected in addresses.items() if expected not in pages[address]] == []


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("fr", ["français", "anglais", "wolof"], "français, anglais et wolof"),
        ("en", ["French", "English", "Wolof"], "French, English and Wolof"),
        ("en", ["French"], "French"),
        ("fr", [], ""),
    ],
)
def test_several_things_are_listed_as_in_a_sentence(language, names, expected):
    with translation.override(language):
        assert Template("{{ names|listed }}").render(Context({"names": names})) == expected


def test_no_template_knows_better():
    found = {str(path.relative_to(settings.BASE_DIR)): of_its_own(path.read_text()) for path in TEMPLATES}

    assert {path: formats for path, formats in found.items() if formats} == {}


@pytest.mark.parametrize(
    "source", ["{{ at|date }}", '{{ at|date:"H:i" }}', "{{ at|time:'TIME_FORMAT' }}", '{{ names|join:", " }}']
)
def test_the_look_at_templates_sees_what_it_is_for(source):
    assert of_its_own(source)


def of_its_own(source):
    """Formats that a template brings along for its readers, in letters or by taking Django's."""
    formats = re.findall(r"""\|(?:date|time)\b(?::["']([^"']*)["'])?""", source)
    return [one for one in formats if one not in NOBODY_S_WORDS] + re.findall(r"\|join:|{% now", source)
