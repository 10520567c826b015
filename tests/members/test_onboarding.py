"""Three first steps, each of which may be left out."""

import pytest

from tests.make import make_member

pytestmark = pytest.mark.django_db

FIRST = "/en/members/first-steps/{}/"


def test_each_step_keeps_what_it_asks_and_leads_to_the_next(client):
    member = make_member(display_name="Noor")
    client.force_login(member)

    answers = [
        client.post(FIRST.format(1), {"display_name": "Nour", "place": "a hill", "pronouns": "", "region": ""}),
        client.post(FIRST.format(2), {"time_zone": "Asia/Kolkata", "suitable_hours": ["18", "6"]}),
        client.post(FIRST.format(3), {"language": "fr", "meetings": "now", "library": "off", "announcements": "now"}),
    ]

    member.refresh_from_db()
    assert [answer.headers["Location"] for answer in answers] == [
        FIRST.format(2),
        FIRST.format(3),
        "/fr/membres/ma-page/",
    ]
    assert (member.display_name, member.place, member.time_zone) == ("Nour", "a hill", "Asia/Kolkata")
    assert (member.suitable_hours, member.language) == ([6, 18], "fr")


@pytest.mark.parametrize(
    ("step", "leads_to"), [(1, FIRST.format(2)), (2, FIRST.format(3)), (3, "/en/members/dashboard/")]
)
def test_each_step_may_be_left_out_by_a_link(client, member, step, leads_to):
    client.force_login(member)

    page = client.get(FIRST.format(step)).content.decode()

    assert f'href="{leads_to}"' in page
    assert 'href="/en/members/dashboard/"' in page


def test_there_is_no_fourth_step_and_none_for_applicants(client, member, applicant):
    client.force_login(member)
    fourth = client.get(FIRST.format(4)).status_code
    client.force_login(applicant)

    assert (fourth, client.get(FIRST.format(1)).status_code) == (404, 404)


def test_ones_hours_are_shown_to_nobody_else(client, coordinator):
    member = make_member(is_listed=True, suitable_hours=[21])
    client.force_login(coordinator)

    pages = [member.get_absolute_url(), f"/en/admin/members/member/{member.pk}/change/", "/en/members/"]

    shown = "".join(client.get(page).content.decode() for page in pages)

    assert "21 to 24" not in shown and "suitable" not in shown


def test_hours_that_nobody_offered_are_refused(client, member):
    client.force_login(member)

    client.post(FIRST.format(2), {"time_zone": "UTC", "suitable_hours": ["3"]})

    member.refresh_from_db()
    assert member.suitable_hours == []
