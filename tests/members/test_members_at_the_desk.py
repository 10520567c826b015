"""The desk for members: each role sees and does what is its own, through every door (TRUST ACC-5, AUTH-4)."""

import json
import re

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from members.models import Member, Organization, Region
from tests.make import make_member

DESK = "/en/admin/"
MEMBERS = "/en/admin/members/member/"
CANARY = "Xylokopa"


@pytest.fixture(autouse=True)
def without_second_factor(settings, db):
    settings.DESK_SECOND_FACTOR = False


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


def change(person):
    return f"{MEMBERS}{person.pk}/change/"


def region(key):
    return Region.objects.get(key=key)


@pytest.fixture
def elsewhere():
    """Somebody of another region, whose every word would give them away."""
    return make_member(
        display_name=f"{CANARY} one",
        email=f"{CANARY.lower()}@example.org",
        place=f"{CANARY} town",
        presentation_en=f"{CANARY} words",
        region=region("africa"),
        organization=Organization.objects.create(name=f"{CANARY} house"),
        is_listed=True,
    )


@pytest.fixture
def here():
    return make_member(display_name="Amaru", region=region("latin-america"))


# --- The door ---


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("newcomer", 302),
        ("applicant", 404),
        ("member", 404),
        ("librarian", 200),
        ("regional", 200),
        ("coordinator", 200),
    ],
)
@pytest.mark.parametrize("address", [DESK, "/en/admin/jsi18n/"])
def test_who_finds_a_desk(client, who, answer, address, request):
    person = request.getfixturevalue(who)
    if person.is_authenticated:
        sign_in(client, person)

    assert client.get(address).status_code == answer


