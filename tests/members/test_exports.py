"""What leaves the portal: one address, or a list with a reason; both are written down (TRUST EXP-1, EXP-2)."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ggsn.audit.models import Entry, Event
from ggsn.outreach.models import Message
from members.exports import cell
from members.models import Application, Region
from tests.make import make_application, make_member
from tests.walk import Visitor

MEMBERS = "/en/admin/members/member/"
APPLICATIONS = "/en/admin/members/application/"
EXPORT = f"{MEMBERS}export/"
WHY = {"reason": "meet"}


@pytest.fixture(autouse=True)
def without_second_factor(settings, db):
    settings.DESK_SECOND_FACTOR = False


def table(response):
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def names(response):
    return {row[0] for row in table(response)[1:]}


def region(key):
    return Region.objects.get(key=key)


# --- One address ---


def test_no_page_of_a_member_at_the_desk_shows_an_address(coordinator, member):
    desk = Visitor(coordinator)
    LogEntry.objects.all().delete()

    pages = [desk.get(path).text for path in (MEMBERS, f"{MEMBERS}{member.pk}/change/", f"{MEMBERS}?q=awa")]

    assert [member.email in page for page in pages] == [False] * 3


def test_an_address_is_shown_when_asked_for_and_it_is_written_down(coordinator, member):
    page = Visitor(coordinator).post(f"{MEMBERS}{member.pk}/address/").text

    line = Entry.objects.get(event=Event.ADDRESS_SEEN)
    assert member.email in page
    assert (line.by, line.kind, line.number) == (coordinator.pk, "members.member", str(member.pk))


def test_a_mere_visit_shows_no_address(coordinator, member):
    answer = Visitor(coordinator).get(f"{MEMBERS}{member.pk}/address/")

    assert (answer.status_code, Entry.objects.filter(event=Event.ADDRESS_SEEN).count()) == (405, 0)


def test_an_address_of_another_region_is_not_there(regional):
    elsewhere = make_member(region=region("africa"))

    answer = Visitor(regional).post(f"{MEMBERS}{elsewhere.pk}/address/")

    assert (answer.status_code, Entry.objects.filter(event=Event.ADDRESS_SEEN).count()) == (404, 0)


def test_an_address_is_found_as_a_whole_and_never_in_part(coordinator, member):
    desk = Visitor(coordinator)

    whole, part = (
        member.display_name in desk.get(MEMBERS, query_params={"q": asked}).text.partition("result_list")[2]
        for asked in (member.email, member.email[:6])
    )

    assert (whole, part) == (True, False)


# --- One address of an applicant, or of a letter (no page shows any: tests/desk/test_addresses.py) ---


def test_an_applicant_s_address_is_shown_when_asked_for_and_it_is_written_down(regional):
    application = make_application(region="latin-america")

    page = Visitor(regional).post(f"{APPLICATIONS}{application.pk}/address/").text

    line = Entry.objects.get(event=Event.ADDRESS_SEEN)
    assert f"mailto:{application.email}" in page
    assert f'href="{APPLICATIONS}{application.pk}/change/"' in page
    assert (line.by, line.kind, line.number) == (regional.pk, "members.application", str(application.pk))


def test_a_mere_visit_shows_no_applicant_s_address(coordinator):
    application = make_application()

    answer = Visitor(coordinator).get(f"{APPLICATIONS}{application.pk}/address/")

    assert (answer.status_code, Entry.objects.filter(event=Event.ADDRESS_SEEN).count()) == (405, 0)


def test_whoever_may_not_review_an_application_does_not_learn_its_address(regional, librarian):
    elsewhere, unconfirmed = make_application(region="africa"), make_application(region="latin-america")
    Application.objects.filter(pk=unconfirmed.pk).update(confirmed_at=None)

    statuses = [
        Visitor(person).post(f"{APPLICATIONS}{application.pk}/address/").status_code
        for person, application in [(regional, elsewhere), (regional, unconfirmed), (librarian, elsewhere)]
    ]

    assert (statuses, Entry.objects.filter(event=Event.ADDRESS_SEEN).count()) == ([404, 404, 403], 0)


def test_a_letter_at_the_desk_names_whom_it_is_for_where_they_have_a_name(coordinator):
    facts = {"subject": "Xyloletter", "sender": "p@example.org"}
    Message.objects.create(to="xylo@example.org", message_id="<1@x>", **facts)
    Message.objects.create(
        to="wanjiru@example.org", member=make_member(display_name="Wanjiru"), message_id="<2@x>", **facts
    )

    page = Visitor(coordinator).get("/en/admin/outreach/message/").text

    assert "Wanjiru" in page and "•••@•••" in page


# --- A list ---


def test_a_list_leaves_with_a_reason_and_a_line_in_the_log(coordinator, member, unlisted):
    answer = Visitor(coordinator).post(EXPORT, WHY)

    line = Entry.objects.get(event=Event.EXPORTED)
    assert names(answer) == {coordinator.display_name, member.display_name, unlisted.display_name}
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="members-')
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert line.by == coordinator.pk
    assert line.facts == {"what": "members.member", "reason": "meet", "number_of": 3, "addresses": False}


@pytest.mark.parametrize("absent", ["quiet_since", "hidden_at"])
@pytest.mark.parametrize("who", ["coordinator", "regional"])
def test_whoever_is_quiet_or_hidden_is_in_no_list_and_not_counted(request, who, absent):
    taker, here = request.getfixturevalue(who), region("latin-america")
    there = make_member(region=here, is_listed=True)
    gone = make_member(region=here, is_listed=True, **{absent: timezone.now()})
    desk = Visitor(taker)

    asked, answer = desk.get(f"{EXPORT}?region={here.pk}").text, desk.post(f"{EXPORT}?q={gone.display_name}", WHY)
    everybody = names(desk.post(EXPORT, {**WHY, "with_addresses": "on"}))

    assert "is not among them" in asked
    assert (names(answer), gone.display_name in everybody, there.display_name in everybody) == (set(), False, True)
    assert [line.facts["number_of"] for line in Entry.objects.filter(event=Event.EXPORTED).order_by("pk")] == [
        0,
        len(everybody),
    ]


def test_a_list_says_who_is_in_the_directory_and_who_is_not(coordinator, member, unlisted):
    heading, *people = table(Visitor(coordinator).post(EXPORT, WHY))

    said = {row[0]: row[heading.index("in the directory")] for row in people}
    assert (said[member.display_name], said[unlisted.display_name]) == ("yes", "no")


def test_no_list_leaves_without_a_reason(coordinator, member):
    answers = [Visitor(coordinator).post(EXPORT, facts) for facts in ({}, {"reason": "because"})]

    assert [answer.streaming for answer in answers] == [False, False]
    assert not Entry.objects.filter(event=Event.EXPORTED).exists()


def test_addresses_are_in_it_only_where_asked_for(coordinator, member):
    desk = Visitor(coordinator)

    without, with_them = (table(desk.post(EXPORT, facts)) for facts in (WHY, {**WHY, "with_addresses": "on"}))

    assert member.email not in str(without)
    assert member.email in str(with_them)
    assert [line.facts["addresses"] for line in Entry.objects.filter(event=Event.EXPORTED).order_by("pk")] == [
        False,
        True,
    ]


def test_the_list_is_the_one_on_the_screen(coordinator, member, applicant):
    answer = Visitor(coordinator).post(f"{EXPORT}?membership=applicant", WHY)

    assert names(answer) == {applicant.display_name}


def test_a_regional_coordinator_takes_along_the_own_region_and_nobody_else(regional):
    here, _elsewhere = make_member(region=region("latin-america")), make_member(region=region("africa"))

    answer = Visitor(regional).post(f"{EXPORT}?region=africa", WHY)
    own = Visitor(regional).post(EXPORT, WHY)

    assert (names(answer), names(own)) == (set(), {here.display_name})


def test_a_librarian_takes_nobody_along(librarian, member):
    assert Visitor(librarian).post(EXPORT, WHY).status_code == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_has_not_just_confirmed_who_they_are_does_so_first(client, coordinator, member, method):
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")

    answer = client.generic(method, EXPORT)

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/en/account/reauthenticate/")
    assert not Entry.objects.filter(event=Event.EXPORTED).exists()


def test_a_list_is_in_the_language_of_whoever_takes_it(coordinator):
    make_member(region=region("africa"))

    french = table(Visitor(coordinator).post(EXPORT.replace("/en/", "/fr/"), WHY))

    assert "Afrique" in str(french)
    assert french[0][0] == "nom à montrer"


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(coordinator):
    asked = []
    for number in (2, 30):
        for _number in range(number):
            make_member(region=region("africa"))
        desk = Visitor(coordinator)
        with CaptureQueriesContext(connection) as queries:
            rows = table(desk.post(EXPORT, WHY))
        asked.append(len(queries))

    assert len(rows) == 34
    assert asked[0] == asked[1]


# EXP-1: what a spreadsheet could run is words. 40 beginnings, and what is harmless stays as it is.
HOSTILE = [
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1", "＠SUM(1)"),
    *("\ufeff=1", " =1", "  +1", '"=1', "'=1", '=HYPERLINK("https://x")', "=cmd|'/c calc'!A0", "|calc", "%0A=1"),
    *(
        "\u00a0=1",
        "\u200b=1",
        "\u2060-1",
        "\u202f@x",
        "\v=1",
        "\f=1",
        "\x1f=1",
        "=IMPORTXML(1)",
        "-2+3+cmd|' /C calc'!A0",
    ),
    *("@x", "+33 1", "=A1", "\t@x", "\r\n=1", '" =1', "' @x", "＝cmd", "-x", "=DDE(1)"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_formula_leaves_as_words(text):
    made = cell(text)

    assert made.startswith("'")
    assert made[1:] == text.replace("\x00", "")


def test_forty_formulas_are_tried():
    assert len(set(HOSTILE)) == 40


@pytest.mark.parametrize("text", ["Awa", "Saint-Louis", "a=b", "l’été", "1", "x@example.org", ""])
def test_what_is_harmless_stays_as_it_is(text):
    assert cell(text) == text


def test_a_hostile_name_comes_through_a_whole_file_as_words(coordinator):
    make_member(display_name="=cmd|'/c calc'!A0", place='\tx,"y"\nz')

    rows = table(Visitor(coordinator).post(EXPORT, WHY))

    (row,) = [row for row in rows if "calc" in row[0]]
    assert (row[0], row[2]) == ("'=cmd|'/c calc'!A0", '\'\tx,"y"\nz')
