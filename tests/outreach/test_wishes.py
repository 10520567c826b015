"""Each member has mail as they wish: at once, in the morning or not; with words, titles or neither (FEATURES 4.4)."""

import datetime

import pytest
import time_machine
from django.core.mail import send_mail

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Message, Rhythm, Topic, Wishes
from ggsn.outreach.models.wishes import USUAL
from ggsn.outreach.mornings import next_morning
from tests.make import make_meeting, make_member
from tests.outreach.make import deliver, mails, make_announcement, make_wishes, text_of, why_dropped

START = datetime.datetime(2027, 3, 10, 9, 0, tzinfo=datetime.UTC)  # a Wednesday


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def announce(number=1, **facts):
    """So many announcements, out since long."""
    facts = {"sent_at": START - HELD_FOR, **facts}
    return [make_announcement(**{"title_en": f"Number {index}", **facts}) for index in range(number)]


def tell(member, announcements):
    for announcement in announcements:
        Message.objects.say("announcement", to=member, about=announcement)


def read(server):
    """[(sender, subject, text)] of what was taken."""
    return [(mail["From"], mail["Subject"], text_of(mail)) for mail in mails(server)]


# When


@pytest.mark.parametrize(
    ("zone", "is_weekly", "morning"),
    [
        ("UTC", False, "2027-03-11T08:00+00:00"),
        ("Africa/Dakar", True, "2027-03-15T08:00+00:00"),
        ("Asia/Kolkata", False, "2027-03-11T02:30+00:00"),
        ("Pacific/Auckland", False, "2027-03-10T19:00+00:00"),
        ("America/Bogota", False, "2027-03-10T13:00+00:00"),
        ("Pacific/Auckland", True, "2027-03-14T19:00+00:00"),
    ],
)
def test_the_next_morning_is_on_the_reader_s_own_clock(zone, is_weekly, morning):
    assert next_morning(zone, START, is_weekly) == datetime.datetime.fromisoformat(morning)


def test_a_morning_that_is_just_now_is_over():
    morning = next_morning("UTC", START)

    assert next_morning("UTC", morning) - morning == datetime.timedelta(days=1)


def test_what_was_never_said_is_as_usual(member):
    wishes = Wishes.objects.of_one(member)

    assert {topic: wishes.rhythm(topic) for topic in Topic} == USUAL
    assert (wishes.detail, Wishes.objects.count()) == ("title", 0)


def test_news_of_a_day_come_in_one_mail_in_the_morning(server, clock, member):
    make_wishes(member, announcements="daily")
    tell(member, announce(3))
    deliver()
    before = len(server.taken)

    clock.move_to(datetime.datetime(2027, 3, 11, 8, 0, tzinfo=datetime.UTC))
    deliver()
    deliver()

    [(_sender, subject, text)] = read(server)
    assert (before, subject) == (0, "News of the network, together")
    assert [line for line in text.splitlines() if line.startswith("• ")] == ["• Number 0", "• Number 1", "• Number 2"]
    assert not Message.objects.waiting().exists()


def test_a_digest_goes_once_for_each_person_and_period(clock, member):
    make_wishes(member, announcements="daily")

    tell(member, announce(4))

    assert Message.objects.filter(kind="digest").count() == 1


def test_a_digest_is_never_empty(server, clock, member, coordinator):
    make_wishes(member, announcements="daily")
    [announcement] = announce(1)
    tell(member, [announcement])
    type(announcement).objects.update(taken_back_at=START)

    clock.move_to(START + datetime.timedelta(days=1))
    deliver()

    assert (server.taken, why_dropped("digest"), why_dropped("announcement")) == ([], ["nothing left"], ["taken back"])


def test_a_digest_says_how_many_it_does_not_name(server, clock, member):
    make_wishes(member, announcements="daily")
    tell(member, announce(32))

    clock.move_to(START + datetime.timedelta(days=1))
    deliver()

    [(_sender, _subject, text)] = read(server)
    assert text.count("\n• ") == 20
    assert "And 12 more pieces of news, on the portal." in text
    assert not Message.objects.waiting().exists()


