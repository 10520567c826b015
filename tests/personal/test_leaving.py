"""Leaving: a time to think again, then nothing leads to the person any more (TRUST PRIV-2, PRIV-3)."""

import datetime
import re
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings as live
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from ggsn.accounts.models import Device, Undo
from ggsn.outreach.models import Message as Letter
from ggsn.pages.models import PageVersion
from ggsn.personal import journal
from ggsn.personal.erasure import erase
from glossary.models import Proposal
from members.models import (
    Application,
    ApplicationDraft,
    HeldAddress,
    Language,
    Member,
    Message,
    Mute,
    Offer,
    Reading,
    Report,
)
from members.models.sealed import sealed_fields
from resources.history import keep_version
from resources.models import Draft, FileVersion, Resource, Review, ShownAs
from resources.storage import StorageAway, places
from tests.make import make_application, make_file, make_member, make_page, make_resource, make_version
from tests.walk import Visitor, state

pytestmark = pytest.mark.django_db
LEAVE = "/en/my-data/leave/"
NAME, EMAIL = "Xylophila Quince", "xylophila@example.org"
APPLIED_AS, FORMER = "Zephyrine", "zephyrine@example.org"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def xylophila(member, coordinator, librarian):
    """Somebody who has left a trace in every place there is."""
    person = make_member(display_name=NAME, email=EMAIL, place="Xyloplace", is_listed=True, presentation_fr="Xylotexte")
    person.languages.add(Language.objects.get(code="fr"))
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    TOTP.activate(person, generate_totp_secret())
    Visitor(person)
    shared = make_resource("Shared", contributor=person, shown_as=ShownAs.NAME, made_by=f"{NAME} & the Quincetta group")
    keep_version(shared)
    make_resource("Draft", contributor=person, published_at=None)
    Review.objects.create(
        resource=Resource.objects.get(slug_en="shared"),
        by=librarian,
        decision="changes",
        word=f"Dear {NAME}, well done",
    )
    Message.objects.create(sender=person, recipient=member, text="Xylomessage")
    Message.objects.create(sender=member, recipient=coordinator, text=f"Do you know {NAME} ({EMAIL})?")
    Mute.objects.create(member=member, muted=person)
    Offer.objects.create(member=person, text_en="Xyloffer", ends_on=timezone.now().date())
    Reading.objects.create(member=person, day=timezone.now().date(), number=3)
    Report.objects.create(about=person, reporter=member, reason="other", words=f"{NAME} said")
    Report.objects.create(about=member, reporter=person, reason="other")
    Proposal.objects.create(word="Care", language="en", proposed_by=person)
    page = make_page(by=person, body_en=f"Written with {NAME}.")
    page.body_en = "Written together."
    page.save(by=coordinator)
    LogEntry.objects.create(
        user=coordinator,
        content_type=ContentType.objects.get_for_model(Member),
        object_id=str(person.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f'[{{"changed": {{"name": "member", "object": "{NAME}", "fields": ["email {EMAIL}"]}}}}]',
    )
    apply_and_be_spoken_of(person, coordinator)
    Letter.objects.create(to=EMAIL, subject="x", sender="x@example.org", message_id="<x>", text=f"Hello {NAME}")
    Letter.objects.create(to=f"not-{EMAIL}", subject="x", sender="x@example.org", message_id="<y>")
    Undo.objects.offer(person, Undo.Kind.ADDRESS, old=EMAIL, new=EMAIL)
    Device.objects.create(member=person, digest="x")
    folder = live.DATA_DIR / "mail"
    folder.mkdir()
    (folder / "one.eml").write_text(f"To: {NAME} <{EMAIL}>\n\nHello")
    return person


def apply_and_be_spoken_of(person, coordinator):
    """Declined once, accepted later under the name of then, and named in what others said when they applied."""
    now = timezone.now()
    ended = {"confirmed_at": now, "waits_since": None}
    words = {"display_name": APPLIED_AS, "heard": "Xylotold"}
    first = make_application(email=EMAIL, submitted_at=now, declined_at=now, **ended, **words)
    first.notes.create(by=coordinator, text=f"{APPLIED_AS}, not yet")
    own = make_application(email=FORMER, submitted_at=now, accepted_at=now, member=person, **ended, **words)
    own.messages.create(by=coordinator, text=f"Welcome {NAME}")
    heard = make_application(display_name="Noor", heard=f"{NAME} told me; Quincetta too", ways=f"as {APPLIED_AS}")
    heard.notes.create(by=coordinator, text=f"Ask {NAME} ({EMAIL.upper()})")
    heard.messages.create(by=coordinator, text=f"How do you know {NAME}?")
    heard.messages.create(is_from_applicant=True, text=f"From {FORMER}, profile {person.handle}")
    for answers in [{"email": EMAIL}, {"email": "noor@example.org", "heard": NAME, "display_name": "Noor"}]:
        ApplicationDraft.objects.begin(answers)
    HeldAddress.objects.create(address=EMAIL, reason="Xylosaid")
    HeldAddress.objects.create(address="example.net", reason=f"{NAME} asked for it")
    Proposal.objects.create(word="Rest", language="en", why=f"{NAME} says so")


def opened():
    """What lies sealed in the tables, as whoever runs the portal can open it: {table: rows}."""
    sealed = {model: [field.name for field in sealed_fields(model)] for model in apps.get_models()}
    return {
        f"{model._meta.db_table}, opened": model._base_manager.values(*names)
        for model, names in sealed.items()
        if names
    }


def traces(person, *more):
    """Where anything of this person still stands: tables, then files."""
    words = [NAME, EMAIL, APPLIED_AS, FORMER, person.handle, "Xyloplace", "Xylotexte", "Xyloffer", "Xylomessage"]
    words += ["Xylotold", "Xylosaid", *more]
    pattern = re.compile("|".join(rf"(?<![\w.+-]){re.escape(word)}" for word in words), re.IGNORECASE)
    found = {
        table
        for table, rows in {**state(), **opened()}.items()
        for row in rows
        if pattern.search(repr(row).replace("not-" + EMAIL, ""))
    }
    found |= {f"outbox {letter.pk}" for letter in Letter.objects.all() if pattern.search(f"{letter.to} {letter.text}")}
    files = [path for path in live.DATA_DIR.rglob("*") if path.is_file()]
    return found | {path.name for path in files if pattern.search(path.read_text(errors="replace"))}


@pytest.mark.parametrize("words", ["stay", "go"])
def test_afterwards_nothing_leads_to_the_person(xylophila, words):
    handle = xylophila.handle
    before = traces(xylophila)

    erase(Member.objects.get(pk=xylophila.pk), words)

    xylophila.handle = handle
    assert len(before) >= 12
    assert traces(xylophila) == set()
    assert Letter.objects.filter(to=f"not-{EMAIL}").exists()


def test_whoever_else_made_it_is_still_named(xylophila):
    erase(xylophila)

    shell, shared = Member.objects.get(pk=xylophila.pk), Resource.objects.get()
    assert shared.made_by == f"{shell.display_name} & the Quincetta group"
    assert [version.facts["made_by"] for version in shared.versions.all()] == [shared.made_by]


@pytest.mark.parametrize(("words", "left"), [("stay", 1), ("go", 0)])
def test_shared_words_stay_under_a_random_name_or_go(client, xylophila, words, left):
    erase(xylophila, words)

    shell = Member.objects.get(pk=xylophila.pk)
    pages = [client.get("/en/library/shared/"), client.get("/en/library/?q=quince")]
    assert Resource.objects.count() == left
    assert (shell.display_name in pages[0].content.decode()) is (words == "stay")
    assert "Quince" not in pages[1].content.decode().replace('value="quince"', "")
    assert not shell.is_active


def test_what_others_said_when_they_applied_stays_without_the_name(xylophila):
    longer = Application.objects.get(heard__isnull=False, member=None, declined_at=None).notes.create(text=f"{NAME}s")

    erase(xylophila)

    shell, told = Member.objects.get(pk=xylophila.pk).display_name, Application.objects.get()
    assert (told.display_name, told.heard, told.ways) == ("Noor", f"{shell} told me; Quincetta too", f"as {shell}")
    assert [note.text for note in told.notes.all()] == [f"Ask {shell} ({shell})", longer.text]
    assert {message.text for message in told.messages.all()} == {
        f"How do you know {shell}?",
        f"From {shell}, profile {shell}",
    }
    answers = ApplicationDraft.objects.get().answers
    assert answers == {"email": "noor@example.org", "heard": shell, "display_name": "Noor"}


def test_what_came_later_from_an_address_somebody_else_has_by_now_is_theirs(xylophila):
    theirs = make_application(email=FORMER, display_name="Noor")

    erase(xylophila)

    assert Application.objects.contains(theirs)


def test_an_address_held_back_stays_so_and_nobody_reads_it_any_more(client, xylophila, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    held, desk = HeldAddress.objects.get(address=EMAIL), "/en/admin/members/heldaddress/"

    erase(xylophila)

    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    pages = [client.get(path).text for path in (desk, f"{desk}{held.pk}/change/")]
    client.post(f"{desk}{held.pk}/change/", {"reason": "stays"})
    assert ["Of somebody who left" in page for page in pages] == [True, True]
    assert [HeldAddress.objects.holds(address) for address in (EMAIL, "other@example.org")] == [True, False]
    assert HeldAddress.objects.get(pk=held.pk).reason == "stays"


def test_an_address_held_back_a_second_time_is_still_held_back_once(xylophila):
    HeldAddress.objects.make_unreadable(EMAIL)
    HeldAddress.objects.create(address=EMAIL)

    erase(xylophila)

    assert HeldAddress.objects.holds(EMAIL)
    assert HeldAddress.objects.filter(address__startswith="left:").count() == 1


def test_names_are_drawn_anew_each_time(xylophila, other):
    for person in (xylophila, other):
        erase(person)

    assert len(set(Member.objects.filter(erased_at__isnull=False).values_list("display_name", flat=True))) == 2


def test_nothing_is_erased_before_its_time_and_one_can_stay(xylophila):
    visitor = Visitor(xylophila)
    visitor.post(LEAVE, {"words_when_leaving": "go"})

    with time_machine.travel(timezone.now() + datetime.timedelta(days=6)):
        call_command("forget", stdout=StringIO())
    Member.objects.get(pk=xylophila.pk).stay()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=9)):
        call_command("forget", stdout=StringIO())

    assert Member.objects.get(pk=xylophila.pk).display_name == NAME


