"""Retention: one place for the figures, one command that keeps to them, one page that says them (TRUST PRIV-4)."""

import datetime
from io import StringIO

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings as live
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.utils import timezone

from ggsn.accounts.models import Device, OwnCopy, Undo
from ggsn.audit.models import Entry, Event
from ggsn.outreach.models import Message as Letter
from members.forgetting import FORGETTERS
from members.models import (
    Application,
    ApplicationDraft,
    ApplicationMessage,
    ApplicationNote,
    Message,
    Offer,
    Organization,
    Reading,
    Report,
    RepresentationRequest,
)
from resources.models import AccessRequest, Renewal
from tests.make import make_application, make_card, make_page

pytestmark = pytest.mark.django_db


def made(kind, member, other):
    """One of this kind, as old as this moment."""
    now = timezone.now()
    match kind:
        case "messages":
            return Message.objects.create(sender=member, recipient=other, text="x")
        case "reports":
            return Report.objects.create(about=other, reporter=member, reason="other", decided_at=now)
        case "offers":
            return Offer.objects.create(member=member, text_en="x", ends_on=now.date())
        case "readings":
            return Reading.objects.create(member=member, day=now.date(), number=1)
        case "letters":
            return Letter.objects.create(to="x", subject="x", sender="x", message_id="<x>", sent_at=now)
        case "devices":
            return Device.objects.create(member=member, digest="x")
        case "undo":
            Undo.objects.offer(member, Undo.Kind.ADDRESS)
            return Undo.objects.get()
        case "sessions":
            return UserSession.objects.create(user=member, session_key="x" * 32, user_agent="x", ip="::")
        case "audit":
            return LogEntry.objects.create(user=member, object_repr="x", action_flag=CHANGE)
        case "representations":
            house = Organization.objects.create(name="House")
            return RepresentationRequest.objects.create(member=member, organization=house, refused_at=now)
        case "copies":
            return OwnCopy.objects.create(member=member, prepared_at=now, digest="x")
        case "drafts":
            return ApplicationDraft.objects.begin({"email": "noor@example.org", "heard": "kanari"})[0]
        case "unconfirmed":
            return make_application(confirmed_at=None, waits_since=None, submitted_at=now)
        case "declined":
            return make_application(declined_at=now, waits_since=None)
        case "drive":
            refused = {"outcome": AccessRequest.Outcome.REFUSED, "answered_at": now}
            return AccessRequest.objects.create(resource=make_card(), member=member, words="x", **refused)
        case "answers":
            return make_application(accepted_at=now, waits_since=None, member=member)


KINDS = ["messages", "reports", "offers", "readings", "letters", "devices", "undo", "sessions", "audit", "copies"]
KINDS += ["representations", "drafts", "unconfirmed", "declined", "answers", "drive"]


def test_words_of_a_letter_that_did_not_leave_are_erased_and_the_rest_stays(member):
    parked = {"message_id": "<x>", "parked_at": timezone.now()}
    letter = Letter.objects.create(to="x", subject="x", sender="x", text="kanari", html="kanari", **parked)
    kept = []

    for after in [live.RETENTION["words"] - 1, live.RETENTION["words"] + 1]:
        with time_machine.travel(timezone.now() + datetime.timedelta(days=after)):
            call_command("forget", stdout=StringIO())
        letter.refresh_from_db()
        kept.append((letter.text, letter.html))

    assert kept == [("kanari", "kanari"), ("", "")]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_kept_for_its_time_and_no_longer(kind, member, other):
    thing, days = made(kind, member, other), live.RETENTION[kind]
    kept = []

    for after in [days - 1, days + 2]:
        with time_machine.travel(timezone.now() + datetime.timedelta(days=after)):
            call_command("forget", stdout=StringIO())
        kept.append(type(thing)._base_manager.filter(pk=thing.pk).exists())

    assert kept == [True, False]


def test_an_application_goes_with_all_that_was_said_about_it(member, coordinator):
    application = made("declined", member, None)
    application.notes.create(by=coordinator, text="kanari")
    application.messages.create(by=coordinator, text="kanari")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=live.RETENTION["declined"] + 1)):
        call_command("forget", stdout=StringIO())

    assert not ApplicationNote.objects.exists() and not ApplicationMessage.objects.exists()


def test_a_question_nobody_answered_is_kept_as_long_as_a_refusal_and_what_waits_for_us_stays(db):
    asked = make_application(asked_at=timezone.now(), waits_since=None)
    waiting = make_application()
    kept = []

    for after in [live.RETENTION["declined"] - 1, live.RETENTION["declined"] + 1, 700]:
        with time_machine.travel(timezone.now() + datetime.timedelta(days=after)):
            call_command("forget", stdout=StringIO())
        kept.append(set(Application.objects.all()))

    assert kept == [{asked, waiting}, {waiting}, {waiting}]


def test_both_logs_are_kept_for_the_time_the_page_says(member):
    """The database keeps the log by its own clock, which no test can turn: the lines are old, not the day late."""
    ages = [live.RETENTION["audit"] - 1, live.RETENTION["audit"] + 1]
    for age in ages:
        at = timezone.now() - datetime.timedelta(days=age)
        LogEntry.objects.create(user=member, object_repr="x", action_flag=CHANGE, action_time=at)
        Entry.objects.create(event=Event.ADDRESS_SEEN, at=at)

    call_command("forget", stdout=StringIO())

    left = [*LogEntry.objects.values_list("action_time", flat=True)]
    left += Entry.objects.filter(event=Event.ADDRESS_SEEN).values_list("at", flat=True)
    assert [(timezone.now() - at).days for at in left] == [ages[0]] * 2


def test_every_figure_is_enforced():
    assert set(live.RETENTION) == set(FORGETTERS)


def test_who_has_a_key_to_the_drive_is_remembered_without_their_words(member):
    facts = {"resource": make_card(), "member": member, "words": "kanari"}
    shared = AccessRequest.objects.create(outcome="shared", answered_at=timezone.now(), **facts)
    waiting = AccessRequest.objects.create(**facts)
    renewals = [Renewal.objects.create(folder="Camps", done_at=done_at) for done_at in [None, timezone.now()]]

    with time_machine.travel(timezone.now() + datetime.timedelta(days=live.RETENTION["drive"] + 1)):
        call_command("forget", stdout=StringIO())

    words = {asked.pk: asked.words for asked in AccessRequest.objects.all()}
    assert words == {shared.pk: "", waiting.pk: "kanari"}
    assert list(Renewal.objects.all()) == renewals[:1]


def test_a_report_that_waits_is_not_forgotten(member, other):
    report = Report.objects.create(about=other, reporter=member, reason="other")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3000)):
        call_command("forget", stdout=StringIO())

    assert Report.objects.contains(report)


@pytest.mark.parametrize(("language", "words"), [("en", "180 days"), ("fr", "180 jours")])
def test_the_page_on_safety_says_the_figures(client, language, words):
    make_page(
        key="safety", title_en="Safety", title_fr="Sécurité", layout="chapter", slug_en="safety", slug_fr="securite"
    )

    page = client.get(f"/{language}/{'safety' if language == 'en' else 'securite'}/").content.decode()

    assert words in page
    assert page.count("<dt>") >= len(live.RETENTION)
