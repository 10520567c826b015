"""What is told to members: only what is still true, to those who may know it, and in the end once (TRUST OUT-5)."""

import datetime

import pytest
import time_machine
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Channel, Message
from members.models import Region
from tests.make import make_meeting, make_member, make_resource
from tests.outreach.make import (
    deliver,
    deliver_after_the_hold,
    mails,
    make_announcement,
    make_wishes,
    text_of,
    why_dropped,
)

START = datetime.datetime(2027, 3, 10, 9, 0, tzinfo=datetime.UTC)  # a Wednesday


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def awa(db, clock):
    return make_member(email="awa@example.org", time_zone="Africa/Dakar")


def told(server):
    """{address: [subject]} of what was taken."""
    found = {}
    for mail in mails(server):
        found.setdefault(mail["To"], []).append(mail["Subject"])
    return found


def last_text(server):
    return text_of(mails(server)[-1])


# Meetings


def test_a_planned_meeting_is_told_after_ten_minutes(server, awa, clock):
    make_meeting("2027-03-20T14:00:00+00:00", title_en="Burnout")
    deliver()
    at_once = told(server)

    clock.shift(HELD_FOR)
    deliver()
    deliver()

    assert (at_once, told(server)) == ({}, {"awa@example.org": ["A meeting is planned"]})
    assert "Saturday 20 March 2027, 14:00 to 15:30" in last_text(server)


def test_what_is_changed_within_the_ten_minutes_is_told_as_it_is_then(server, awa, clock):
    meeting = make_meeting("2027-03-20T14:00:00+00:00")
    meeting.hour = datetime.time(16)
    meeting.save()

    deliver_after_the_hold(clock)

    assert told(server) == {"awa@example.org": ["A meeting is planned"]}
    assert "16:00 to 17:30" in last_text(server)


def test_a_meeting_that_is_moved_is_told_with_its_last_hour(server, awa, clock):
    meeting = make_meeting("2027-03-20T14:00:00+00:00")
    deliver_after_the_hold(clock)
    for hour in (17, 18):
        meeting.hour = datetime.time(hour)
        meeting.save()

    deliver_after_the_hold(clock)

    assert told(server)["awa@example.org"][1:] == ["A meeting has another hour"]
    assert "18:00 to 19:30" in last_text(server)


def test_another_title_is_no_news(server, awa, clock):
    meeting = make_meeting("2027-03-20T14:00:00+00:00")
    deliver_after_the_hold(clock)
    meeting.title_en = "Another"
    meeting.save()

    deliver_after_the_hold(clock)

    assert len(server.taken) == 1


def test_a_meeting_called_off_before_anybody_heard_of_it_is_told_to_nobody(server, awa, clock):
    make_meeting("2027-03-20T14:00:00+00:00").call_off()

    deliver_after_the_hold(clock)

    assert (told(server), why_dropped("meeting_planned")) == ({}, ["called off"])


def test_calling_off_is_told_and_taking_that_back_too(server, awa, clock):
    meeting = make_meeting("2027-03-20T14:00:00+00:00")
    deliver_after_the_hold(clock)
    meeting.call_off()
    deliver_after_the_hold(clock)
    meeting.go_ahead()
    deliver_after_the_hold(clock)

    assert told(server)["awa@example.org"][1:] == ["A meeting is called off", "A meeting is held after all"]


def test_a_slip_that_is_mended_in_time_is_told_to_nobody(server, awa, clock):
    meeting = make_meeting("2027-03-20T14:00:00+00:00")
    deliver_after_the_hold(clock)
    meeting.call_off()
    meeting.go_ahead()

    deliver_after_the_hold(clock)

    assert (len(server.taken), why_dropped("meeting_called_off")) == (1, ["held after all"])


def test_news_later_than_their_meeting_are_dropped_and_it_is_written_down(server, awa, clock):
    make_meeting("2027-03-20T14:00:00+00:00")
    clock.move_to(datetime.datetime(2027, 3, 21, tzinfo=datetime.UTC))

    deliver()

    assert (told(server), why_dropped("meeting_planned")) == ({}, ["over"])


def test_between_queueing_and_sending_the_meeting_moves_and_the_old_hour_is_never_said(server, awa, clock):
    server.answers["awa@example.org"] = "451 later"
    meeting = make_meeting("2027-03-20T14:00:00+00:00")
    deliver_after_the_hold(clock)
    meeting.hour = datetime.time(19)
    meeting.save()
    server.answers.clear()

    clock.shift(datetime.timedelta(minutes=2))
    deliver()

    assert "19:00 to 20:30" in last_text(server)
    assert not any("14:00" in text for _to, text in server.taken)


def test_hours_are_on_the_reader_s_clock_in_their_language(server, clock, db):
    make_member(time_zone="Asia/Kolkata", language="fr")
    make_meeting("2027-03-20T19:00:00+00:00", title_fr="Prendre soin")

    deliver_after_the_hold(clock)

    text = last_text(server)
    assert text.startswith("Une rencontre est prévue")
    assert "Dimanche 21 mars 2027, 0 h 30 à 2 h" in text.replace("\u00a0", " ")
    assert "Heure de Kolkata" in text


def test_the_link_to_walk_in_is_in_no_mail(server, clock, db):
    make_wishes(make_member(), detail="full")
    make_meeting("2027-03-20T14:00:00+00:00", zoom_link="https://zoom.example/j/secretroom", text_en="Come.")

    deliver_after_the_hold(clock)

    assert "Come." in last_text(server)
    assert "secretroom" not in server.taken[0][1]


# The library


