"""Reviewing applications: by whom, with whom, in what words, and that nobody waits unseen."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from members.models import Application, Member, Organization
from tests.make import make_application, make_member

pytestmark = pytest.mark.django_db

LIST = "/en/admin/members/application/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def applications():
    return {
        name: make_application(display_name=name, region=region)
        for name, region in {"inti": "latin-america", "ada": "africa", "quill": None}.items()
    } | {"unconfirmed": make_application(display_name="unconfirmed", region="africa", confirmed_at=None)}


def decide(client, application, decision, **facts):
    address = reverse("admin:members_application_change", args=[application.pk])
    inlines = {f"{name}-{part}": "0" for name in ["messages", "notes"] for part in ["TOTAL_FORMS", "INITIAL_FORMS"]}
    there = {"region": application.region_id or "", "organization": "", "word": "", "note": "", "kindness": ""}
    response = client.post(address, {**inlines, **there, "decision": decision, **facts})
    application.refresh_from_db()
    return response


# Who sees which.


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", set()),
        ("applicant", set()),
        ("member", set()),
        ("librarian", set()),
        ("regional", {"inti"}),
        ("regional2", {"ada"}),
        ("coordinator", {"inti", "ada", "quill"}),
    ],
)
def test_who_sees_which_applications(who, sees, applications, request):
    person = request.getfixturevalue(who)

    assert {found.display_name for found in Application.objects.visible_to(person)} == sees
    assert {found.display_name for found in Application.objects.awaiting_review_by(person)} == sees


def test_a_regional_coordinator_finds_no_trace_of_other_regions_at_the_desk(client, regional, applications):
    client.force_login(regional)
    pages = [LIST, f"{LIST}?standing=waiting", f"{LIST}?region=africa", f"{LIST}?q=ada", "/en/members/dashboard/"]

    shown = "".join(client.get(page).content.decode() for page in pages)
    others = [
        reverse("admin:members_application_change", args=[applications["ada"].pk]) + part for part in ["", "history/"]
    ]

    assert "inti" in shown
    assert "ada</a>" not in shown and ">Africa<" not in shown
    for address in others:
        assert client.get(address).status_code in {302, 404}
    decide(client, applications["ada"], "decline", kindness="full")
    assert applications["ada"].declined_at is None


def test_a_crafted_filter_is_refused(client, regional, applications):
    client.force_login(regional)

    response = client.get(f"{LIST}?email__startswith=a")

    assert response.status_code in {302, 400}


def test_a_member_without_a_role_finds_no_desk(client, member, applications):
    client.force_login(member)

    assert client.get(LIST).status_code == 404


def test_how_long_each_waits_is_shown_and_the_longest_comes_first(client, coordinator):
    make_application(display_name="late", waits_since=timezone.now() - datetime.timedelta(days=20))
    make_application(display_name="new")
    client.force_login(coordinator)

    shown = client.get(f"{LIST}?standing=waiting").content.decode()

    assert "2\xa0weeks" in shown
    assert shown.index("late") < shown.index(">new<")


# Questions and answers.


def test_a_question_goes_out_by_mail_and_is_answered_on_a_private_page(client, coordinator, mailoutbox):
    application = make_application(display_name="Noor", language="fr")
    client.force_login(coordinator)

    decide(client, application, "ask", word="Which groups?", note="Careful here.")
    client.logout()
    page = client.get(f"/fr/adhesion/ma-demande/{application.key}/").content.decode()
    asked = application.waits_since
    for _pressed_twice in range(2):
        client.post(f"/fr/adhesion/ma-demande/{application.key}/", {"text": "Riders."})

    application.refresh_from_db()
    letter = mailoutbox[0]
    assert (letter.to, letter.subject) == ([application.email], "Nouvelles du groupe")
    assert "Which groups?" in letter.body and f"/fr/adhesion/ma-demande/{application.key}/" in letter.body
    assert "Which groups?" in page and "Careful here." not in page
    assert (asked, application.waits_since is not None) == (None, True)
    assert [message.text for message in application.messages.all()] == ["Which groups?", "Riders."]


def test_the_private_page_is_found_by_its_whole_address_only(client):
    application = make_application()
    key = application.key

    for wrong in [application.handle, key[:-1] + ("0" if key[-1] != "0" else "1"), "x" * 48, key.upper()]:
        assert client.get(f"/en/join/my-application/{wrong}/").status_code == 404


def test_the_private_page_of_a_decided_application_says_nothing_of_what_was_said(client, coordinator):
    application = make_application()
    application.ask(by=coordinator, text="kanari")
    application.decline(by=coordinator, reason="full")

    page = client.get(f"/en/join/my-application/{application.key}/")
    client.post(f"/en/join/my-application/{application.key}/", {"text": "but"})

    assert "kanari" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert application.messages.count() == 1


def test_an_applicant_takes_the_application_back_and_nothing_is_left(client):
    application = make_application()
    address = f"/en/join/my-application/{application.key}/withdraw/"

    client.get(address)
    kept = Application.objects.count()
    client.post(address)

    assert (kept, Application.objects.count()) == (1, 0)


# The decision.


def test_accepting_makes_the_member_of_what_was_said(client, coordinator):
    application = make_application(display_name="Noor", language="fr", region="africa", place="by the sea")
    client.force_login(coordinator)

    decide(client, application, "accept", word="Come as you are.")

    member = application.member
    assert (member.display_name, member.language, member.place, member.region.key) == (
        "Noor",
        "fr",
        "by the sea",
        "africa",
    )
    assert member.accepted_at is not None and not member.is_listed and not member.has_usable_password()
    assert (application.decided_by, application.waits_since) == (coordinator, None)


def test_an_application_is_accepted_once_whatever_is_sent(client, coordinator, mailoutbox):
    application = make_application()
    same = Application.objects.get(pk=application.pk)

    application.accept(by=coordinator)
    same.accept(by=coordinator)
    same.decline(by=coordinator, reason="full")

    application.refresh_from_db()
    assert (Member.objects.filter(email=application.email).count(), len(mailoutbox)) == (1, 1)
    assert application.declined_at is None


def test_an_account_that_waits_becomes_the_member(coordinator, applicant):
    application = make_application(email=applicant.email, member=applicant)

    application.accept(by=coordinator)

    applicant.refresh_from_db()
    assert application.member == applicant and applicant.accepted_at is not None


def test_a_no_is_kind_and_in_the_applicant_s_language(client, regional, mailoutbox):
    application = make_application(display_name="Noor", language="fr", region="latin-america")
    client.force_login(regional)

    missing = decide(client, application, "decline").content.decode()
    decide(client, application, "decline", kindness="full", word="Bon vent.")

    letter = mailoutbox[0]
    assert "Choose what the applicant is told." in missing
    assert letter.body.startswith("Noor, merci de nous avoir écrit\n")
    assert "Nous ne pouvons pas bien accueillir plus de monde en ce moment." in letter.body
    assert "Bon vent." in letter.body
    assert application.declined_at is not None


def test_whoever_is_invited_to_learn_says_whether_that_is_wanted(client, coordinator, mailoutbox):
    application = make_application()
    client.force_login(coordinator)
    decide(client, application, "learn")
    client.logout()
    address = f"/en/join/my-application/{application.key}/"

    letter = mailoutbox[0]
    page = client.get(address).content.decode()
    client.post(address, {"learn": "1"})

    application.refresh_from_db()
    assert "Yes, I would like to join to learn" in page
    assert "would you like to join to learn?" in letter.body
    assert application.chose_learning_at is not None and application.waits_since is not None


def test_nobody_joins_to_learn_who_was_not_invited_to(client):
    application = make_application()

    client.post(f"/en/join/my-application/{application.key}/", {"learn": "1"})

    application.refresh_from_db()
    assert application.chose_learning_at is None


# Together.


def test_two_people_share_a_case_and_one_hands_it_over(client, coordinator, regional):
    application = make_application(region="latin-america")
    third = make_member(role="coordinator")
    client.force_login(coordinator)

    decide(client, application, "share", colleague=regional.pk)
    shared = set(application.reviewers.all())
    decide(client, application, "hand", colleague=third.pk)

    assert shared == {coordinator, regional}
    assert set(application.reviewers.all()) == {regional, third}


def test_a_case_is_given_to_nobody_who_may_not_see_it(client, coordinator, regional2, member):
    application = make_application(region="latin-america")
    client.force_login(coordinator)

    for outsider in [regional2, member]:
        decide(client, application, "hand", colleague=outsider.pk)
        with pytest.raises(ValueError, match="may not see"):
            application.hand_over(by=coordinator, to=outsider)

    assert set(application.reviewers.all()) == set()


def test_whoever_is_told_something_may_still_see_it(coordinator, regional, regional2):
    application = make_application(region="latin-america")

    assert application.whom_to_tell() == [regional]
    application.reviewers.add(coordinator)
    assert application.whom_to_tell() == [coordinator]
    application.reviewers.set([regional2])
    assert application.whom_to_tell() == [regional]
    regional.groups.clear()
    assert Application.objects.get(pk=application.pk).whom_to_tell() == [coordinator]


def test_nobody_who_is_quiet_is_waited_for(client, coordinator, regional, mailoutbox):
    application = make_application(region="latin-america")
    application.reviewers.add(regional)
    regional.go_quiet()
    mailoutbox.clear()

    told = application.whom_to_tell()
    application.answer("Riders.")

    assert told == [coordinator]
    assert [letter.to for letter in mailoutbox] == [[coordinator.email]]
    regional.come_back()
    assert application.whom_to_tell() == [regional]


def test_of_those_who_look_after_it_whoever_is_there_is_told(coordinator, regional):
    colleague = make_member(role="regional coordinator", regions_coordinated=["latin-america"])
    application = make_application(region="latin-america")
    application.reviewers.set([regional, colleague])

    regional.go_quiet()

    assert application.whom_to_tell() == [colleague]


def test_an_application_is_handed_to_nobody_who_is_quiet(client, coordinator, regional):
    application = make_application(region="latin-america")
    regional.go_quiet()
    client.force_login(coordinator)
    address = reverse("admin:members_application_change", args=[application.pk])

    offered = f">{regional.display_name}</option>" in client.get(address).text
    decide(client, application, "hand", colleague=regional.pk)

    assert (offered, set(application.reviewers.all())) == (False, set())


def test_a_note_is_kept_for_those_who_review(client, regional):
    application = make_application(region="latin-america")
    client.force_login(regional)

    decide(client, application, "take", note="I know the valley.")

    assert [(note.by, note.text) for note in application.notes.all()] == [(regional, "I know the valley.")]
    assert list(application.reviewers.all()) == [regional]


def test_a_regional_coordinator_moves_nobody_to_another_region(client, regional):
    application = make_application(region="latin-america")
    africa = make_application(region="africa").region
    client.force_login(regional)

    decide(client, application, "", region=africa.pk)

    assert application.region.key == "latin-america"


def test_no_more_representatives_than_an_organization_may_have(client, coordinator):
    organization = Organization.objects.create(name="Jiko", most_representatives=1)
    make_member(organization=organization)
    application = make_application()
    client.force_login(coordinator)

    response = decide(client, application, "accept", organization=organization.pk)

    assert "as many representatives as it may have" in response.content.decode()
    assert application.accepted_at is None


# Nobody waits unseen.


def test_reviewers_are_reminded_after_a_week_once_a_week_and_not_told_of_whom(coordinator, mailoutbox):
    now = timezone.now()
    application = make_application(display_name="Noor", waits_since=now - datetime.timedelta(days=8))
    make_application(waits_since=now - datetime.timedelta(days=6))
    make_application(waits_since=None)

    call_command("remind_reviewers")
    call_command("remind_reviewers")
    Application.objects.filter(pk=application.pk).update(reminded_at=now - datetime.timedelta(days=8))
    call_command("remind_reviewers")

    assert [letter.to for letter in mailoutbox] == [[coordinator.email]] * 2
    assert "An application has been waiting for 8 days" in mailoutbox[0].body
    assert "Noor" not in mailoutbox[0].body + mailoutbox[0].subject


def test_what_waits_is_counted_on_the_page_of_those_who_review_it(client, regional, applications):
    client.force_login(regional)

    page = client.get("/en/members/dashboard/").content.decode()

    assert '?standing=waiting">Applications to read</a> <b>1</b>' in page


# Forgetting.


def test_what_was_told_is_forgettable_when_its_time_has_come():
    def ago(days):
        return timezone.now() - datetime.timedelta(days=days)

    made = {
        "unconfirmed long ago": make_application(confirmed_at=None, submitted_at=ago(31)),
        "unconfirmed": make_application(confirmed_at=None, submitted_at=ago(29)),
        "declined long ago": make_application(declined_at=ago(184), waits_since=None),
        "declined": make_application(declined_at=ago(182), waits_since=None),
        "accepted long ago": make_application(accepted_at=ago(366), waits_since=None),
        "accepted": make_application(accepted_at=ago(364), waits_since=None),
        "never answered": make_application(asked_at=ago(184), waits_since=None),
        "waiting": make_application(submitted_at=ago(400)),
    }

    found = set(Application.objects.forgettable())

    assert {name for name, application in made.items() if application in found} == {
        "unconfirmed long ago",
        "declined long ago",
        "accepted long ago",
        "never answered",
    }


def test_what_the_desk_notes_of_a_change_does_not_name_the_applicant(client, coordinator):
    from django.contrib.admin.models import LogEntry

    application = make_application(display_name="kanari", email="kanari@example.org")
    client.force_login(coordinator)
    decide(client, application, "take")

    entry = LogEntry.objects.get()
    assert "kanari" not in entry.object_repr + entry.change_message
