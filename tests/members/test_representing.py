"""Speaking for an organization: asked for by a member, and true once the coordination has confirmed it."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from members.models import Member, Organization, Region, RepresentationRequest
from tests.make import make_member

pytestmark = pytest.mark.django_db
PROFILE = "/en/members/my-profile/"
DESK = "/en/admin/members/representationrequest/"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def organization():
    return Organization.objects.create(name="Jiko School")


def sign_in(client, person):
    client.force_login(person, backend="ggsn.accounts.lookup.ByAddress")


def choose(client, person, organization, role="cook"):
    sign_in(client, person)
    facts = {"display_name": "Awa", "is_listed": "yes", "language": "en", "organization_role": role}
    return client.post(PROFILE, {**facts, "organization": organization.pk if organization else ""})


def decide(client, by, request, decision):
    sign_in(client, by)
    return client.post(f"{DESK}{request.pk}/change/", {"decision": decision})


def test_choosing_an_organization_asks_and_gives_no_right_yet(client, member, other, organization):
    Organization.objects.filter(pk=organization.pk).update(most_representatives=1)
    choose(client, member, organization)

    own = client.get(member.get_absolute_url()).content.decode()
    edit = client.get(organization.get_absolute_url() + "edit/")
    sign_in(client, other)
    page = client.get(organization.get_absolute_url()).content.decode()
    profile = client.get(member.get_absolute_url()).content.decode()

    member.refresh_from_db()
    assert member.organization is None
    assert edit.status_code == 404
    assert not Organization.objects.edited_by(member).exists()
    assert organization.has_room_for(other)
    assert "You asked to speak for Jiko School" in own
    assert "Awa" not in page and "Jiko" not in profile and "cook" not in profile


def test_what_is_asked_for_stays_chosen_on_the_profile_and_keeps_its_place_in_the_queue(client, member, organization):
    choose(client, member, organization)
    RepresentationRequest.objects.update(asked_at=timezone.now() - datetime.timedelta(days=3))

    page = client.get(PROFILE).content.decode()
    choose(client, member, organization, role="baker")

    asked = RepresentationRequest.objects.get()
    assert f'<option value="{organization.pk}" selected' in page
    assert asked.asked_at < timezone.now() - datetime.timedelta(days=2)
    assert asked.role == "baker"


def test_whoever_no_longer_asks_waits_for_nothing(client, member, organization):
    choose(client, member, organization)

    choose(client, member, None)

    assert not RepresentationRequest.objects.exists()


def test_until_another_is_confirmed_the_former_one_stays(client, organization):
    former = Organization.objects.create(name="Former")
    member = make_member(organization=former, organization_role="driver")

    choose(client, member, organization, role="cook")

    member.refresh_from_db()
    assert (member.organization, member.organization_role) == (former, "driver")
    assert RepresentationRequest.objects.get().organization == organization


def test_leaving_an_organization_needs_nobody(client, organization):
    member = make_member(organization=organization, organization_role="driver")

    choose(client, member, None)

    member.refresh_from_db()
    assert (member.organization, member.organization_role, member.represents_since) == (None, "", None)


def test_changing_one_s_role_in_it_asks_nobody(client, organization):
    member = make_member(organization=organization, organization_role="driver")

    choose(client, member, organization, role="cook")

    member.refresh_from_db()
    assert (member.organization, member.organization_role) == (organization, "cook")
    assert not RepresentationRequest.objects.exists()


def test_once_confirmed_it_is_true(client, member, coordinator, organization):
    choose(client, member, organization)

    answer = decide(client, coordinator, RepresentationRequest.objects.get(), "confirm")

    member.refresh_from_db()
    assert answer.status_code == 302
    assert (member.organization, member.organization_role) == (organization, "cook")
    assert member.represents_since == timezone.now().date()
    assert Organization.objects.edited_by(member).contains(organization)
    assert not RepresentationRequest.objects.undecided().exists()


def test_once_refused_nothing_changed_and_the_member_reads_so(client, member, coordinator, organization):
    choose(client, member, organization)

    decide(client, coordinator, RepresentationRequest.objects.get(), "refuse")
    sign_in(client, member)
    own = client.get(member.get_absolute_url()).content.decode()

    member.refresh_from_db()
    assert member.organization is None
    assert "did not confirm that you speak for Jiko School" in own


def test_whoever_was_refused_may_ask_again(client, member, coordinator, organization):
    choose(client, member, organization)
    decide(client, coordinator, RepresentationRequest.objects.get(), "refuse")

    choose(client, member, organization)

    asked = RepresentationRequest.objects.get()
    assert (asked.refused_at, asked.decided_by) == (None, None)


def test_no_more_are_confirmed_than_may_speak_for_it(client, member, coordinator, organization):
    choose(client, member, organization)
    make_member(organization=organization)
    Organization.objects.filter(pk=organization.pk).update(most_representatives=1)

    answer = decide(client, coordinator, RepresentationRequest.objects.get(), "confirm")

    member.refresh_from_db()
    assert "as many representatives as it may have" in answer.content.decode()
    assert member.organization is None


def test_a_decision_is_made_once(member, coordinator, organization):
    asked = RepresentationRequest.objects.ask(member, organization, "cook")
    again = RepresentationRequest.objects.get()

    asked.refuse(by=coordinator)
    again.confirm(by=coordinator)

    member.refresh_from_db()
    assert member.organization is None


IN, OUT, NOWHERE = "latin-america", "africa", None


@pytest.mark.parametrize(
    ("who", "of_member", "of_organization", "sees"),
    [
        ("coordinator", OUT, OUT, True),
        ("coordinator", NOWHERE, NOWHERE, True),
        ("regional", IN, IN, True),
        ("regional", IN, NOWHERE, True),
        ("regional", IN, OUT, False),
        ("regional", OUT, IN, False),
        ("regional", NOWHERE, NOWHERE, False),
        ("librarian", IN, IN, False),
        ("member", IN, IN, False),
    ],
)
def test_who_confirms(client, organization, who, of_member, of_organization, sees, request):
    regions = {key: Region.objects.filter(key=key).first() for key in (IN, OUT, NOWHERE)}
    asking = make_member(region=regions[of_member])
    Organization.objects.filter(pk=organization.pk).update(region=regions[of_organization])
    asked = RepresentationRequest.objects.ask(asking, organization, "")
    person = request.getfixturevalue(who)

    decide(client, person, asked, "confirm")

    asking.refresh_from_db()
    assert RepresentationRequest.objects.visible_to(person).contains(asked) is sees
    assert (asking.organization == organization) is sees


def test_nobody_who_looks_after_a_region_confirms_themselves(client, regional, organization):
    regional.region = Region.objects.get(key=IN)
    regional.save()
    asked = RepresentationRequest.objects.ask(regional, organization, "")

    decide(client, regional, asked, "confirm")

    regional.refresh_from_db()
    assert regional.organization is None


@pytest.mark.parametrize("decision", ["confirm", "refuse"])
def test_the_member_is_told_by_mail(client, mailboxes, member, coordinator, organization, decision):
    choose(client, member, organization)
    decide(client, coordinator, RepresentationRequest.objects.get(), decision)

    call_command("deliver", verbosity=0)

    letter = mailboxes()[member.email]
    assert "Jiko School" not in letter["Subject"]
    assert "Jiko School" in letter.get_body(("plain",)).get_content()


def test_the_log_of_the_desk_names_neither(client, member, coordinator, organization):
    from django.contrib.admin.models import LogEntry

    choose(client, member, organization)
    decide(client, coordinator, RepresentationRequest.objects.get(), "confirm")

    noted = "".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())
    assert "Request of" in noted
    assert "Awa" not in noted and "Jiko" not in noted


def test_what_was_decided_is_forgotten_in_time(member, other, coordinator, organization):
    RepresentationRequest.objects.ask(member, organization, "").confirm(by=coordinator)
    RepresentationRequest.objects.ask(other, organization, "")
    RepresentationRequest.objects.update(asked_at=timezone.now() - datetime.timedelta(days=400))
    RepresentationRequest.objects.filter(confirmed_at__isnull=False).update(
        confirmed_at=timezone.now() - datetime.timedelta(days=31)
    )

    call_command("forget", verbosity=0)

    assert [asked.member for asked in RepresentationRequest.objects.all()] == [other]
    assert Member.objects.get(pk=member.pk).organization == organization


@pytest.mark.parametrize(("who", "reads"), [("coordinator", True), ("regional", True), ("regional2", False)])
def test_lists_and_pages_hold_what_is_theirs_to_decide(client, organization, who, reads, request):
    asking = make_member(display_name="Tupac", region=Region.objects.get(key=IN))
    asked = RepresentationRequest.objects.ask(asking, organization, "")
    sign_in(client, request.getfixturevalue(who))

    pages = [client.get(DESK), client.get(f"{DESK}{asked.pk}/change/", follow=True), client.get("/en/admin/")]

    assert {"Tupac" in page.text for page in pages} == {reads}


def test_what_is_confirmed_is_what_was_read(client, member, coordinator, organization):
    choose(client, member, organization)
    read = RepresentationRequest.objects.get()
    other = Organization.objects.create(name="Another House")
    choose(client, member, other)

    decide(client, coordinator, read, "confirm")

    member.refresh_from_db()
    assert (member.organization, RepresentationRequest.objects.get().is_undecided) == (None, True)


def test_what_the_account_says_settles_what_was_wished_before(client, member, coordinator, organization):
    choose(client, member, organization)
    sign_in(client, coordinator)
    page = client.get(f"/en/admin/members/member/{member.pk}/change/")
    facts = {field.name: field.value() or "" for field in page.context["adminform"].form}

    client.post(f"/en/admin/members/member/{member.pk}/change/", {**facts, "organization": organization.pk})
    Member.objects.filter(pk=member.pk).update(organization=None)

    member.refresh_from_db()
    assert not RepresentationRequest.objects.filter(member=member).exists()


def test_nobody_who_was_shut_out_is_confirmed(member, coordinator, organization):
    asked = RepresentationRequest.objects.ask(member, organization, "cook")
    Member.objects.filter(pk=member.pk).update(is_active=False)

    asked.confirm(by=coordinator)

    member.refresh_from_db()
    assert member.organization is None
