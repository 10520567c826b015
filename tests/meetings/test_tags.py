"""The next meeting on other rooms' pages: the slab of the home page, the card of the dashboard."""

import datetime

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from lxml import html

from tests.make import make_meeting, make_member

pytestmark = pytest.mark.django_db


def part(tag, user, language="en"):
    context = Context({"user": user, "request": RequestFactory().get("/")})
    with translation.override(language):
        (found,) = html.fragments_fromstring(Template("{% load meetings %}" + tag).render(context)) or [None]
    return found


def test_the_home_page_s_slab_is_the_same_for_everybody(member, newcomer):
    make_meeting(title_en="Secret topic")
    slab = "{% next_meeting %}"

    assert html.tostring(part(slab, member)) == html.tostring(part(slab, newcomer))
    assert "Secret" not in part(slab, member).text_content()
    assert part(slab, newcomer).xpath(".//a/@href") == ["/en/meetings/"]


def test_there_is_no_slab_when_nothing_is_planned(newcomer):
    make_meeting("2024-03-01T14:00Z")

    assert part("{% next_meeting %}", newcomer) is None


def test_a_slab_is_gone_as_soon_as_its_meeting_is_over(newcomer, monkeypatch):
    make_meeting(timezone.now() + datetime.timedelta(minutes=1), minutes=5)
    connection.run_on_commit.clear()  # as if committed, so that the announcement is kept
    assert part("{% next_meeting %}", newcomer) is not None

    later = timezone.now() + datetime.timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert part("{% next_meeting %}", newcomer) is None


def test_the_dashboard_card_says_when_on_the_member_s_clock():
    make_meeting("2040-12-03T14:00Z", title_en="Rest", title_fr="Repos")
    card = part("{% next_meeting_card %}", make_member(time_zone="Africa/Dakar"), "fr")

    assert " ".join(card.text_content().replace("\u00a0", " ").split()).startswith(
        "Prochaine rencontre Repos Lundi 3 décembre 2040, 14 h, heure de Dakar"
    )
    assert set(card.xpath(".//a/@href")) == {"/fr/rencontres/repos/"}


def test_the_dashboard_card_tells_applicants_nothing_of_meetings(applicant):
    make_meeting(title_en="Secret topic", title_is_public=True)

    card = part("{% next_meeting_card %}", applicant)

    assert "Secret" not in card.text_content()