def test_after_a_week_it_is_done_as_was_chosen(xylophila):
    Visitor(xylophila).post(LEAVE, {"words_when_leaving": "go"})
    told = [letter for letter in mail.outbox if letter.to == [EMAIL]]

    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        call_command("forget", stdout=StringIO())

    assert len(told) == 1
    assert Member.objects.get(pk=xylophila.pk).erased_at is not None
    assert not Resource.objects.exists()


def test_staying_is_one_button(xylophila):
    visitor = Visitor(xylophila)
    visitor.post(LEAVE, {"words_when_leaving": "stay"})
    before = Member.objects.get(pk=xylophila.pk).leaves_at

    visitor.post("/en/my-data/stay/")

    assert before is not None
    assert Member.objects.get(pk=xylophila.pk).leaves_at is None


def test_the_last_one_who_gives_roles_does_not_leave_the_house_without_a_key(xylophila):
    Member.objects.filter(pk=xylophila.pk).update(is_superuser=True)

    page = Visitor(Member.objects.get(pk=xylophila.pk)).post(LEAVE, {"words_when_leaving": "stay"})

    assert "only one who can give roles" in page.content.decode()
    assert Member.objects.get(pk=xylophila.pk).leaves_at is None


def test_a_restored_copy_does_not_bring_anybody_back(xylophila):
    copy = {field.attname: getattr(xylophila, field.attname) for field in Member._meta.concrete_fields}
    erase(xylophila)
    Member.objects.filter(pk=xylophila.pk).delete()
    Member.objects.bulk_create([Member(**copy)])
    back = traces(Member(handle=copy["handle"]))

    call_command("replay_erasures", stdout=StringIO())
    call_command("replay_erasures", stdout=StringIO())

    assert back
    assert traces(Member(handle=copy["handle"])) == set()
    assert Member.objects.get(pk=copy["id"]).erased_at is not None