@pytest.mark.parametrize("visibility", ["public", "members"])
def test_what_is_published_is_told_to_all_but_whoever_gave_it(server, awa, clock, coordinator, visibility):
    make_wishes(awa, library="now")
    make_wishes(coordinator, library="now")
    giver = make_member(email="giver@example.org")
    make_wishes(giver, library="now")
    resource = make_resource(
        "A guide", contributor=giver, visibility=visibility, submitted_at=timezone.now(), published_at=None
    )
    Message.objects.all().delete()

    resource.publish(by=coordinator)
    deliver_after_the_hold(clock)

    news = {address for address, subjects in told(server).items() if "New in the library" in subjects}
    assert news == {"awa@example.org", coordinator.email}


def test_what_is_withdrawn_meanwhile_is_not_told(server, awa, clock, coordinator):
    make_wishes(awa, library="daily")
    resource = make_resource("A guide", submitted_at=timezone.now(), published_at=None)
    resource.publish(by=coordinator)
    deliver_after_the_hold(clock)
    resource.withdraw()

    clock.move_to(datetime.datetime(2027, 3, 11, 8, 1, tzinfo=datetime.UTC))
    deliver()

    assert "awa@example.org" not in told(server)
    assert why_dropped("digest") == ["nothing left"]


@pytest.mark.parametrize(
    "leaves",
    [
        lambda member: type(member).objects.filter(pk=member.pk).update(is_active=False),
        lambda member: type(member).objects.filter(pk=member.pk).update(accepted_at=None),
        lambda member: member.delete(),
    ],
    ids=["closes the account", "is no longer a member", "is erased"],
)
def test_whoever_left_between_queueing_and_sending_gets_nothing(server, awa, clock, leaves):
    server.answers["awa@example.org"] = "451 later"
    make_meeting("2027-03-20T14:00:00+00:00")
    deliver_after_the_hold(clock)
    leaves(awa)
    server.answers.clear()

    clock.shift(datetime.timedelta(minutes=2))
    deliver()

    assert told(server) == {}


def test_applicants_and_closed_accounts_are_told_nothing(server, clock, applicant, gone):
    make_meeting("2027-03-20T14:00:00+00:00")

    deliver_after_the_hold(clock)

    assert told(server) == {}


# Saying it once


def test_saying_the_same_thing_twice_is_saying_it_once(awa):
    announcement = make_announcement(sent_at=timezone.now() - HELD_FOR)

    for _turn in range(2):
        Message.objects.say("announcement", to=awa, about=announcement)

    assert Message.objects.filter(kind="announcement").count() == 1


def test_a_row_is_there_if_and_only_if_the_act_was_done(awa, coordinator):
    """A thousand acts, of which every third breaks down (TRUST OUT-1)."""

    class Crash(Exception):
        pass

    announcements = [make_announcement() for _number in range(10)]
    done = set()
    for number in range(1000):
        announcement = announcements[number % 10]
        try:
            with transaction.atomic():
                Message.objects.tell_all("announcement", announcement, edition=number)
                if number % 3 == 0:
                    raise Crash
                done.add(str(number))
        except Crash:
            continue

    assert set(Message.objects.values_list("edition", flat=True)) == done


def test_an_invented_meeting_is_no_news(awa):
    make_meeting("2027-03-20T14:00:00+00:00", is_demonstration=True)

    assert not Message.objects.exists()


def test_codes_to_sign_in_go_before_the_news(awa, clock):
    announcement = make_announcement(sent_at=timezone.now() - HELD_FOR)
    Message.objects.say("announcement", to=awa, about=announcement)
    send_mail("Your code", "123", None, ["someone@example.org"])

    assert Message.objects.take_next().subject == "Your code"


# Announcements


def test_an_announcement_is_sent_once_however_often_the_button_is_pressed(server, awa, clock, coordinator):
    announcement = make_announcement(written_by=coordinator)
    stale = type(announcement).objects.get(pk=announcement.pk)

    announcement.send(by=coordinator)
    stale.send(by=coordinator)
    deliver_after_the_hold(clock)

    assert told(server)["awa@example.org"] == ["From the coordination"]


def test_an_announcement_can_be_taken_back_for_ten_minutes(server, awa, clock, coordinator):
    announcement = make_announcement()
    announcement.send(by=coordinator)
    clock.shift(HELD_FOR - datetime.timedelta(seconds=1))

    assert announcement.take_back(by=coordinator) is True

    clock.shift(HELD_FOR)
    deliver()
    assert (told(server), why_dropped("announcement")) == ({}, ["taken back"])


def test_after_ten_minutes_it_is_too_late(server, awa, clock, coordinator):
    announcement = make_announcement()
    announcement.send(by=coordinator)
    deliver_after_the_hold(clock)

    assert announcement.take_back(by=coordinator) is False


@pytest.mark.parametrize(
    ("facts", "whom"),
    [
        ({"audience": "all"}, {"there", "here", "french"}),
        ({"audience": "region", "region": "africa"}, {"there"}),
        ({"audience": "language", "language": "fr"}, {"french"}),
    ],
    ids=["all", "region", "language"],
)
def test_whom_an_announcement_reaches(server, clock, db, facts, whom):
    if "region" in facts:
        facts = {**facts, "region": Region.objects.get(key=facts["region"])}
    make_member(email="there@example.org", region=Region.objects.get(key="africa"))
    make_member(email="here@example.org", region=Region.objects.get(key="europe"))
    make_member(email="french@example.org", language="fr")
    announcement = make_announcement(**facts)

    announcement.send(by=None)
    deliver_after_the_hold(clock)

    assert {address.partition("@")[0] for address in told(server)} == whom
    assert announcement.readers().count() == len(whom)


def test_what_is_told_to_all_is_no_letter_itself(awa, clock):
    make_announcement().send(by=None)

    assert [message.channel for message in Message.objects.all()] == [Channel.MEMBERS]
