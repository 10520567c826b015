"""One click stops mail, without signing in, and opens nothing else (TRUST OUT-6, RFC 8058)."""

import datetime
from email import message_from_string

import pytest
import time_machine
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Message, Rhythm, Topic, Wishes
from tests.make import make_member
from tests.outreach.make import deliver, make_announcement, make_wishes

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def wishes(member):
    return make_wishes(member)


def stopped(wishes):
    wishes.refresh_from_db()
    return {topic for topic in Topic if wishes.rhythm(topic) == Rhythm.OFF}


def address(wishes, what="meetings", language="en"):
    return f"/{language}/{'mail/stop' if language == 'en' else 'courrier/arreter'}/{wishes.link(what)}/"


def press(path, **facts):
    """As a mail program does: without a cookie, without a token of a form."""
    return Client(enforce_csrf_checks=True).post(path, facts or ONE_CLICK)


@pytest.mark.parametrize("detail", ["full", "title", "news"])
@pytest.mark.parametrize("rhythm", ["now", "daily"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_mail_of_news_has_both_headers_and_they_work(server, detail, rhythm, language):
    member = make_member(language=language)
    wishes = make_wishes(member, detail=detail, announcements=rhythm)
    announcement = make_announcement(sent_at=timezone.now() - HELD_FOR)
    Message.objects.say("announcement", to=member, about=announcement)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        deliver()
        mail = message_from_string(server.taken[0][1])
        link = "".join(mail["List-Unsubscribe"].split()).strip("<>")
        answer = press("/" + link.split("/", 3)[3])

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert stopped(wishes) == ({Topic.ANNOUNCEMENTS} if rhythm == "now" else set(Topic))


def test_letters_about_the_account_have_neither_and_always_come(server, wishes, member):
    wishes.stop("all")
    send_mail("Your code", "123", None, [member.email])

    deliver()

    mail = message_from_string(server.taken[0][1])
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)


def test_looking_only_shows_a_page(wishes):
    page = Client().get(address(wishes))

    assert (page.status_code, page.headers["Cache-Control"], stopped(wishes)) == (200, "private, no-store", set())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pressing_stops_this_kind_and_pressing_again_too(wishes, language):
    answers = [press(address(wishes, language=language)).status_code for _turn in range(2)]

    assert (answers, stopped(wishes)) == ([200, 200], {Topic.MEETINGS})


def test_all_can_be_stopped_from_the_same_page(wishes):
    press(address(wishes), all="1")

    assert stopped(wishes) == set(Topic)


def test_it_works_when_somebody_else_is_signed_in(wishes, other):
    client = Client(enforce_csrf_checks=True)
    client.force_login(other)

    client.post(address(wishes), ONE_CLICK)

    assert stopped(wishes) == {Topic.MEETINGS}
    assert not Wishes.objects.filter(member=other).exists()


def test_the_link_opens_nothing_else(wishes):
    client = Client()
    client.get(address(wishes))
    client.post(address(wishes), ONE_CLICK)

    assert client.get("/en/mail/").status_code == 302
    assert "session" not in client.cookies


def test_the_link_and_its_page_name_nobody(wishes, member):
    page = Client().get(address(wishes)).content.decode() + address(wishes)

    assert not any(word in page for word in [member.email, member.display_name, member.handle])


@pytest.mark.parametrize(("days", "status"), [(0, 200), (2 * 365, 200), (3 * 365, 404)])
def test_the_link_works_for_two_years(wishes, days, status):
    path = address(wishes)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        assert press(path).status_code == status


FORGERIES = {
    "another kind": lambda parts: [parts[0], "library", *parts[2:]],
    "all": lambda parts: [parts[0], "all", *parts[2:]],
    "another day": lambda parts: [*parts[:2], str(int(parts[2]) + 1), parts[3]],
    "no mark": lambda parts: [*parts[:3], ""],
    "a short mark": lambda parts: [*parts[:3], parts[3][:-1]],
    "another mark": lambda parts: [*parts[:3], "0" * 40],
    "another person": lambda parts: ["0" * 32, *parts[1:]],
    "nothing": lambda parts: ["x"],
    "odd numerals": lambda parts: [*parts[:2], "²", parts[3]],
}


@pytest.mark.parametrize("way", FORGERIES)
def test_no_forged_link_is_taken(wishes, way):
    forged = ".".join(FORGERIES[way](wishes.link("meetings").split(".")))

    answers = [press(f"/en/mail/stop/{forged}/"), Client().get(f"/en/mail/stop/{forged}/")]

    assert ([answer.status_code for answer in answers], stopped(wishes)) == ([404, 404], set())


def test_one_person_s_link_stops_nobody_else_s_mail(wishes, other):
    theirs = make_wishes(other)

    press(address(wishes))

    assert stopped(theirs) == set()
