"""The pages of the meetings: for newcomers, for members, on each one's own clock."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from members.models import Member
from tests.make import make_meeting, make_member

pytestmark = pytest.mark.django_db

SECRET_LINK = "https://zoom.example/j/kanari-link"


def body(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def main(response):
    """The words of the page proper, as one reads them."""
    (found,) = html.fromstring(response.content).xpath("//main")
    return " ".join(found.text_content().split())


def address(meeting, language="en"):
    with translation.override(language):
        return meeting.get_absolute_url()


@pytest.fixture
def as_(client, request):
    def sign_in(who):
        if who != "newcomer":
            client.force_login(request.getfixturevalue(who))
        return client

    return sign_in


@pytest.mark.parametrize("who", ["newcomer", "applicant"])
@pytest.mark.parametrize(("language", "path"), [("en", "/en/meetings/"), ("fr", "/fr/rencontres/")])
def test_newcomers_read_what_meetings_are_and_when_the_next_one_is(as_, who, language, path):
    make_meeting("2040-12-03T14:00Z", title_en="Secret topic", title_fr="Sujet secret", text_en="secret words")
    make_meeting("2024-12-03T14:00Z", title_en="Past topic")
    make_meeting("2041-02-03T14:00Z", title_en="Later topic", title_is_public=True)

    response = as_(who).get(path)

    said = main(response)
    assert response.status_code == 200
    assert ("Monday 3 December 2040, 14:00" if language == "en" else "Lundi 3 décembre 2040, 14 h") in said
    assert ("Topic meeting" if language == "en" else "Rencontre à thème") in said
    for private in ["Secret", "secret", "Past", "Later", "past-topic", "secret-topic"]:
        assert private not in body(response)


def test_a_public_title_is_read_by_newcomers_in_their_language_but_leads_to_no_address_that_tells(client):
    meeting = make_meeting(title_en="Open to see", title_fr="À voir", title_is_public=True)

    english, french = client.get("/en/meetings/"), client.get("/fr/rencontres/")

    assert "Open to see" in main(english)
    assert "À voir" in main(french)
    assert meeting.slug_en not in body(english)
    assert meeting.slug_fr not in body(french)


def test_a_public_title_that_exists_in_one_language_only_says_so(client):
    make_meeting(title_fr="À voir", title_is_public=True)

    response = client.get("/en/meetings/")

    assert '<h2 id="h-next" lang="fr">À voir</h2>' in body(response)


def test_newcomers_are_told_when_nothing_is_planned(client):
    make_meeting("2024-12-03T14:00Z")

    assert "The next date is not set yet" in main(client.get("/en/meetings/"))


def test_what_members_keep_among_themselves_changes_no_byte_for_newcomers(client):
    make_meeting(timezone.now() + datetime.timedelta(days=3), title_en="Next", text_en="words")
    before = client.get("/en/meetings/").content

    for number in range(40):
        make_meeting(timezone.now() + datetime.timedelta(days=4 + number), title_is_public=True, zoom_link=SECRET_LINK)
        make_meeting(timezone.now() - datetime.timedelta(days=4 + number))
    caches["kept"].clear()

    assert client.get("/en/meetings/").content == before


def test_members_find_what_comes_and_what_was(as_):
    make_meeting("2040-12-03T14:00Z", title_en="Resting", languages=["en", "fr"], interpretation=True)
    make_meeting("2041-02-03T22:30Z", title_en="Staying", minutes=120)
    make_meeting("2026-10-01T14:00Z", title_en="Leaving")

    said = main(as_("member").get("/en/meetings/"))

    assert said.index("Resting") < said.index("Staying") < said.index("Leaving")
    assert "3 Dec 2040" in said
    assert "Monday, 14:00 to 15:30, universal time (UTC)" in said
    assert "In English and French, with interpretation" in said
    assert "Sunday, 22:30 to 00:30 on Monday" in said
    assert "1 Oct 2026" in said


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Africa/Nairobi", "Thursday, 17:00 to 18:30, Nairobi time", "Jeudi, 17 h à 18 h 30, heure de Nairobi"),
        ("Pacific/Auckland", "Friday, 03:00 to 04:30, Auckland time", "Vendredi, 3 h à 4 h 30, heure d’Auckland"),
        ("America/Bogota", "Thursday, 09:00 to 10:30, Bogotá time", "Jeudi, 9 h à 10 h 30, heure de Bogotá"),
    ],
)
def test_the_list_is_on_the_member_s_own_clock(client, zone, english, french):
    make_meeting("2026-12-03T14:00Z", title_en="Rest", title_fr="Repos", minutes=90)
    client.force_login(make_member(time_zone=zone))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: datetime.datetime(2026, 11, 22, 13, 40, tzinfo=datetime.UTC))
        said = main(client.get("/en/meetings/")), main(client.get("/fr/rencontres/"))

    assert english in said[0]
    assert french in said[1]


def test_a_list_of_sixty_is_cut_into_pages_that_miss_nothing(as_):
    for number in range(45):
        make_meeting(datetime.datetime(2020, 1, 1, 14, tzinfo=datetime.UTC) + datetime.timedelta(days=number))
    for number in range(15):
        make_meeting(datetime.datetime(2041, 1, 1, 14, tzinfo=datetime.UTC) + datetime.timedelta(days=number))
    client = as_("member")

    seen = [
        re.findall(r'href="(/en/meetings/meeting-\d+/)"', body(client.get(f"/en/meetings/?page={page}&coming={page}")))
        for page in (1, 2, 3)
    ]

    assert [len(page) for page in seen] == [30, 25, 10]
    assert len({link for page in seen for link in page}) == 60
    assert 'href="?page=3&amp;coming=2"' in body(client.get("/en/meetings/?page=2&coming=2"))


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "1.5", "é", "9" * 400])
def test_a_page_that_is_none_is_the_nearest_one(as_, page):
    make_meeting(title_en="Rest")

    response = as_("member").get("/en/meetings/", {"page": page, "coming": page})

    assert response.status_code == 200
    assert "Rest" in main(response)


def questions(client, path):
    """What the page asks the database, apart from the addresses of pages, which are kept outside of tests."""
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [query["sql"] for query in captured if "pages_page" not in query["sql"]]


@pytest.mark.parametrize(("who", "asked"), [("member", 8), ("coordinator", 8), ("newcomer", 2)])
def test_the_list_asks_the_database_the_same_whatever_its_length(as_, who, asked):
    client, counts = as_(who), []

    for number in (1, 3, 12):
        for days in range(number):
            make_meeting(timezone.now() + datetime.timedelta(days=3 + days), languages=["fr", "en"])
            make_meeting(timezone.now() - datetime.timedelta(days=3 + days), languages=["fr", "en"])
        counts.append(len(questions(client, "/en/meetings/")))

    assert counts == [asked] * 3


def test_the_page_of_a_meeting_asks_little(as_):
    meeting = make_meeting(languages=["fr", "en"])

    assert len(questions(as_("member"), address(meeting))) == 5


def test_a_meeting_is_shown_on_the_reader_s_clock_then_its_own_then_utc(client):
    meeting = make_meeting(
        date=datetime.date(2040, 12, 3), hour=datetime.time(9), time_zone="America/Bogota", title_en="Rest"
    )
    client.force_login(make_member(time_zone="Pacific/Auckland"))

    said = main(client.get(address(meeting)))

    assert (
        "Tuesday 4 December 2040, 03:00 to 04:30, Auckland time. Not in Auckland today? "
        "Monday 3 December 2040, 09:00 to 10:30, Bogotá time "
        "Monday 3 December 2040, 14:00 to 15:30, universal time (UTC)"
    ) in said
    assert "Auckland (you) 03:00 night" in said


def test_zones_that_are_the_reader_s_own_are_not_said_twice(client):
    meeting = make_meeting(
        date=datetime.date(2040, 12, 3), hour=datetime.time(9), time_zone="Asia/Kolkata", title_en="Rest"
    )
    client.force_login(make_member(time_zone="Asia/Calcutta"))

    said = main(client.get(address(meeting)))

    assert said.count("Kolkata time") == 1
    assert said.count("universal time") == 1


def test_a_reader_on_utc_is_asked_for_their_zone(as_):
    said = main(as_("member").get(address(make_meeting())))

    assert "Choose your time zone" in said
    assert said.count("universal time (UTC)") == 1


@pytest.mark.parametrize("who", ["applicant", "newcomer"])
def test_outside_the_network_a_meeting_looks_like_none(as_, who):
    public, private = make_meeting(title_is_public=True), make_meeting()
    client = as_(who)
    slugs = [public.slug_en, private.slug_en, private.handle, "no-such-meeting"]

    answers = [client.get(f"/en/meetings/{slug}/{file}") for file in ("", "calendar.ics") for slug in slugs]

    assert {answer.status_code for answer in answers} == {404 if who == "applicant" else 302}
    if who == "applicant":
        seen = {answer.content.replace(slug.encode(), b"") for slug, answer in zip(slugs, answers[:4], strict=True)}
        assert len(seen) == 1
    else:
        assert {answer["Location"].partition("?")[0] for answer in answers} == {reverse("account_login")}


def test_someone_whose_account_was_closed_finds_nothing(as_, gone):
    meeting = make_meeting()

    response = as_("gone").get(address(meeting))

    assert response.status_code == 302


@pytest.mark.parametrize("who", ["newcomer", "applicant", "member", "librarian", "regional", "coordinator"])
def test_the_zoom_link_stands_on_the_member_s_page_of_the_meeting_and_nowhere_else(as_, who, settings):
    settings.DESK_SECOND_FACTOR = False
    meeting = make_meeting(title_en="Rest", title_fr="Repos", title_is_public=True, zoom_link=SECRET_LINK)
    client = as_(who)
    pages = [address(meeting, language) for language in ("en", "fr")]
    elsewhere = [f"{page}calendar.ics" for page in pages] + ["/en/meetings/", "/fr/rencontres/"]
    elsewhere += ["/en/admin/meetings/meeting/", "/en/admin/meetings/meeting/?q=kanari"]
    elsewhere += [f"/en/admin/meetings/meeting/{meeting.pk}/{page}/" for page in ("history", "delete")]

    if who == "coordinator":
        assert "Rest" in body(client.get("/en/admin/meetings/meeting/"))
    on_page = ["kanari-link" in body(client.get(page)) for page in pages]
    beside = ["kanari-link" in body(client.get(path)) for path in elsewhere]

    assert on_page == [who not in {"newcomer", "applicant"}] * 2
    assert beside == [False] * len(elsewhere)


@pytest.mark.parametrize("state", ["past", "called off"])
def test_the_zoom_link_goes_when_the_meeting_is_over_or_called_off(as_, state):
    meeting = make_meeting("2024-03-01T14:00Z" if state == "past" else None, zoom_link=SECRET_LINK)
    if state == "called off":
        meeting.call_off()

    assert "kanari-link" not in body(as_("member").get(address(meeting)))


def test_a_meeting_called_off_says_so_everywhere(as_, settings):
    meeting = make_meeting(title_en="Rest")
    meeting.call_off()
    past = make_meeting("2024-03-01T14:00Z", title_en="Then")
    past.call_off()
    client = as_("member")

    assert "Called off This meeting will not be held." in main(client.get(address(meeting)))
    assert "Called off. It will not be held." in main(client.get("/en/meetings/"))
    assert "Then (called off)" in main(client.get("/en/meetings/"))


def test_a_text_in_one_language_is_shown_with_an_honest_notice(as_):
    meeting = make_meeting(title_fr="Repos", text_fr="Se **poser** ensemble.")

    response = as_("member").get(address(meeting))

    assert '<h1 lang="fr">Repos</h1>' in body(response)
    assert "You are reading it in its own: French." in main(response)
    assert '<div class="flow" lang="fr"><p>Se <strong>poser</strong> ensemble.</p>' in body(response)


def test_markdown_of_a_meeting_is_safe(as_):
    meeting = make_meeting(
        text_en="<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://other.example/i.png)"
    )

    (programme,) = html.fromstring(as_("member").get(address(meeting)).content).xpath("//main//div[@class='flow text']")

    assert programme.xpath(".//script | .//img | .//a") == []


def test_each_language_has_its_address_and_old_ones_lead_on(as_):
    meeting = make_meeting(title_en="Rest", title_fr="Repos")
    meeting.slug_en = "resting"
    meeting.save()
    client = as_("member")

    assert client.get("/en/meetings/rest/")["Location"] == "/en/meetings/resting/"
    assert client.get("/en/meetings/repos/")["Location"] == "/en/meetings/resting/"
    assert client.get(f"/en/meetings/{meeting.handle}/")["Location"] == "/en/meetings/resting/"
    assert '<a href="/fr/rencontres/repos/" lang="fr" hreflang="fr">' in body(client.get("/en/meetings/resting/"))


def test_a_meeting_whose_title_makes_no_address_is_found_by_its_random_name(as_):
    meeting = make_meeting(title_en="会议")
    client = as_("member")

    assert address(meeting) == f"/en/meetings/{meeting.handle}/"
    assert client.get(address(meeting)).status_code == 200
    assert client.get(f"{address(meeting)}calendar.ics").status_code == 200


def test_the_calendar_file_is_kept_by_nobody_on_the_way(as_):
    meeting = make_meeting(title_en="Secret topic")

    response = as_("member").get(f"{address(meeting, 'fr')}calendar.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="appel.ics"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"SUMMARY:Appel" in response.content
    assert b"ecret" not in response.content


@pytest.mark.parametrize("who", ["newcomer", "applicant", "member"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_changed_from_these_pages(as_, who, method):
    meeting = make_meeting()
    client = as_(who)

    for path in [address(meeting), f"{address(meeting)}calendar.ics", "/en/meetings/"]:
        assert getattr(client, method)(path).status_code in {302, 403, 404, 405}

    meeting.refresh_from_db()
    assert meeting.sequence == 0


def test_the_page_of_a_meeting_is_light(as_):
    meeting = make_meeting(text_en="Words and more words. " * 100, languages=["fr", "en"])
    client = as_("member")

    pages = [client.get(path, headers={"accept-encoding": "gzip"}) for path in (address(meeting), "/en/meetings/")]

    assert [page.headers["Content-Encoding"] for page in pages] == ["gzip", "gzip"]
    assert max(len(page.content) for page in pages) < 6000


def test_a_member_whose_zone_is_unknown_reads_utc(as_, member):
    Member.objects.filter(pk=member.pk).update(time_zone="UTC")
    meeting = make_meeting("2040-12-03T14:00Z")

    assert "14:00 to 15:30, universal time (UTC)" in main(as_("member").get(address(meeting)))


def test_what_is_kept_ready_is_never_shown_on_another_clock_or_in_another_language(client):
    meeting = make_meeting("2040-12-03T14:00Z", title_en="Rest", title_fr="Repos")
    nairobi, auckland = make_member(time_zone="Africa/Nairobi"), make_member(time_zone="Pacific/Auckland")
    applicant = make_member(accepted_at=None)

    def read(member, path):
        client.force_login(member)
        connection.run_on_commit.clear()  # as if committed, so that parts of pages are kept
        return main(client.get(path)).replace("\u00a0", " ")

    for _again in range(2):
        assert "Monday, 17:00 to 18:30, Nairobi time" in read(nairobi, "/en/meetings/")
        assert "Lundi, 17 h à 18 h 30, heure de Nairobi" in read(nairobi, "/fr/rencontres/")
        assert "Tuesday, 03:00 to 04:30, Auckland time" in read(auckland, "/en/meetings/")
        assert "Nairobi (you) 17:00" in read(nairobi, address(meeting))
        assert "Nairobi (vous) 17 h" in read(nairobi, address(meeting, "fr"))
        assert "Auckland (you) 03:00" in read(auckland, address(meeting))
        assert "Rest" not in read(applicant, "/en/meetings/")
        assert "Prochaine rencontre Rencontre à thème" in read(applicant, "/fr/rencontres/")
    assert caches["kept"].get("meetings:announced") is not None
