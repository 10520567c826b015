"""Scheduling at the desk: the hour of a place, asked about where the clocks make it none or two."""

import datetime

import pytest
from django.contrib.messages import get_messages
from lxml import html

from meetings.models import Meeting
from members.models import Language
from tests.make import make_meeting

pytestmark = pytest.mark.django_db

ADD = "/en/admin/meetings/meeting/add/"
LIST = "/en/admin/meetings/meeting/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


def form(**facts):
    """What a coordinator types."""
    return {
        "kind": "topic",
        "title_en": "Resting",
        "title_fr": "Se reposer",
        "text_en": "Words",
        "date": "2040-12-03",
        "hour": "15:00",
        "time_zone": "Europe/Paris",
        "minutes": "90",
        "languages": "French, anglais",
        "interpretation": "on",
        "zoom_link": "https://zoom.example/j/1",
        **facts,
    }


def errors(response):
    form = response.context["adminform"].form
    return [str(error).replace("\u00a0", " ") for messages in form.errors.values() for error in messages]


def said(response):
    return [
        str(message).replace("\u00a0", " ").replace("\u202f", " ") for message in get_messages(response.wsgi_request)
    ]


def test_a_coordinator_schedules_and_reads_what_hour_it_will_be_around_the_world(desk):
    response = desk.post(ADD, form())

    meeting = Meeting.objects.get()
    assert response.status_code == 302
    assert meeting.starts_at == datetime.datetime(2040, 12, 3, 14, tzinfo=datetime.UTC)
    assert {language.code for language in meeting.languages.all()} == {"fr", "en"}
    assert (meeting.slug_en, meeting.slug_fr, meeting.zoom_link) == (
        "resting",
        "se-reposer",
        "https://zoom.example/j/1",
    )
    assert said(response)[0] == (
        "Monday 3 December 2040, Paris time: San José 08:00 (daytime), Bogotá 09:00 (daytime), "
        "Santiago 11:00 (daytime), Dakar 14:00 (daytime), London 14:00 (daytime), Lagos 15:00 (daytime), "
        "Nairobi 17:00 (daytime), Delhi 19:30 (daytime), Melbourne 01:00 (night, Tuesday), "
        "Auckland 03:00 (night, Tuesday)."
    )


def test_the_form_starts_from_the_coordinator_s_own_zone_and_the_portal_s_languages(desk, coordinator):
    coordinator.time_zone = "Africa/Nairobi"
    coordinator.save()

    page = html.fromstring(desk.get(ADD).content)

    assert page.xpath("//input[@name='time_zone']/@value") == ["Nairobi, Kenya"]
    assert page.xpath("//input[@name='languages']/@value") == ["English, French"]
    assert page.xpath("//*[@name='occurrence']/@type") == ["hidden"]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "en",
            "On Sunday 5 September 2027 the clocks in Santiago jump over 00:30. Choose an hour before or after.",
        ),
        (
            "fr",
            "Le dimanche 5 septembre 2027, les horloges à Santiago sautent par-dessus 0 h 30. "
            "Choisissez une heure avant ou après.",
        ),
    ],
)
def test_an_hour_the_clocks_jump_over_is_asked_about(desk, language, message):
    typed = form(date="2027-09-05", hour="00:30", time_zone="America/Santiago")

    response = desk.post(f"/{language}/admin/meetings/meeting/add/", typed)

    assert errors(response) == [message]
    assert "Se reposer" in response.content.decode()
    assert Meeting.objects.count() == 0


def test_an_hour_that_comes_twice_is_asked_about_and_the_answer_kept(desk):
    typed = form(date="2027-10-31", hour="02:30")

    asked = desk.post(ADD, typed)

    assert errors(asked) == [
        "On Sunday 31 October 2027 the clocks in Paris show 02:30 twice. Say which of the two you mean."
    ]
    choices = html.fromstring(asked.content).xpath("//input[@name='occurrence']")
    assert [(choice.get("type"), choice.get("value"), choice.get("checked")) for choice in choices] == [
        ("radio", "first", None),
        ("radio", "second", None),
    ]
    labels = [" ".join(choice.getparent().text_content().split()) for choice in choices]
    assert labels == [
        "The first time, before the clocks go back: 02:30 (UTC+2)",
        "The second time, after the clocks have gone back: 02:30 (UTC+1)",
    ]
    assert Meeting.objects.count() == 0

    desk.post(ADD, typed | {"occurrence": "second"})

    assert Meeting.objects.get().starts_at == datetime.datetime(2027, 10, 31, 1, 30, tzinfo=datetime.UTC)


def test_an_answer_about_two_hours_does_not_outlive_the_question(desk):
    desk.post(ADD, form(occurrence="second"))

    assert Meeting.objects.get().occurrence == ""