def test_somebody_who_joins_later_under_the_same_number_is_not_erased(xylophila):
    number = xylophila.pk
    erase(xylophila)
    Member.objects.filter(pk=number).delete()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        Member.objects.create_user("new@example.org", pk=number, display_name="Somebody new", joined_at=timezone.now())

    call_command("replay_erasures", stdout=StringIO())

    assert Member.objects.get(pk=number).display_name == "Somebody new"


def test_the_journal_holds_numbers_and_dates_alone(xylophila):
    erase(xylophila)

    text = journal.path().read_text()

    assert [entry[0] for entry in journal.entries()] == [xylophila.pk]
    assert not any(word in text for word in (NAME, EMAIL, "Xyl", "Quince"))
    assert journal.path().stat().st_mode & 0o077 == 0


def test_versions_of_pages_and_reviews_stay_and_point_to_nobody(xylophila):
    erase(xylophila)

    assert not PageVersion.objects.filter(written_by=xylophila.pk).exists()
    assert "Written with" in str(list(PageVersion.objects.values_list("words", flat=True)))
    assert Review.objects.get().word.endswith("well done")


# What was never sent, and what nobody takes any more.


@pytest.fixture
def unsent(xylophila):
    """{what: stored as} of somebody in the midst of it: beginnings, changes not sent, files that wait or went."""
    shared, begun = Resource.objects.get(slug_en="shared"), make_resource("Xylodraft", contributor=xylophila)
    begun.withdraw()
    for resource in [shared, begun]:
        Draft.objects.create(resource=resource, answers={"text_en": ["Xylotyped"]}, language="en", step="text")
    files = {what: make_file(shared, what.encode()) for what in ["shown", "waiting", "withdrawn", "replaced"]}
    files["of the draft"] = make_file(begun, b"of the draft")
    files["waiting"].versions.update(confirmed_at=None, names=[NAME], name="xylophila.txt")
    files["withdrawn"].versions.update(name="xylophila.txt")
    files["withdrawn"].withdraw()
    there = {what: file.versions.get().stored_as for what, file in files.items()}
    there["its better version"] = make_version(files["replaced"], b"better").stored_as
    return there


