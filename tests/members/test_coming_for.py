"""For what somebody joins: an organization they named, one of ours, or themselves. Nothing is dropped silently."""

from importlib import import_module

import pytest
from django.apps import apps

from ggsn.audit.models import Entry, Event
from members.models import Application, Member, Organization, RepresentationRequest
from tests.make import make_application, make_member
from tests.members.test_reviewing import decide

pytestmark = pytest.mark.django_db

NAMED = {"takes_part": "organization", "organization_name": "Jiko School", "organization_role": "teacher"}
ASKED = "Say for what they join: they named an organization."


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture(params=["no account yet", "an account that waits", "an account with this address"])
def application(request):
    """Of somebody who comes for an organization: there is an account already, or there is none."""
    facts = {**NAMED, "region": "africa"}
    if request.param == "no account yet":
        return make_application(**facts)
    account = make_member(accepted_at=None)
    linked = {"member": account} if request.param == "an account that waits" else {}
    return make_application(email=account.email, **linked, **facts)


def organization_of(application):
    member = Member.objects.get(pk=application.member.pk)
    return member.organization, member.organization_role


def test_nobody_is_accepted_before_it_is_said_for_what_they_join(client, coordinator, application):
    client.force_login(coordinator)

    page = decide(client, application, "accept").text

    assert ASKED in page
    assert application.accepted_at is None and not Organization.objects.exists()


def test_they_join_in_their_own_name(client, coordinator, application):
    client.force_login(coordinator)

    decide(client, application, "accept", representing="alone")

    assert application.accepted_at is not None
    assert (*organization_of(application), Organization.objects.count()) == (None, "", 0)


@pytest.mark.parametrize("representing", ["ours", ""])
def test_they_join_for_an_organization_of_ours(client, coordinator, application, representing):
    ours = Organization.objects.create(name="Jiko")
    client.force_login(coordinator)

    decide(client, application, "accept", representing=representing, organization=ours.pk)

    assert organization_of(application) == (ours, "teacher")
    assert Member.objects.get(pk=application.member.pk).represents_since is not None


@pytest.mark.parametrize("who", ["coordinator", "regional2"])
def test_they_join_for_the_one_they_named_which_is_made(client, request, application, who):
    by = request.getfixturevalue(who)
    client.force_login(by)

    decide(client, application, "accept", representing="named")

    made = Organization.objects.get()
    assert (made.name, made.region) == ("Jiko School", application.region)
    assert organization_of(application) == (made, "teacher")
    line = Entry.objects.get(event=Event.ADDED, kind="members.organization")
    assert (line.by, line.number) == (by.pk, str(made.pk))


def test_none_is_made_twice(client, coordinator, application):
    Organization.objects.create(name="JIKO school")
    client.force_login(coordinator)

    page = decide(client, application, "accept", representing="named").text

    assert "There is one of this name already" in page
    assert (Organization.objects.count(), application.accepted_at) == (1, None)


def test_none_is_made_by_whoever_comes_second(client, coordinator):
    application = make_application(**NAMED)
    same = Application.objects.get(pk=application.pk)
    application.decline(by=coordinator, reason="full")

    same.accept(by=coordinator, makes_organization=True)

    assert not Organization.objects.exists()


@pytest.mark.parametrize("representing", ["alone", "named"])
def test_what_contradicts_itself_is_asked_again(client, coordinator, representing):
    application, ours = make_application(**NAMED), Organization.objects.create(name="Jiko")
    client.force_login(coordinator)

    page = decide(client, application, "accept", representing=representing, organization=ours.pk).text

    assert "Leave this empty, or say that they join for it." in page
    assert (application.accepted_at, Organization.objects.count()) == (None, 1)


def test_whoever_says_one_of_ours_says_which(client, coordinator):
    application = make_application(**NAMED)
    client.force_login(coordinator)

    page = decide(client, application, "accept", representing="ours").text

    assert "Choose the organization." in page
    assert application.accepted_at is None


def test_nothing_is_asked_of_those_who_come_for_themselves(client, coordinator):
    application = make_application(organization_name="left over from an earlier answer")
    client.force_login(coordinator)

    page = client.get(f"/en/admin/members/application/{application.pk}/change/").text
    decide(client, application, "accept")

    assert 'name="representing"' not in page
    assert organization_of(application) == (None, "")


def test_other_decisions_ask_nothing_of_it(client, coordinator):
    application = make_application(**NAMED)
    client.force_login(coordinator)

    decide(client, application, "take")

    assert list(application.reviewers.all()) == [coordinator]


def test_what_they_had_asked_to_represent_is_settled_by_it(coordinator):
    ours, other = (Organization.objects.create(name=name) for name in ["Jiko", "Other"])
    member = make_member()
    RepresentationRequest.objects.ask(member, other, "guest")

    make_application(email=member.email, organization=ours, **NAMED).accept(by=coordinator)

    assert not RepresentationRequest.objects.exists()


def test_many_at_once_are_accepted_without_those_who_named_an_organization(client, coordinator):
    named, other = make_member(accepted_at=None, display_name="Noor"), make_member(accepted_at=None)
    for applicant, facts in [(named, NAMED), (other, {})]:
        make_application(email=applicant.email, member=applicant, **facts)
    client.force_login(coordinator)

    page = client.post(
        "/en/admin/members/member/",
        {"action": "accept", "_selected_action": [named.pk, other.pk], "_asked": "1"},
        follow=True,
    ).text

    assert "They named an organization: accept them on the page of their application. Noor." in page
    assert set(Member.objects.applicants()) == {named}


def test_a_role_stays_with_the_organization_it_was_held_in(coordinator):
    ours, other = (Organization.objects.create(name=name) for name in ["Jiko", "Other"])
    member = make_member(organization=other, organization_role="treasurer")

    member.represent(ours, "")
    for_another = organization_of(make_application(member=member))
    member.represent(ours, "teacher")
    member.represent(ours, "")

    assert (for_another, member.organization_role) == ((ours, ""), "teacher")


@pytest.mark.parametrize(("there", "named"), [("Écoute", "écoute "), ("JIKO", "Jiko")])
def test_a_name_is_the_same_in_capitals_and_with_accents(client, coordinator, there, named):
    Organization.objects.create(name=there)
    application = make_application(**{**NAMED, "organization_name": named})
    client.force_login(coordinator)

    page = decide(client, application, "accept", representing="named").text

    assert "There is one of this name already: choose it further up." in page


def test_two_who_make_it_at_once_make_one(coordinator):
    first, second = make_application(**NAMED), make_application(**NAMED)

    for application in (first, second):
        application.accept(by=coordinator, makes_organization=True)

    assert Organization.objects.count() == 1
    assert organization_of(first)[0] == organization_of(second)[0]


def test_whoever_applied_before_it_was_asked_begins_with_announcements_like_everybody():
    waiting = make_application(wanted_mail=["meetings", "challenges"])
    declined = make_application(wanted_mail=["challenges"], declined_at=waiting.submitted_at)

    migration = import_module("members.migrations.0044_mail_there_is")
    migration.ask_for_what_there_is(apps, None)
    migration.ask_for_what_there_is(apps, None)

    waiting.refresh_from_db(), declined.refresh_from_db()
    assert (waiting.wanted_mail, declined.wanted_mail) == (["meetings", "announcements"], ["challenges"])
