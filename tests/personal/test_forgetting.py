"""Retention: one place for the figures, one command that keeps to them, one page that says them (TRUST PRIV-4)."""

import datetime
import re
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings as live
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.db.models import CASCADE
from django.utils import timezone

from ggsn.accounts.models import Device, FactorLoss, OwnCopy, Undo
from ggsn.audit.models import Entry, Event
from ggsn.bin.models import Binned
from ggsn.outreach.models import Announcement
from ggsn.outreach.models import Message as Letter
from ggsn.pages.models import PageVersion
from ggsn.personal.declarations import DECLARED, Fate
from ggsn.templatetags.personal import IN_WORDS
from glossary.models import Proposal
from members.forgetting import FORGETTERS
from members.models import (
    Application,
    ApplicationDraft,
    ApplicationMessage,
    ApplicationNote,
    Member,
    Message,
    Offer,
    Organization,
    Reading,
    Report,
    RepresentationRequest,
)
from resources.models import AccessRequest, Draft, FileVersion, Renewal, Resource
from tests.make import make_application, make_card, make_file, make_member, make_page, make_resource, make_version

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
        case "files":
            return make_version(make_file(), withdrawn_at=now)
        case "unanswered":
            return make_version(make_file(), confirmed_at=None)
        case "contributions":
            return make_draft(member)
        case "losses":
            return FactorLoss.objects.create(member=member, asked_by=other, granted_at=now)


def make_draft(member, title="kanari", **facts):
    resource = Resource.objects.create(contributor=member, kind="guide", **facts)
    return Draft.objects.create(resource=resource, language="en", step="text", answers={"title_en": [title]})


KINDS = ["messages", "reports", "offers", "readings", "letters", "devices", "undo", "sessions", "audit", "copies"]
KINDS += ["representations", "drafts", "unconfirmed", "declined", "answers", "drive", "files", "unanswered"]
KINDS += ["contributions", "losses"]
# Those that have a test of their own, here or where they live (tests/bin, tests/personal/test_leaving).
OTHER_KINDS = {"words": Letter, "bin": Binned, "quiet": Member, "leaving": Member}


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


def test_every_figure_is_enforced_and_said():
    assert set(live.RETENTION) == set(FORGETTERS) == set(IN_WORDS) == {*KINDS, *OTHER_KINDS}


# Beside what is asked below: a row of the drive that a test of its own sees go; and what stays, because it is the
# network's own word once it has been said, or the answer that the next person with the same word reads.
GOES_WITH_A_TEST_OF_ITS_OWN = {Renewal}
STAYS = {Announcement, PageVersion, Proposal}


def test_whatever_tells_what_somebody_did_has_a_figure_or_goes_with_what_it_is_about(member, other):
    """The row would stay when they leave: it goes after a time, or with a thing that is no person."""
    have_a_figure = {type(made(kind, make_member(), make_member())) for kind in KINDS} | set(OTHER_KINDS.values())
    left_behind = {personal.model for personal in DECLARED if personal.fate in {Fate.LOOSENED, Fate.SHELL}}
    without = {model for model in left_behind - have_a_figure if not goes_with_a_thing(model)}

    assert without == GOES_WITH_A_TEST_OF_ITS_OWN | STAYS


def goes_with_a_thing(model):
    ties = [field for field in model._meta.concrete_fields if getattr(field.remote_field, "on_delete", None) is CASCADE]
    return any(field.related_model is not Member for field in ties)


def test_no_other_figure_in_the_code_says_how_long_something_is_kept():
    """Each of these says when something is asked, reminded of or shown; none lets anything be forgotten."""
    figure = re.compile(r"^(\w+) = (?:datetime\.)?timedelta\(days=\d", re.MULTILINE)
    rooms = ["ggsn", "members", "meetings", "resources", "glossary"]
    sources = [path for room in rooms for path in (Path(live.BASE_DIR) / room).rglob("*.py")]

    found = {name for path in sources for name in figure.findall(path.read_text())}

    assert found == {"LONG", "IN", "CONFIRMED_WITHIN", "WELCOMED_WITHIN", "REMINDED_AFTER", "CHECK_HOLDS"}


def later(days):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        call_command("forget", stdout=StringIO())


def test_what_was_typed_of_something_published_goes_and_what_is_published_stays(member):
    resource = make_resource("Garden", contributor=member)
    Draft.objects.create(resource=resource, language="en", step="text", answers={"title_en": ["kanari"]})

    later(live.RETENTION["contributions"] + 1)

    assert (Draft.objects.exists(), Resource.objects.get().title_en) == (False, "Garden")


def test_what_was_never_sent_goes_whole_with_its_files_unless_one_was_given_lately(member):
    begun, worked_on = make_draft(member), make_draft(member)
    days = live.RETENTION["contributions"] + 1
    for draft, age in [(begun, 0), (worked_on, days - 1)]:
        given = timezone.now() + datetime.timedelta(days=age)
        make_version(make_file(draft.resource), uploaded_at=given)

    later(days)

    assert list(Resource.objects.all()) == [worked_on.resource]
    assert set(FileVersion.objects.values_list("file__resource", flat=True)) == {worked_on.resource_id}


def test_a_loss_that_nobody_has_granted_yet_still_waits(member, other):
    loss = FactorLoss.objects.create(member=member, asked_by=other)

    later(3000)

    assert FactorLoss.objects.contains(loss)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "What is not sent is thrown away on"), ("fr", "Ce qui n’est pas envoyé est jeté le")],
)
def test_whoever_has_a_draft_reads_when_it_goes(client, member, language, sentence):
    make_draft(member)
    client.force_login(member)

    page = client.get(
        f"/{language}/{'library/my-contributions' if language == 'en' else 'bibliotheque/mes-contributions'}/"
    )

    assert sentence in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Earlier versions of contributions"), ("fr", "versions précédentes des contributions")],
)
def test_the_page_says_that_versions_stay_as_long_as_their_resource(language, words):
    page = (Path(live.BASE_DIR) / f"ggsn/content/pages/safety.{language}.md").read_text()

    assert words in page


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
    assert page.count("<dt>") == len(live.RETENTION)