def test_a_digest_tells_of_each_thing_once(server, clock, member):
    make_wishes(member, meetings="daily")
    meeting = make_meeting("2027-03-20T14:00:00+00:00", title_en="Burnout")
    for kind in ["meeting_planned", "meeting_changed"]:
        Message.objects.say(kind, to=member, about=meeting)

    clock.move_to(START + datetime.timedelta(days=1))
    deliver()

    [(_sender, _subject, text)] = read(server)
    assert [line for line in text.splitlines() if line.startswith("• ")] == ["• A meeting has another hour: Burnout"]


def test_what_would_come_too_late_in_the_morning_comes_at_once(server, clock, member):
    make_wishes(member, meetings="weekly")
    meeting = make_meeting("2027-03-12T14:00:00+00:00")

    Message.objects.say("meeting_planned", to=member, about=meeting)
    deliver()

    assert [subject for _sender, subject, _text in read(server)] == ["A meeting is planned"]


def test_news_that_missed_their_digest_go_with_the_next(server, clock, member):
    make_wishes(member, announcements="daily")
    first, second = announce(2)
    tell(member, [first])
    clock.move_to(datetime.datetime(2027, 3, 11, 8, 0, tzinfo=datetime.UTC))
    deliver()
    tell(member, [second])
    late, sent = (
        Message.objects.waiting().get(about=str(second.pk)),
        Message.objects.get(sent_at__isnull=False, kind="digest"),
    )
    Message.objects.filter(pk=late.pk).update(digest=sent.key)
    Message.objects.filter(kind="digest", sent_at=None).delete()

    deliver()
    clock.move_to(datetime.datetime(2027, 3, 12, 8, 0, tzinfo=datetime.UTC))
    deliver()

    assert ["Number 1" in text for _sender, _subject, text in read(server)] == [False, True]


def test_whoever_wants_none_gets_none(server, clock, member):
    make_wishes(member, announcements="off")
    tell(member, announce(1))

    deliver()

    assert (Message.objects.count(), server.taken) == (0, [])


def test_who_stops_between_queueing_and_sending_gets_none(server, clock, member):
    wishes = make_wishes(member, announcements="now")
    tell(member, announce(1))
    wishes.stop(Topic.ANNOUNCEMENTS)

    deliver()

    assert (server.taken, why_dropped("announcement")) == ([], ["unwanted"])


def test_another_rhythm_moves_what_waits_already(server, clock, client, member):
    make_wishes(member, announcements="weekly")
    tell(member, announce(1))
    client.force_login(member)

    client.post("/en/mail/", {"meetings": "now", "library": "now", "announcements": "now", "detail": "title"})
    deliver()

    assert [subject for _sender, subject, _text in read(server)] == ["From the coordination"]


# How much


@pytest.mark.parametrize(
    ("detail", "title", "words"), [("full", True, True), ("title", True, False), ("news", False, False)]
)
def test_how_much_stands_in_a_mail(server, clock, member, detail, title, words):
    make_wishes(member, detail=detail)
    tell(member, announce(1, title_en="SECRET-TITLE", text_en="SECRET-WORDS"))

    deliver()

    [(_sender, subject, _text)] = read(server)
    raw = "".join(text_of(mails(server)[0], kind) for kind in ("plain", "html"))
    assert ("SECRET-TITLE" in raw, "SECRET-WORDS" in raw) == (title, words)
    assert "SECRET" not in subject


