"""A profile: who may know that it exists, and what its owner, and nobody else, decides."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from members.models import Language, Member, Organization, Region
from tests.make import make_member

EDIT = "/en/members/my-profile/"
ZONE = "/en/members/my-time-zone/"
TEXTS = {
    "display_name": "Awa",
    "pronouns": "elle",
    "place": "Dakar",
    "language": "fr",
    "languages": ["fr", "wo"],
    "is_listed": "yes",
    "presentation_fr": "J’accompagne des comités de pêche.",
    "theme": "dark",
    "quick_exit": "on",
}


STYLE_AND_SCRIPT = sum(
    len(gzip.compress(Path(finders.find(f"ggsn/{name}")).read_bytes())) for name in ("site.css", "site.js")
)


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


@pytest.fixture
def in_africa(db):
    return make_member(display_name="Unlisted in Africa", region=Region.objects.get(key="africa"))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", set()),
        ("applicant", set()),
        ("gone", set()),
        ("member", {"Awa", "Wanjiru"}),
        ("unlisted", {"Awa", "Wanjiru", "Tane"}),
        ("librarian", {"Awa", "Wanjiru", "Lia"}),
        ("regional2", {"Awa", "Wanjiru", "Kofi", "Unlisted in Africa"}),
        ("regional", {"Awa", "Wanjiru", "Rosa"}),
    ],
)
def test_whose_profiles_one_may_know_of(who, sees, request, member, other, unlisted, gone, in_africa):
    make_member(display_name="Listed and not accepted", accepted_at=None, is_listed=True)

    seen = Member.objects.visible_to(request.getfixturevalue(who))

    assert {person.display_name for person in seen} == sees


def test_coordinators_know_every_member(coordinator, member, unlisted, applicant, gone):
    assert {person.display_name for person in Member.objects.visible_to(coordinator)} == {"Mika", "Awa", "Tane"}


@pytest.mark.parametrize("whose", ["unlisted", "applicant", "gone"])
def test_a_hidden_profile_answers_like_one_that_is_not_there(client, member, whose, request):
    sign_in(client, member)
    hidden, missing = request.getfixturevalue(whose).handle, "f" * 16

    there, not_there = [client.get(f"/en/members/{handle}/") for handle in (hidden, missing)]

    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.content.replace(hidden.encode(), missing.encode()) == not_there.content


def test_no_profile_shows_an_address(client, member, other):
    sign_in(client, member)

    page = client.get(other.get_absolute_url())

    assert page.status_code == 200
    assert other.email.encode() not in page.content


def test_a_profile_is_read_in_a_language_it_has(client, member, other):
    other.presentation_en = "I work alongside tenant committees."
    other.save()
    sign_in(client, member)

    page = client.get(f"/fr/membres/{other.handle}/").content.decode()

    assert '<p class="lede" lang="en">I work alongside tenant committees.</p>' in page


def test_one_says_of_oneself_what_one_likes(client, member):
    sign_in(client, member)
    house = Organization.objects.create(name="House")

    response = client.post(EDIT, {**TEXTS, "organization": house.pk, "region": Region.objects.get(key="africa").pk})

    member = Member.objects.get(pk=member.pk)
    assert response.headers["Location"] == f"/fr/membres/{member.handle}/"
    assert (member.pronouns, member.place, member.language) == ("elle", "Dakar", "fr")
    assert {language.code for language in member.languages.all()} == {"fr", "wo"}
    assert (member.representation_request.organization, member.organization) == (house, None)
    assert (member.region.key, member.theme) == ("africa", "dark")
    assert (member.presentation_fr, member.presentation_en) == ("J’accompagne des comités de pêche.", None)
    assert "comites" in member.search_words


def test_one_is_not_listed_unless_one_says_so(client, unlisted):
    sign_in(client, unlisted)

    client.post(EDIT, {**TEXTS, "is_listed": "no"})

    assert Member.objects.get(pk=unlisted.pk).is_listed is False
    assert Member._meta.get_field("is_listed").default is False


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("display_name", "", "This field is required."),
        ("language", "xx", "Select a valid choice."),
        ("is_listed", "", "This field is required."),
        ("presentation_fr", "x" * 601, "at most 600"),
        ("languages", ["klingon"], "Select a valid choice."),
        ("organization", "999999", "Select a valid choice."),
        ("region", "x", "Select a valid choice."),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(client, member, field, value, words):
    sign_in(client, member)

    page = client.post(EDIT, {**TEXTS, field: value})

    html = page.content.decode()
    assert words in html
    assert "<title>Error:" in html
    assert field == "display_name" or 'value="Awa"' in html
    assert Member.objects.get(pk=member.pk).pronouns == ""


POSTED = {
    "email": "thief@example.org",
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "",
    "accepted_at": "2001-01-01",
    "joined_at": "2001-01-01",
    "handle": "chosen",
    "groups": ["1", "2"],
    "user_permissions": ["1"],
    "regions_coordinated": ["1"],
    "password": "x",
    "is_demonstration": "on",
    "id": "1",
    "last_login": "2001-01-01",
    "sort_name": "aaa",
    "search_words": "aaa",
}


def test_nothing_else_about_oneself_is_changed_by_asking(client, applicant, member):
    before = {name: getattr(member, name) for name in POSTED if name not in {"groups", "user_permissions"}}
    before.pop("regions_coordinated")
    sign_in(client, member)

    client.post(EDIT, {**TEXTS, **POSTED})

    member = Member.objects.get(pk=member.pk)
    after = {name: getattr(member, name) for name in before}
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"search_words", "last_login"}
    assert "aaa" not in member.search_words
    assert [member.groups.count(), member.user_permissions.count(), member.regions_coordinated.count()] == [0, 0, 0]


def test_an_applicant_has_no_profile_to_edit_yet(client, applicant):
    sign_in(client, applicant)

    assert client.post(EDIT, TEXTS).status_code == 404


def test_an_applicant_s_page_says_what_happens_next(client, applicant):
    sign_in(client, applicant)

    page = client.get("/en/members/dashboard/")

    assert "Your application is being read" in page.content.decode()


def test_one_chooses_one_s_clock(client, member):
    sign_in(client, member)

    client.post(ZONE, {"time_zone": "Africa/Dakar", "is_listed": "no", "email": "thief@example.org"})

    after = Member.objects.get(pk=member.pk)
    assert (after.time_zone, after.is_listed, after.email) == ("Africa/Dakar", True, member.email)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_a_clock_nobody_knows_is_refused(client, member, zone):
    sign_in(client, member)

    page = client.post(ZONE, {"time_zone": zone})

    assert "<title>Error:" in page.content.decode()
    assert Member.objects.get(pk=member.pk).time_zone == "UTC"


def test_the_zone_one_has_is_kept_even_when_it_is_a_rare_one(client, member):
    member.time_zone = "America/Indiana/Knox"
    member.save()
    sign_in(client, member)

    client.post(ZONE, {"time_zone": "America/Indiana/Knox"})

    assert Member.objects.get(pk=member.pk).time_zone == "America/Indiana/Knox"


@pytest.mark.parametrize(
    "address",
    [
        EDIT,
        ZONE,
        "/en/members/",
        "/en/members/dashboard/",
        f"{EDIT}who-sees-what/",
        f"{EDIT}as/members/",
        f"{EDIT}quiet/",
        "/en/members/offers/new/",
        "/en/members/messages/",
    ],
)
def test_one_s_pages_are_light(client, member, address):
    sign_in(client, member)

    page = client.get(address, headers={"accept-encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) + STYLE_AND_SCRIPT < 14_600


def test_zones_are_named_in_the_reader_s_words(client, member):
    sign_in(client, member)

    french = client.get("/fr/membres/mon-fuseau/").content.decode()
    english = client.get(ZONE).content.decode()

    assert ">Dakar, Sénégal<" in french
    assert ">Dakar, Senegal<" in english
    assert '<optgroup label="Afrique">' in french


@pytest.mark.parametrize("address", ["/en/members/dashboard/", EDIT])
def test_one_s_own_pages_cost_little(client, member, address, django_assert_max_num_queries):
    sign_in(client, member)
    client.get(address)

    with django_assert_max_num_queries(12):
        client.get(address)


def test_a_display_of_one_s_own_reaches_every_page(client, member):
    member.theme, member.quick_exit = "dark", False
    member.save()
    sign_in(client, member)

    page = client.get("/en/members/").content.decode()

    assert 'data-theme="dark"' in page
    assert 'class="exit"' not in page


def test_a_language_without_texts_is_none_not_empty(client, member):
    sign_in(client, member)

    client.post(EDIT, {**TEXTS, "presentation_fr": "", "presentation_en": ""})

    member = Member.objects.get(pk=member.pk)
    assert (member.presentation_fr, member.presentation_en) == (None, None)
    assert Language.objects.count() > 50
    assert member.accepted_at <= timezone.now()
