"""Who may do what: each question, asked about each kind of person."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from members import roles
from members.backends import RolePermissions
from members.models import Region
from tests.make import make_member

# The people are asked for by name, so that nothing else says here that there must be a database.
pytestmark = pytest.mark.django_db

PEOPLE = ["newcomer", "applicant", "member", "librarian", "regional", "coordinator", "superuser", "gone"]
PEOPLE += ["gone_coordinator"]
YES = {
    "is_member": {"member", "librarian", "regional", "coordinator", "superuser"},
    "is_coordinator": {"coordinator", "superuser"},
    "is_librarian": {"librarian", "coordinator", "superuser"},
    "is_staff": {"librarian", "regional", "coordinator", "superuser"},
}


@pytest.fixture
def superuser(db):
    return make_member(is_superuser=True)


@pytest.fixture
def gone_coordinator(db):
    return make_member(role="coordinator", is_active=False)


@pytest.fixture
def applying_coordinator(db):
    return make_member(role="coordinator", accepted_at=None)


def answers(question, request):
    return {name for name in PEOPLE if question(request.getfixturevalue(name))}


@pytest.mark.parametrize("question", ["is_member", "is_coordinator", "is_librarian"])
def test_who_is_what(question, request):
    assert answers(getattr(roles, question), request) == YES[question]


def test_who_has_a_desk(request):
    assert answers(lambda person: getattr(person, "is_staff", False), request) == YES["is_staff"]


def test_a_role_without_being_accepted_is_none(applying_coordinator):
    assert not roles.is_coordinator(applying_coordinator)
    assert not applying_coordinator.is_staff


@pytest.mark.parametrize(
    ("who", "latin_america", "africa", "nowhere"),
    [
        ("regional", True, False, False),
        ("regional2", False, True, False),
        ("coordinator", True, True, True),
        ("superuser", True, True, True),
        ("librarian", False, False, False),
        ("member", False, False, False),
        ("applicant", False, False, False),
        ("newcomer", False, False, False),
    ],
)
def test_who_coordinates_which_region(who, latin_america, africa, nowhere, request, db):
    person = request.getfixturevalue(who)

    regions = [Region.objects.get(key="latin-america"), Region.objects.get(key="africa"), None]

    assert [roles.coordinates(person, region) for region in regions] == [latin_america, africa, nowhere]


def test_regions_without_the_role_give_nothing(db):
    person = make_member(regions_coordinated=["africa"])

    assert not roles.coordinates(person, Region.objects.get(key="africa"))


@pytest.mark.parametrize(
    ("who", "members_room", "library", "glossary", "meetings", "pages", "auth", "outreach"),
    [
        ("coordinator", True, True, True, True, True, False, True),
        ("librarian", False, True, True, False, False, False, False),
        ("regional", False, False, False, False, False, False, False),
        ("member", False, False, False, False, False, False, False),
        ("gone_coordinator", False, False, False, False, False, False, False),
        ("applying_coordinator", False, False, False, False, False, False, False),
    ],
)
def test_which_rooms_a_role_keeps(who, members_room, library, glossary, meetings, pages, auth, outreach, request):
    person = request.getfixturevalue(who)

    kept = [
        RolePermissions().has_module_perms(person, room)
        for room in ["members", "resources", "glossary", "meetings", "pages", "auth", "outreach"]
    ]

    assert kept == [members_room, library, glossary, meetings, pages, auth, outreach]


@pytest.mark.parametrize(
    ("who", "answer"), [("newcomer", 302), ("applicant", 404), ("gone", 302), ("member", 200), ("coordinator", 200)]
)
def test_what_members_only_views_answer(who, answer, request, rf, db):
    view = roles.member_required(lambda request: HttpResponse())
    question = rf.get("/")
    person = request.getfixturevalue(who)
    question.user = person if person.is_active or person.is_anonymous else AnonymousUser()

    try:
        status = view(question).status_code
    except Http404:
        status = 404

    assert status == answer


def test_a_role_taken_away_is_gone_at_the_next_request(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    before = client.get("/en/admin/").status_code

    coordinator.groups.clear()

    assert [before, client.get("/en/admin/").status_code] == [200, 404]