@pytest.mark.parametrize("address", [DESK, MEMBERS, "/en/admin/login/", "/en/admin/nothing/", "/en/admin/r/1/1/"])
def test_without_a_role_every_address_of_the_desk_answers_like_one_that_is_not_there(client, member, address):
    sign_in(client, member)

    answers = [client.get(asked) for asked in (address, "/en/no-such-page/")]

    bodies = [
        re.sub(rb'<(?:link rel="alternate"|li><a) [^>]*hreflang[^>]*>', b"", answer.content) for answer in answers
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    "address",
    [DESK, MEMBERS, f"{MEMBERS}add/", *(f"{DESK}{rest}/" for rest in ["login", "autocomplete", "jsi18n", "x"])],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_second_factor_a_coordinator_is_led_to_where_to_choose_one(
    client, coordinator, settings, address, method
):
    settings.DESK_SECOND_FACTOR = True
    sign_in(client, coordinator)

    response = getattr(client, method)(address)

    assert (response.status_code, response.headers["Location"]) == (302, "/en/account/2fa/")


def test_the_desk_has_no_sign_in_of_its_own(client, coordinator):
    anonymous = client.get("/en/admin/login/")
    client.post("/en/admin/login/", {"username": coordinator.email, "password": "a-long-enough-phrase"})
    still = client.get(DESK)

    assert anonymous.headers["Location"].startswith("/en/account/login/")
    assert still.status_code == 302


def test_signing_out_of_the_desk_is_signing_out_of_the_site(client, coordinator):
    sign_in(client, coordinator)

    client.post("/en/admin/logout/")

    assert client.get("/en/members/dashboard/").status_code == 302


# --- A regional coordinator ---


def everything_at_the_desk(elsewhere):
    content_type = ContentType.objects.get_for_model(Member).pk
    autocomplete = "/en/admin/autocomplete/?app_label={}&model_name={}&field_name={}&term={}"
    return [
        DESK,
        MEMBERS,
        f"{MEMBERS}?q={CANARY}",
        f"{MEMBERS}?membership=member",
        f"{MEMBERS}?region=africa",
        f"{MEMBERS}?e=1",
        f"{MEMBERS}?email__startswith=x",
        f"{MEMBERS}?region__members__email__startswith=x",
        f"{MEMBERS}?organization__name__startswith=X",
        f"{MEMBERS}?password__startswith=md5",
        f"{MEMBERS}?_popup=1",
        f"{MEMBERS}?all=",
        change(elsewhere),
        f"{MEMBERS}{elsewhere.pk}/",
        f"{MEMBERS}{elsewhere.pk}/history/",
        f"{MEMBERS}{elsewhere.pk}/delete/",
        f"{change(elsewhere)}?_popup=1",
        f"{MEMBERS}add/",
        f"/en/admin/r/{content_type}/{elsewhere.pk}/",
        "/en/admin/members/organization/",
        autocomplete.format("members", "member", "organization", CANARY),
        autocomplete.format("resources", "resource", "contributor", CANARY),
        "/en/admin/members/",
    ]


def test_through_no_door_does_a_regional_coordinator_learn_of_another_region(client, regional, elsewhere):
    sign_in(client, regional)

    leaks = []
    for address in everything_at_the_desk(elsewhere):
        response = client.get(address)
        said = response.content.decode() + json.dumps(dict(response.headers))
        if CANARY in said or CANARY.lower() in said.replace(f"q={CANARY.lower()}", "") or elsewhere.handle in said:
            leaks.append(address)

    # What one has typed oneself, in the search box or the address, stays there.
    assert [address for address in leaks if CANARY not in address] == []


@pytest.mark.parametrize(("room", "model", "field"), [("members", "member", "organization"), ("auth", "group", "x")])
def test_no_list_to_choose_from_opens_to_a_regional_coordinator(client, regional, elsewhere, room, model, field):
    sign_in(client, regional)

    answer = client.get(f"{DESK}autocomplete/?app_label={room}&model_name={model}&field_name={field}&term=o")

    assert answer.status_code == 403


def test_a_search_for_somebody_of_another_region_finds_nobody(client, regional, elsewhere, here):
    sign_in(client, regional)

    found = [list(client.get(f"{MEMBERS}?q={word}").context["cl"].queryset) for word in (CANARY, "Amaru")]

    assert found == [[], [here]]


def test_a_regional_coordinator_views_members_of_the_region_and_changes_nothing(client, regional, here):
    sign_in(client, regional)

    page = client.get(change(here))
    answer = client.post(change(here), {"region": region("africa").pk, "is_active": ""})

    here.refresh_from_db()
    assert (page.status_code, answer.status_code) == (200, 403)
    assert (here.region.key, here.is_active) == ("latin-america", True)


def test_a_regional_coordinator_accepts_applicants_of_the_region_only(client, regional):
    ours = make_member(accepted_at=None, region=region("latin-america"))
    theirs = make_member(accepted_at=None, region=region("africa"))
    nowhere = make_member(accepted_at=None)
    sign_in(client, regional)

    client.post(MEMBERS, {"action": "accept", "_selected_action": [ours.pk, theirs.pk, nowhere.pk]})

    accepted = Member.objects.filter(pk__in=[ours.pk, theirs.pk, nowhere.pk], accepted_at__isnull=False)
    assert list(accepted) == [ours]


def test_a_librarian_sees_no_members_at_the_desk(client, librarian, elsewhere):
    sign_in(client, librarian)

    assert [client.get(address).status_code for address in (MEMBERS, change(elsewhere))] == [403, 403]


# --- A coordinator ---


def test_a_coordinator_accepts_applicants_and_it_is_written_down(client, coordinator, applicant):
    sign_in(client, coordinator)

    client.post(MEMBERS, {"action": "accept", "_selected_action": [applicant.pk]})

    applicant.refresh_from_db()
    assert applicant.accepted_at is not None
    assert LogEntry.objects.get().object_id == str(applicant.pk)


def test_a_coordinator_makes_an_account_that_signs_in_by_code(client, coordinator):
    sign_in(client, coordinator)

    client.post(
        f"{MEMBERS}add/",
        {"email": "New@Example.org", "display_name": "Noor", "language": "fr", "time_zone": "Asia/Kolkata"},
    )

    made = Member.objects.get(email="new@example.org")
    assert (made.has_usable_password(), made.accepted_at, made.language) == (False, None, "fr")


def test_a_zone_nobody_knows_is_refused(client, coordinator):
    sign_in(client, coordinator)
    facts = {"email": "n@example.org", "display_name": "N", "language": "fr", "time_zone": "Mars/Olympus"}

    page = client.post(f"{MEMBERS}add/", facts)

    assert page.status_code == 200
    assert not Member.objects.filter(email="n@example.org").exists()


def test_an_address_that_is_taken_in_other_letters_is_refused(client, coordinator, member):
    sign_in(client, coordinator)
    facts = {"email": member.email.upper(), "display_name": "N", "language": "fr", "time_zone": "UTC"}

    page = client.post(f"{MEMBERS}add/", facts)

    assert page.status_code == 200
    assert Member.objects.filter(email=member.email).count() == 1


def test_a_coordinator_changes_neither_roles_nor_passwords_nor_what_is_each_one_s_own(client, coordinator, here):
    before = {field.attname: getattr(here, field.attname) for field in Member._meta.concrete_fields}
    sign_in(client, coordinator)

    client.post(
        change(here),
        {
            "groups": [Group.objects.get(name="coordinator").pk],
            "user_permissions": ["1"],
            "is_superuser": "on",
            "is_listed": "on",
            "password": "x",
            "email": "thief@example.org",
            "display_name": "Somebody else",
            "accepted_at_0": "2001-01-01",
            "presentation_en": "Other words",
            "region": region("europe").pk,
            "is_active": "on",
        },
    )

    here = Member.objects.get(pk=here.pk)
    changed = {name for name, value in before.items() if getattr(here, name) != value}
    assert changed == {"region_id"}
    assert here.groups.count() == 0


def test_a_coordinator_cannot_close_the_account_of_a_superuser(client, coordinator):
    superuser = make_member(is_superuser=True)
    sign_in(client, coordinator)

    answer = client.post(change(superuser), {"is_active": ""})

    assert answer.status_code == 403
    assert Member.objects.get(pk=superuser.pk).is_active


def test_only_a_superuser_gives_roles(client, here):
    superuser = make_member(is_superuser=True)
    sign_in(client, superuser)

    client.post(change(here), {"groups": [Group.objects.get(name="librarian").pk], "is_active": "on"})

    assert Member.objects.get(pk=here.pk).role_names == {"librarian"}


@pytest.mark.parametrize("who", ["coordinator", "superuser"])
def test_nobody_s_password_is_shown_at_the_desk(client, coordinator, who, here):
    coordinator.is_superuser = who == "superuser"
    coordinator.save()
    sign_in(client, coordinator)

    page = client.get(change(here)).content.decode()

    assert here.password not in page
    assert "password" not in page.lower()


def test_a_coordinator_closes_an_account(client, coordinator, here):
    sign_in(client, coordinator)

    client.post(change(here), {"region": here.region.pk})

    assert not Member.objects.get(pk=here.pk).is_active


@pytest.mark.parametrize("name", ["organization", "region", "struggle", "supportkind", "language"])
def test_the_open_lists_are_a_coordinator_s_to_keep(client, coordinator, name):
    Organization.objects.create(name="House")
    sign_in(client, coordinator)
    address = f"/en/admin/members/{name}/"

    listed = client.get(address)

    assert [listed.status_code, client.get(f"{address}add/").status_code] == [200, 200]
    assert "style=" not in listed.content.decode()


@pytest.mark.parametrize("lookup", ["password__startswith=m", "email__startswith=a", "groups__name=coordinator"])
@pytest.mark.parametrize("who", ["coordinator", "regional"])
def test_nothing_is_guessed_letter_by_letter_through_the_address(client, who, lookup, request):
    sign_in(client, request.getfixturevalue(who))

    assert client.get(f"{MEMBERS}?{lookup}").status_code == 400


def test_the_way_to_the_site_leads_only_to_what_one_sees_at_the_desk(client, librarian, coordinator, other):
    address = f"/en/admin/r/{ContentType.objects.get_for_model(Member).pk}/{other.pk}/"
    answers = []
    for person in (librarian, coordinator):
        sign_in(client, person)
        answers.append(client.get(address).status_code)

    assert answers == [404, 302]


def test_the_history_of_a_record_names_people_and_tells_no_address(client, coordinator, regional, member):
    LogEntry.objects.create(
        user=coordinator,
        content_type=ContentType.objects.get_for_model(member),
        object_id=member.pk,
        object_repr=str(member),
        action_flag=CHANGE,
        change_message="Region changed",
    )
    client.force_login(coordinator)

    history = client.get(f"{MEMBERS}{member.pk}/history/").text

    assert [coordinator.display_name in history, coordinator.email in history] == [True, False]
