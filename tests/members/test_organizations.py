"""Organizations: for members' eyes, kept by those who speak for them, and by no more than may."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Member, Organization, Region
from tests.make import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return Organization.objects.create(name="Jiko School", contact="kitchen door", presentation_en="A school.")


@pytest.mark.parametrize(
    ("who", "status"), [("newcomer", 302), ("applicant", 404), ("gone", 302), ("member", 200), ("coordinator", 200)]
)
def test_who_sees_an_organization(client, organization, who, status, request):
    person = request.getfixturevalue(who)
    if person.is_authenticated:
        client.force_login(person)

    response = client.get(organization.get_absolute_url())

    assert response.status_code == status
    assert ("kitchen door" in response.content.decode()) == (status == 200)


def test_its_address_says_nothing_of_its_name_and_is_not_to_be_guessed(client, member, organization):
    client.force_login(member)

    assert len(organization.handle) == 16
    for guess in ["jiko-school", str(organization.pk), "0" * 16]:
        assert client.get(f"/en/members/organizations/{guess}/").status_code == 404


def test_only_those_who_may_be_found_are_named_there(client, member, organization):
    listed = make_member(display_name="Seen", is_listed=True, organization=organization, organization_role="cook")
    make_member(display_name="Hidden", organization=organization)
    client.force_login(member)

    page = client.get(organization.get_absolute_url()).content.decode()

    assert "Seen" in page and "cook" in page and "Hidden" not in page
    assert listed.represents_since == timezone.now().date()


@pytest.mark.parametrize("who", ["member", "regional", "coordinator"])
def test_its_page_asks_no_more_questions_for_many(client, organization, who, request, django_assert_num_queries):
    client.force_login(request.getfixturevalue(who))
    regions, facts = list(Region.objects.all()[:3]), {"is_listed": True, "organization": organization}
    make_member(region=Region.objects.get(key="latin-america"), **facts)
    client.get(organization.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(organization.get_absolute_url())

    for region in regions:
        make_member(region=region, **facts)

    with django_assert_num_queries(len(asked)):
        page = client.get(organization.get_absolute_url())
    assert len(page.context["people"]) == 4


@pytest.mark.parametrize(
    ("who", "status"), [("representative", 302), ("member", 404), ("regional", 404), ("coordinator", 302)]
)
def test_who_changes_its_page(client, organization, who, status, request):
    person = make_member(organization=organization) if who == "representative" else request.getfixturevalue(who)
    client.force_login(person)

    facts = {"presentation_en": "Another.", "contact": "", "place": "", "region": "", "name": "Hostile"}
    response = client.post(organization.get_absolute_url() + "edit/", facts)

    organization.refresh_from_db()
    assert response.status_code == status
    assert organization.presentation_en == ("Another." if status == 302 else "A school.")
    assert organization.name == "Jiko School"


def test_whoever_speaks_for_it_no_longer_changes_it_no_longer(client, organization):
    person = make_member(organization=organization)
    client.force_login(person)
    address = organization.get_absolute_url() + "edit/"
    before = client.get(address).status_code

    Member.objects.filter(pk=person.pk).update(organization=None)

    assert (before, client.get(address).status_code) == (200, 404)


def test_since_when_somebody_speaks_for_it_is_noted_once(organization):
    person = make_member(organization=organization, organization_role="cook")
    Member.objects.filter(pk=person.pk).update(represents_since=datetime.date(2020, 1, 1))

    person = Member.objects.get(pk=person.pk)
    person.place = "elsewhere"
    person.save()
    unchanged = Member.objects.get(pk=person.pk).represents_since
    person.organization = None
    person.save(update_fields=["organization"])

    person.refresh_from_db()
    assert unchanged == datetime.date(2020, 1, 1)
    assert (person.represents_since, person.organization_role) == (None, "")


@pytest.mark.parametrize("most", [0, 1, 2, None])
def test_nobody_learns_by_asking_how_many_speak_for_it_unseen(client, member, organization, most):
    Organization.objects.filter(pk=organization.pk).update(most_representatives=most)
    make_member(is_listed=False, organization=organization)
    client.force_login(member)

    facts = {"display_name": "N", "is_listed": "yes", "language": "en", "organization": organization.pk}
    answer = client.post("/en/members/my-profile/", facts)
    told = client.get(answer.headers.get("Location", "")).content.decode()

    assert answer.status_code == 302
    assert "You asked to speak for Jiko School" in told and "as many" not in told


def test_no_more_speak_for_it_than_may(client, coordinator, organization, settings):
    settings.DESK_SECOND_FACTOR = False
    Organization.objects.filter(pk=organization.pk).update(most_representatives=1)
    first, second = make_member(organization=organization), make_member()
    client.force_login(coordinator)

    answers = []
    for person in [first, second]:
        address = f"/en/admin/members/member/{person.pk}/change/"
        fields = client.get(address).context["adminform"].form
        facts = {field.name: field.value() or "" for field in fields}
        answers.append(client.post(address, {**facts, "organization": organization.pk}))

    assert [answer.status_code for answer in answers] == [302, 200]
    assert "as many representatives as it may have" in answers[1].content.decode()


def test_newcomers_and_applicants_are_shown_none_anywhere(client, applicant, organization):
    pages = ["/en/join/apply/", "/en/members/", "/en/library/?q=jiko", "/en/members/my-profile/"]

    shown = [client.get(page).content.decode() for page in pages]
    client.force_login(applicant)
    shown += [client.get(page).content.decode() for page in pages if "apply" not in page]

    assert "Jiko" not in "".join(shown)