@pytest.mark.parametrize(
    ("facts", "messages"),
    [
        ({"title_en": "", "title_fr": ""}, ["Give the meeting a title, in one language at least."]),
        ({"zoom_link": "http://zoom.example/j/1"}, ["Give an address that begins with https://."]),
        ({"zoom_link": "javascript:alert(1)"}, ["Enter a valid URL."]),
        ({"date": "31/02/2040"}, ["Enter a valid date."]),
        ({"date": ""}, ["This field is required."]),
        ({"hour": "25:00"}, ["Enter a valid time."]),
        ({"minutes": "0"}, ["Ensure this value is greater than or equal to 5."]),
        ({"minutes": "99999"}, ["Ensure this value is less than or equal to 1440."]),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(desk, facts, messages):
    response = desk.post(ADD, form(**facts))

    assert errors(response) == messages
    assert html.fromstring(response.content).xpath("//*[@class='err' or contains(@class, 'errorlist')]")
    assert "Words" in response.content.decode()
    assert Meeting.objects.count() == 0


def test_a_zone_that_does_not_exist_is_refused(desk):
    response = desk.post(ADD, form(time_zone="Mars/Base"))

    assert len(errors(response)) == 1
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("typed", ["15:00", "15:00:00", "15 h 00", "15h00", "15 h", "15h", "15"])
def test_hours_may_be_typed_as_people_write_them(desk, typed):
    desk.post(ADD, form(hour=typed))

    assert Meeting.objects.get().hour == datetime.time(15)


def test_a_title_in_one_language_is_enough(desk):
    desk.post(ADD, form(title_en="", text_en=""))

    meeting = Meeting.objects.get()
    assert (meeting.title_en, meeting.slug_en, meeting.slug_fr) == (None, None, "se-reposer")


def test_a_change_of_hour_keeps_the_calendar_entry(desk):
    desk.post(ADD, form())
    meeting = Meeting.objects.get()
    handle = meeting.handle

    page = html.fromstring(desk.get(f"{LIST}{meeting.pk}/change/").content)
    typed = {
        field.get("name"): field.get("value") or "" for field in page.xpath("//form[@id='meeting_form']//input[@name]")
    }
    assert (typed["date"], typed["hour"]) == ("2040-12-03", "15:00")
    desk.post(f"{LIST}{meeting.pk}/change/", form(hour="16:00"))

    meeting.refresh_from_db()
    assert (meeting.handle, meeting.sequence, meeting.starts_at.hour) == (handle, 1, 15)


def test_the_form_can_set_nothing_that_the_portal_works_out(desk):
    desk.post(
        ADD, form(starts_at="2001-01-01", ends_at="2001-01-01", sequence="9", handle="mine", called_off_at="2001-01-01")
    )

    meeting = Meeting.objects.get()
    assert (meeting.starts_at.year, meeting.sequence, meeting.called_off_at) == (2040, 0, None)
    assert meeting.handle != "mine"


def test_meetings_are_called_off_and_held_after_all_from_the_list(desk):
    meetings = [make_meeting(), make_meeting()]
    chosen = {"_selected_action": [meeting.pk for meeting in meetings]}

    off = desk.post(LIST, {"action": "call_off", "_asked": "yes", **chosen})
    assert said(off) == ["2 meetings are called off."]
    assert Meeting.objects.going_ahead().count() == 0

    on = desk.post(LIST, {"action": "go_ahead", "_selected_action": [meetings[0].pk]})
    assert said(on)[-1:] == ["1 meeting will be held."]
    assert list(Meeting.objects.going_ahead()) == [meetings[0]]


def test_the_list_tells_what_comes_from_what_was(desk):
    make_meeting(title_en="Coming one")
    make_meeting("2024-03-01T14:00Z", title_en="Past one")

    def shown(query):
        page = html.fromstring(desk.get(LIST + query).content)
        return [link.text_content() for link in page.xpath("//th[@class='field-shown_title']/a")]

    assert shown("") == ["Coming one", "Past one"]
    assert shown("?when=coming") == ["Coming one"]
    assert shown("?when=past") == ["Past one"]
    assert shown("?q=past") == ["Past one"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_the_same_whatever_its_length(desk, number, django_assert_max_num_queries):
    for _number in range(number):
        make_meeting(languages=["fr"])

    with django_assert_max_num_queries(8):
        desk.get(LIST)


@pytest.mark.parametrize("who", ["applicant", "member", "librarian", "regional"])
def test_nobody_but_coordinators_schedules(client, who, request):
    meeting = make_meeting()
    client.force_login(request.getfixturevalue(who))

    answers = [
        client.get(LIST),
        client.get(ADD),
        client.post(ADD, form()),
        client.post(f"{LIST}{meeting.pk}/change/", form()),
        client.post(LIST, {"action": "call_off", "_selected_action": [meeting.pk]}),
    ]

    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    meeting.refresh_from_db()
    assert (Meeting.objects.count(), meeting.called_off_at, meeting.sequence) == (1, None, 0)


def test_languages_of_the_network_can_all_be_chosen(desk):
    everything = ", ".join(language.name for language in Language.objects.all())

    desk.post(ADD, form(languages=everything))

    assert set(Meeting.objects.get().languages.all()) == set(Language.objects.all())
