"""Three first steps, each of which may be left out."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tests.make import make_application, make_member

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


@pytest.mark.parametrize(("step", "leads_to"), [(1, FIRST.format(2)), (2, FIRST.format(3)), (3, None)])
def test_each_step_may_be_left_out_by_a_link(client, member, step, leads_to):
    client.force_login(member)

    page = client.get(FIRST.format(step)).content.decode()

    assert step == 3 or f'href="{leads_to}"' in page
    assert 'name="leave"' in page


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


# One's own page leads there, as long as one is new and nothing shows that one has been there.

DASHBOARD = "/en/members/dashboard/"


def is_led_there(client, member):
    client.force_login(member)
    return f'href="{FIRST.format(1)}"' in client.get(DASHBOARD).content.decode()


@pytest.mark.parametrize("filled_in", [{}, {"place": "a hill"}, {"time_zone": "Africa/Nairobi"}])
def test_whoever_was_made_at_the_desk_is_led_there_whatever_was_filled_in_for_them(client, filled_in):
    assert is_led_there(client, make_member(**filled_in))


def test_whoever_gave_their_place_when_they_applied_is_led_there_all_the_same(client, coordinator):
    application = make_application(place="a hill")
    application.accept(by=coordinator)

    assert is_led_there(client, application.member)


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        (1, {"display_name": "Noor"}),
        (2, {"time_zone": "UTC"}),
        (2, {"time_zone": "UTC", "suitable_hours": ["18"]}),
        (3, {"leave": ""}),
        (1, {"leave": "", "display_name": ""}),
    ],
)
def test_whoever_kept_a_step_or_left_out_the_rest_is_led_there_no_more(client, coordinator, step, sent):
    application = make_application()
    application.accept(by=coordinator)
    before = is_led_there(client, application.member)

    client.post(FIRST.format(step), sent)

    application.member.refresh_from_db()
    assert (before, is_led_there(client, application.member)) == (True, False)


@pytest.mark.parametrize("elsewhere", ["zone", "edit"])
def test_whoever_gave_elsewhere_what_they_ask_for_is_led_there_no_more(client, elsewhere):
    member = make_member()
    before = is_led_there(client, member)
    address = reverse(f"members:{elsewhere}")
    (form,) = [one for one in html.fromstring(client.get(address).content).forms if one.get("method") == "post"][:1]

    answer = client.post(address, {**dict(form.form_values()), "is_listed": "no", "theme": "dark"})

    member.refresh_from_db()
    assert answer.status_code == 302
    assert (before, is_led_there(client, member)) == (True, False)


def test_what_stands_in_a_step_that_is_left_out_is_not_kept(client, member):
    client.force_login(member)

    answer = client.post(FIRST.format(1), {"display_name": "Another name", "leave": ""})

    member.refresh_from_db()
    assert (answer.headers["Location"], member.display_name) == (DASHBOARD, "Awa")


def test_a_mistake_in_a_step_is_no_sign_of_having_been_there(client, member):
    client.force_login(member)

    client.post(FIRST.format(1), {"display_name": ""})

    member.refresh_from_db()
    assert member.first_steps_at is None


def test_whoever_may_be_found_or_is_no_longer_new_is_not_led_there(client):
    a_year_ago = timezone.now() - datetime.timedelta(days=366)

    assert not is_led_there(client, make_member(is_listed=True))
    assert not is_led_there(client, make_member(accepted_at=a_year_ago))


def test_applicants_are_not_led_there(client, applicant):
    assert not is_led_there(client, applicant)