@pytest.mark.parametrize(
    ("language", "own", "said"),
    [("en", "", "News"), ("fr", "", "Nouvelles"), ("fr", "Club de jardinage", "Club de jardinage")],
)
@pytest.mark.parametrize("rhythm", ["now", "daily"])
def test_quiet_mail_has_neutral_sender_and_subject(server, clock, settings, language, own, said, rhythm):
    settings.QUIET_FROM_EMAIL = "post@example.net"
    member = make_member(language=language)
    make_wishes(member, detail="news", announcements=rhythm)
    Wishes.objects.update(neutral_words=own)
    tell(member, announce(1))

    clock.move_to(START + datetime.timedelta(days=1))
    deliver()

    [(sender, subject, _text)] = read(server)
    assert (sender, subject) == (f"{said} <post@example.net>", said)


def test_what_is_too_long_for_a_mail_says_so(server, clock, member):
    make_wishes(member, detail="full")
    tell(member, announce(1, text_en="word " * 3000))

    deliver()

    [(_sender, _subject, text)] = read(server)
    assert "This is not all: the rest is on its page." in text
    assert len(server.taken[0][1]) < 30_000


def test_words_of_another_cannot_draw_the_foot_of_a_mail(server, clock, member):
    make_wishes(member, detail="full")
    tell(member, announce(1, text_en="Before\n-- \nAfter"))

    deliver()

    html = text_of(mails(server)[0], "html")
    assert html.index("After") < html.index('class="f"')


# The page


def test_wishes_are_kept_as_chosen(client, member):
    client.force_login(member)

    client.post(
        "/en/mail/",
        {"meetings": "daily", "library": "off", "announcements": "weekly", "detail": "news", "neutral_words": "Club"},
    )

    wishes = Wishes.objects.get(member=member)
    assert {topic: wishes.rhythm(topic) for topic in Topic} == {
        Topic.MEETINGS: Rhythm.DAILY,
        Topic.LIBRARY: Rhythm.OFF,
        Topic.ANNOUNCEMENTS: Rhythm.WEEKLY,
    }
    assert (wishes.detail, wishes.neutral_words) == ("news", "Club")


@pytest.mark.parametrize("words", ["Club\r\nBcc: spy@example.org", "Club\u2028Bcc: x", "Club\x0bx"])
def test_neutral_words_smuggle_no_header(client, member, words):
    client.force_login(member)

    client.post(
        "/en/mail/",
        {"meetings": "now", "library": "now", "announcements": "now", "detail": "news", "neutral_words": words},
    )

    assert not Wishes.objects.exclude(neutral_words="").exists()


def test_looking_at_one_s_wishes_writes_nothing(client, member):
    client.force_login(member)

    assert client.get("/fr/courrier/").status_code == 200
    assert not Wishes.objects.exists()


# When mail comes back


def test_a_mailbox_that_refuses_is_spared_and_its_owner_told(server, clock, client, member):
    server.answers[member.email] = "550 no such mailbox"
    tell(member, announce(2))
    deliver()
    server.answers.clear()
    refused = Wishes.objects.get(member=member).refusal
    client.force_login(member)

    page = client.get("/en/members/dashboard/")

    assert refused.address == member.email
    assert (server.taken, why_dropped("announcement")) == ([], ["address refuses"])
    assert f"mail to {member.email} comes back" in page.content.decode()


def test_a_mailbox_that_is_full_today_is_not_spared(server, clock, member):
    server.answers[member.email] = "452 full"
    tell(member, announce(1))

    deliver()

    assert Wishes.objects.of_one(member).refusal is None


def test_letters_about_the_account_are_still_tried(server, clock, member):
    Wishes.objects.note_refusal(member.email)
    send_mail("Your code", "123", None, [member.email])

    deliver()

    assert [subject for _sender, subject, _text in read(server)] == ["Your code"]


def test_its_owner_says_that_it_works_again(client, member):
    Wishes.objects.note_refusal(member.email)
    client.force_login(member)

    client.post("/en/mail/", {"again": "1"})

    assert Wishes.objects.get(member=member).refusal is None


def test_another_address_needs_no_word(member):
    Wishes.objects.note_refusal(member.email)
    member.email = "new@example.org"
    member.save()

    assert Wishes.objects.get(member=member).refusal is None
