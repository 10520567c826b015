"""Coordinators write to members, look before they send, take back in time, and open the outbox after a restore."""

import datetime
import io

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Announcement, Line, Message, Wishes
from members.models import Region
from tests.make import make_member
from tests.outreach.make import deliver, deliver_after_the_hold, make_announcement

DESK = "/en/admin/outreach/announcement/"
WORDS = {"title_en": "A day", "title_fr": "Un jour", "text_en": "Come.", "text_fr": "Venez.", "audience": "all"}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    return client


def test_what_is_written_is_shown_as_members_will_read_it_before_it_goes(desk, coordinator):
    make_member()

    page = desk.post(f"{DESK}add/", WORDS, follow=True).content.decode()

    announcement = Announcement.objects.get()
    assert (announcement.written_by, announcement.sent_at) == (coordinator, None)
    assert "2 people are written to." in page
    assert ("Come." in page, "Venez." in page, "De la part de la coordination" in page) == (True, True, True)
    assert (Message.objects.count(), Wishes.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_fr": ""}, "It needs title and text in: Français."),
        ({"text_en": ""}, "It needs title and text in: English."),
        ({"audience": "region"}, "Choose the region."),
        ({"audience": "language"}, "Choose the language."),
    ],
)
def test_nobody_is_written_to_in_half_a_language_or_without_an_audience(desk, changes, sentence):
    page = desk.post(f"{DESK}add/", {**WORDS, **changes})

    assert sentence in page.content.decode()
    assert not Announcement.objects.exists()


def test_for_those_who_read_one_language_that_one_is_enough(desk):
    desk.post(f"{DESK}add/", {**WORDS, "title_en": "", "text_en": "", "audience": "language", "language": "fr"})

    assert Announcement.objects.get().language == "fr"


def test_it_is_sent_ten_minutes_after_the_button_was_pressed(desk, server, coordinator):
    announcement = make_announcement()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        desk.post(f"{DESK}{announcement.pk}/send/")
        deliver()
        at_once = len(server.taken)
        clock.shift(HELD_FOR)
        deliver()

    assert (at_once, [to for to, _text in server.taken]) == (0, [(coordinator.email,)])


def test_until_then_it_is_taken_back_with_one_press(desk, server):
    announcement = make_announcement()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        desk.post(f"{DESK}{announcement.pk}/send/")
        desk.post(f"{DESK}{announcement.pk}/take-back/")
        deliver_after_the_hold(clock)

    assert server.taken == []


def test_what_was_sent_stays_as_it_was_sent(desk):
    announcement = make_announcement(sent_at=timezone.now())

    answers = [desk.post(f"{DESK}{announcement.pk}/{what}/", {**WORDS, "post": "yes"}) for what in ["change", "delete"]]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Announcement.objects.get().title_en == "A day together"


@pytest.mark.parametrize("who", ["librarian", "regional"])
@pytest.mark.parametrize("what", ["preview", "send", "take-back"])
def test_nobody_else_announces_anything(client, request, who, what):
    announcement = make_announcement()
    client.force_login(request.getfixturevalue(who), backend="ggsn.accounts.lookup.ByAddress")

    ask = client.get if what == "preview" else client.post

    assert ask(f"{DESK}{announcement.pk}/{what}/").status_code == 403
    assert not Message.objects.exists()


# Who reads an announcement on the portal.


@pytest.mark.parametrize(
    ("who", "status"), [("member", 404), ("regional", 200), ("coordinator", 200), ("applicant", 404)]
)
def test_an_announcement_is_read_by_those_it_is_for(client, request, who, status):
    region = Region.objects.get(key="latin-america")
    announcement = make_announcement(audience="region", region=region, sent_at=timezone.now() - HELD_FOR)
    reader = request.getfixturevalue(who)
    reader.region = region if who == "regional" else None
    reader.save()
    client.force_login(reader, backend="ggsn.accounts.lookup.ByAddress")

    assert client.get(announcement.get_absolute_url()).status_code == status


def test_an_announcement_that_may_still_be_taken_back_is_read_by_nobody(client, member):
    announcement = make_announcement(sent_at=timezone.now())
    client.force_login(member)

    assert client.get(announcement.get_absolute_url()).status_code == 404


# After a restore (TRUST OUT-7).


def test_nothing_leaves_a_held_outbox_until_a_coordinator_releases_it(desk, server, member):
    Message.objects.say("announcement", to=member, about=make_announcement(sent_at=timezone.now() - HELD_FOR))
    call_command("hold_outbox", stdout=io.StringIO())
    deliver()
    held, page = len(server.taken), desk.get("/en/admin/outreach/message/").content.decode()

    desk.post("/en/admin/outreach/message/release/")
    deliver()

    assert (held, "Nothing leaves: the outbox is held" in page, len(server.taken)) == (0, True, 1)


@pytest.mark.parametrize("who", ["librarian", "regional", "member"])
def test_nobody_else_releases_it(client, request, who):
    Line.objects.hold()
    client.force_login(request.getfixturevalue(who), backend="ggsn.accounts.lookup.ByAddress")

    client.post("/en/admin/outreach/message/release/")

    assert Line.objects.is_held()


def test_whoever_runs_the_server_can_release_it_where_no_coordinator_gets_in():
    said = io.StringIO()
    call_command("hold_outbox", stdout=said)
    call_command("hold_outbox", release=True, stdout=said)

    assert not Line.objects.is_held()
    assert said.getvalue().endswith("The outbox is open.\n")


# Keeping.


@pytest.mark.parametrize("end", ["sent_at", "parked_at", "dropped_at"])
def test_whatever_became_of_a_message_it_is_forgotten_after_thirty_days(member, end):
    announcement = make_announcement(sent_at=timezone.now() - HELD_FOR)
    Message.objects.say("announcement", to=member, about=announcement)
    Message.objects.update(**{end: timezone.now()})

    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        deliver()

    assert not Message.objects.exists()
