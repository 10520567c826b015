"""What an applicant would like mail about is what they get as a member, until they say otherwise."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from ggsn.outreach.models import Message, Rhythm, Topic, Wishes
from ggsn.outreach.models.wishes import USUAL
from members.models import Application, Mail
from tests.make import make_application, make_member
from tests.members.test_applying import go_through, link_in
from tests.members.test_reviewing import decide
from tests.outreach.make import make_announcement, make_wishes, why_dropped

pytestmark = pytest.mark.django_db

STEP = "/en/members/first-steps/3/"


@pytest.fixture(autouse=True)
def no_second_factor_and_no_limits(settings):
    settings.DESK_SECOND_FACTOR = False
    cache.clear()


@pytest.fixture
def accepted(client, coordinator, mailoutbox):
    """`accepted(wanted_mail=[...])`: whoever asked to join so, by the pages, and was accepted at the desk."""

    def accepted(**facts):
        go_through(client, **facts)
        client.post(link_in(mailoutbox[0], "confirm"))
        application = Application.objects.get()
        client.force_login(coordinator)
        decide(client, application, "accept")
        return application.member

    return accepted


def rhythms(member):
    wishes = Wishes.objects.of_one(member)
    return {topic.value: wishes.rhythm(topic).value for topic in Topic}


def test_the_form_offers_all_that_a_member_can_choose_from_and_nothing_else():
    assert Mail.values == Topic.values


@pytest.mark.parametrize("wanted", [[], ["meetings"], ["library", "announcements"], list(Topic.values)])
def test_a_new_member_gets_mail_about_what_they_asked_for_and_nothing_else(accepted, wanted):
    member = accepted(wanted_mail=wanted)

    assert rhythms(member) == {
        topic.value: (USUAL[topic] if topic.value in wanted else Rhythm.OFF).value for topic in Topic
    }


def test_whoever_was_never_asked_has_the_usual(coordinator, applicant):
    application = make_application(email=applicant.email, member=applicant)

    application.accept(by=coordinator)

    assert rhythms(applicant) == {topic.value: rhythm.value for topic, rhythm in USUAL.items()}


def test_what_somebody_has_chosen_since_stays(coordinator, applicant):
    make_wishes(applicant, library="daily")
    application = make_application(email=applicant.email, agreed_at=timezone.now(), wanted_mail=["meetings"])

    application.accept(by=coordinator)

    assert rhythms(applicant)["library"] == "daily"


def test_the_third_step_shows_what_was_chosen_and_keeps_what_is_said_there(client, accepted):
    member = accepted(wanted_mail=["meetings"])
    client.force_login(member)

    page = client.get(STEP).text
    chosen = {"meetings": "weekly", "library": "off", "announcements": "now"}
    answer = client.post(STEP, {"language": "fr", **chosen})

    member.refresh_from_db()
    assert page.count('<option value="off" selected>') == 2
    assert (answer.headers["Location"], member.language, rhythms(member)) == ("/fr/membres/ma-page/", "fr", chosen)


def test_nothing_is_kept_of_a_third_step_that_makes_no_sense(client, member):
    client.force_login(member)

    page = client.post(STEP, {"language": "fr", "meetings": "hourly", "library": "off", "announcements": "off"}).text

    member.refresh_from_db()
    assert "<title>Error:" in page
    assert (member.language, Wishes.objects.count()) == ("en", 0)


def test_news_that_wait_for_a_morning_follow_what_is_said_there(client):
    member = make_member()
    make_wishes(member, announcements="weekly")
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=20), tick=True):
        Message.objects.say("announcement", to=member, about=make_announcement(sent_at=timezone.now()))
    client.force_login(member)

    client.post(STEP, {"language": "en", "meetings": "off", "library": "off", "announcements": "off"})

    assert why_dropped("announcement") == ["unwanted"]