def kept():
    return {name for name, _since in places.place().objects()}


@pytest.mark.parametrize(
    ("words", "left"), [("stay", {"shown", "replaced", "its better version"}), ("go", set())], ids=["stay", "go"]
)
def test_what_was_never_sent_goes_with_its_files_and_their_bytes(
    xylophila, unsent, words, left, django_capture_on_commit_callbacks
):
    before = traces(xylophila, "Xylotyped", "Xylodraft"), kept()

    with django_capture_on_commit_callbacks(execute=True):
        erase(Member.objects.get(pk=xylophila.pk), words)

    assert {"resources_draft", "resources_resource", "resources_fileversion"} <= before[0]
    assert before[1] == set(unsent.values())
    assert traces(xylophila, "Xylotyped", "Xylodraft") == set()
    assert (Draft.objects.count(), FileVersion.objects.count()) == (0, len(left))
    assert kept() == {unsent[what] for what in left}


def test_an_account_that_is_deleted_takes_them_along_too(xylophila, unsent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        xylophila.delete()

    assert Draft.objects.count() == 0
    assert not kept() & {unsent["waiting"], unsent["withdrawn"]}


def test_nobody_else_s_beginnings_go(xylophila, other):
    theirs = make_resource("Theirs", contributor=other, published_at=None)
    Draft.objects.create(resource=theirs, answers={}, language="en", step="text")
    make_file(theirs).versions.update(confirmed_at=None)

    erase(Member.objects.get(pk=xylophila.pk))

    assert (Draft.objects.get().resource, FileVersion.objects.get().file.resource) == (theirs, theirs)


def test_where_the_storage_does_not_answer_somebody_leaves_all_the_same(
    xylophila, unsent, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*arguments):
        raise StorageAway

    monkeypatch.setattr(places.Disk, "delete", fail)

    with django_capture_on_commit_callbacks(execute=True):
        erase(Member.objects.get(pk=xylophila.pk), "go")

    assert Member.objects.get(pk=xylophila.pk).erased_at is not None
    assert FileVersion.objects.count() == 0  # manage.py sweep_files takes the bytes that no row knows of
