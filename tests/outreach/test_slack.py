"""Slack: one message a second, again when it asks for it, given up when it refuses (TRUST OUT-4, FLT-8)."""

import datetime
import re
import time

import httpx2
import pytest
import time_machine
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from werkzeug import Response

from ggsn.outreach.composing import compose_for_slack
from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import PAUSES, Channel, Line, Message
from ggsn.outreach.models.messages import new
from ggsn.outreach.samples import TEMPLATES
from tests.make import make_meeting, make_member, make_resource
from tests.outreach.make import deliver, make_announcement

START = datetime.datetime(2027, 3, 10, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def webhook(settings, httpserver):
    """Slack with an incoming webhook: set what it answers, then see what it was told."""
    settings.SLACK_WEBHOOK_URL, settings.SLACK_CHANNEL = httpserver.url_for("/hook"), "webhook"
    return httpserver


@pytest.fixture
def api(settings, httpserver):
    settings.SLACK_TOKEN, settings.SLACK_CHANNEL = "xoxb-token", "C0123"
    settings.SLACK_API_URL = httpserver.url_for("/api/")
    return httpserver


def say(number=1, **facts):
    """So many announcements to Slack alone, whose ten minutes are over."""
    for index in range(number):
        facts = {"sent_at": timezone.now() - HELD_FOR, "to_slack": True, **facts}
        announcement = make_announcement(title_en=f"Number {index}", **facts)
        Message.objects.tell_all("announcement", announcement, to_slack=True)
    Message.objects.filter(channel=Channel.MEMBERS).delete()
    Message.objects.update(due_at=timezone.now())
    return Message.objects.latest("pk")


def told(server):
    return [request.get_json() for request, _answer in server.log]


def test_an_incoming_webhook_is_told(webhook, clock):
    webhook.expect_request("/hook", method="POST").respond_with_data("ok")
    say(text_en="A < B & C > D <!channel>")

    deliver()

    [told_it] = told(webhook)
    assert "Une journée ensemble\n\nVenez." in told_it["text"]
    assert "Number 0\n\nA &lt; B &amp; C &gt; D &lt;!channel&gt;" in told_it["text"]
    assert Message.objects.get().sent_at == START


def test_the_web_api_is_told_with_its_token(api, clock):
    api.expect_request("/api/chat.postMessage", method="POST").respond_with_json({"ok": True})
    say()

    deliver()

    [(request, _answer)] = api.log
    assert request.headers["Authorization"] == "Bearer xoxb-token"
    assert request.get_json()["channel"] == "C0123"
    assert Message.objects.get().sent_at == START


@pytest.mark.parametrize("asked", ["7", "Wed, 10 Mar 2027 09:00:07 GMT"])
def test_what_slack_asks_us_to_wait_is_waited_to_the_second(webhook, clock, asked):
    webhook.expect_ordered_request("/hook").respond_with_data(status=429, headers={"Retry-After": asked})
    webhook.expect_ordered_request("/hook").respond_with_data("ok")
    message = say()
    deliver()
    tries = []

    for _second in range(8):
        clock.shift(1)
        deliver()
        tries.append(len(webhook.log))

    message.refresh_from_db()
    assert tries == [1, 1, 1, 1, 1, 1, 2, 2]
    assert message.sent_at == START + datetime.timedelta(seconds=7)


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_a_passing_failure_is_tried_again_after_each_pause_and_then_given_up(webhook, clock, status):
    webhook.expect_request("/hook").respond_with_data(status=status)
    message = say()
    waited = []

    for pause in [*PAUSES, None]:
        deliver()
        message.refresh_from_db()
        waited.append(message.due_at - timezone.now() if message.parked_at is None else None)
        if pause:
            clock.shift(pause)

    assert waited == [*PAUSES, None]
    assert (len(webhook.log), message.last_error) == (7, "NotNow")


@pytest.mark.parametrize("status", [302, 400, 403, 404, 410])
def test_a_refusal_is_given_up_at_once(webhook, clock, status):
    webhook.expect_request("/hook").respond_with_data(status=status)
    message = say()

    deliver()

    message.refresh_from_db()
    assert (message.parked_at, message.last_error) == (START, "Refused")


@pytest.mark.parametrize(
    ("error", "parked"),
    [
        ("is_archived", True),
        ("channel_not_found", True),
        ("invalid_auth", True),
        ("ratelimited", False),
        ("internal_error", False),
    ],
)
def test_what_the_web_api_refuses_in_words(api, clock, error, parked):
    api.expect_request("/api/chat.postMessage").respond_with_json({"ok": False, "error": error})
    message = say()

    deliver()

    message.refresh_from_db()
    assert (message.parked_at is not None) is parked


@pytest.mark.parametrize("answer", ["", "[]", '"ok"', "{}", "<html>"])
def test_an_answer_that_says_nothing_is_no_success(api, clock, answer):
    api.expect_request("/api/chat.postMessage").respond_with_data(answer)
    message = say()

    deliver()

    message.refresh_from_db()
    assert (message.sent_at, message.parked_at, message.attempts) == (None, None, 1)


def test_slack_that_hangs_is_left_alone_for_a_minute_and_mail_goes_on(webhook, settings, server):
    settings.SLACK_TIMEOUT = 0.2
    webhook.expect_request("/hook").respond_with_handler(lambda request: time.sleep(0.6) or Response("late"))
    say(3)
    send_mail("Your code", "123", None, ["awa@example.org"])

    deliver()

    assert len(server.taken) == 1
    assert sorted(Message.objects.filter(channel=Channel.SLACK).values_list("attempts", flat=True)) == [0, 0, 1]
    assert Line.objects.get(name="slack webhook").free_at > timezone.now() + datetime.timedelta(seconds=50)


def test_slack_that_is_away_loses_nothing(settings, clock):
    settings.SLACK_WEBHOOK_URL, settings.SLACK_CHANNEL = "http://127.0.0.1:9/hook", "webhook"
    message = say()

    deliver()

    message.refresh_from_db()
    assert (message.parked_at, message.last_error) == (None, httpx2.ConnectError.__name__)


def test_slack_gets_one_message_a_second(webhook, clock):
    webhook.expect_request("/hook").respond_with_data("ok")
    say(4)
    told_so_far = []

    for _half_second in range(8):
        deliver()
        told_so_far.append(len(webhook.log))
        clock.shift(0.5)

    assert told_so_far == [1, 1, 2, 2, 3, 3, 4, 4]


def test_a_line_is_claimed_by_one_of_two(clock, db):
    assert [Line.objects.claim("slack C1", 1), Line.objects.claim("slack C1", 1)] == [True, False]


def test_without_slack_nothing_is_said_of_it(settings, clock, db):
    settings.SLACK_CHANNEL = ""
    make_meeting("2027-03-20T14:00:00+00:00")

    assert not Message.objects.filter(channel=Channel.SLACK).exists()


# What others keep says no title that its author did not give to them.


def test_meetings_and_resources_stand_in_slack_without_title_or_name(webhook, clock, coordinator):
    webhook.expect_request("/hook").respond_with_data("ok")
    make_meeting("2027-03-20T14:00:00+00:00", title_en="KANARI one", zoom_link="https://zoom.example/j/kanari")
    resource = make_resource("KANARI two", visibility="members", submitted_at=START, published_at=None)
    resource.publish(by=coordinator)
    Message.objects.filter(channel=Channel.MEMBERS).delete()

    clock.shift(HELD_FOR)
    for _turn in range(2):
        deliver()
        clock.shift(1)

    said = " ".join(told_it["text"] for told_it in told(webhook)).lower()
    assert len(webhook.log) == 2
    assert "kanari" not in said
    assert "une rencontre est prévue : samedi 20 mars 2027, 14 h à 15 h 30" in said.replace("\u00a0", " ")


SAID_OF_A_MEETING = {
    "meeting_planned": ("A meeting is planned", "Une rencontre est prévue"),
    "meeting_changed": ("A meeting has another hour", "Une rencontre change d’heure"),
    "meeting_called_off": ("A meeting is called off", "Une rencontre est annulée"),
    "meeting_held_after_all": ("A meeting is held after all", "Une rencontre aura lieu, finalement"),
}


@pytest.mark.parametrize("kind", sorted(path.parent.name for path in TEMPLATES.glob("outreach/*/slack.txt")))
def test_no_template_for_slack_says_a_title_a_text_or_a_name(clock, db, kind):
    texts = {f"{field}_{code}": f"KANARI {field}" for field in ("title", "text") for code in ("en", "fr")}
    if kind in SAID_OF_A_MEETING:
        off = START if kind == "meeting_called_off" else None
        link = "https://zoom.example/j/kanari"
        thing = make_meeting("2027-03-20T14:00:00+00:00", zoom_link=link, called_off_at=off, **texts)
    elif kind == "resource_published":
        summaries = {f"summary_{code}": "KANARI summary" for code in ("en", "fr")}
        thing = make_resource(
            "KANARI title", contributor=make_member(display_name="Kanari Person"), title_fr="KANARI titre", **summaries
        )
    else:
        thing = make_announcement(sent_at=START - HELD_FOR, to_slack=True, **texts)

    said = compose_for_slack(new(kind, thing, channel=Channel.SLACK))

    may_say = {"kanari title", "kanari text"} if kind == "announcement" else set()  # its author ticked it
    assert set(re.findall(r"kanari\W*\w*", said.lower())) == may_say
    assert said.count(f"\n{settings.SITE_URL}/") == len(settings.LANGUAGES)
    assert [words for words in SAID_OF_A_MEETING.get(kind, ()) if words not in said] == []


def test_an_announcement_goes_to_slack_only_where_its_author_says_so(webhook, clock, db):
    make_announcement(to_slack=False).send(by=None)

    assert not Message.objects.filter(channel=Channel.SLACK).exists()


def test_what_was_taken_back_is_not_said_in_slack(webhook, clock, db):
    announcement = make_announcement(to_slack=True)
    announcement.send(by=None)
    announcement.take_back(by=None)

    clock.shift(HELD_FOR)
    deliver()

    assert webhook.log == []
