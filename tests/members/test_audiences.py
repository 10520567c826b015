"""Each part of a profile is read by those it is for, whatever the door: page, directory, search, desk, see-as."""

import pytest
from django.http import QueryDict

from members.audiences import SeenAs, finds, stands
from members.forms import DirectorySearch
from members.models import Audience, Language, Member, Organization, Region, Struggle, SupportKind
from tests.make import make_member

pytestmark = pytest.mark.django_db
FIELDS = [name.removesuffix("_for") for name in Member.audience_fields()]
# Words that occur nowhere else, for each part of a profile that has words of its own.
TELLING = {
    "pronouns": "xylopronouns",
    "place": "Xyloplace",
    "organization": "Xylohouse",
    "presentation": "Xylopresentation",
    "region": "Oceania",
    "languages": "Wolof",
    "struggles": "Decolonisation",
    "supports": "Educational tools",
    "since": "Member since",
    "clock": "there now",
}


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


@pytest.fixture
def rosalind():
    """Listed, with something to say in each part."""
    person = make_member(
        display_name="Rosalind",
        is_listed=True,
        pronouns=TELLING["pronouns"],
        place=TELLING["place"],
        presentation_en=TELLING["presentation"],
        organization=Organization.objects.create(name=TELLING["organization"]),
        region=Region.objects.get(key="oceania"),
    )
    person.languages.add(Language.objects.get(code="wo"))
    person.struggles.add(Struggle.objects.get(key="decolonisation"))
    person.supports.add(SupportKind.objects.get(key="educational-tools"))
    return person


@pytest.fixture
def viewers(rosalind, member, coordinator):
    return {
        Audience.ME: rosalind,
        Audience.COORDINATORS: coordinator,
        Audience.REGION: make_member(region=rosalind.region),
        Audience.MEMBERS: member,
    }


def main_of(response):
    return response.content.decode().partition("<main")[2]


def test_every_part_of_a_profile_has_an_audience(rosalind):
    assert set(FIELDS) == set(TELLING)
    assert all(rosalind.audience(name) is Audience.MEMBERS for name in FIELDS)


def test_public_is_offered_nowhere():
    offered = {value for name in Member.audience_fields() for value, _label in Member._meta.get_field(name).choices}

    assert offered == {"me", "coordinators", "region", "members"}


CASES = [
    (name, audience)
    for name in FIELDS
    for audience in Audience
    if audience.value in dict(Member._meta.get_field(f"{name}_for").choices)
]


@pytest.mark.parametrize(("name", "audience"), CASES)
def test_a_part_is_read_by_those_it_is_for(client, rosalind, viewers, name, audience):
    setattr(rosalind, f"{name}_for", audience)
    rosalind.save()

    readers = set()
    for kind, viewer in viewers.items():
        sign_in(client, viewer)
        if TELLING[name] in main_of(client.get(f"/en/members/{rosalind.handle}/")):
            readers.add(kind)

    closest = [Audience.ME, Audience.COORDINATORS, Audience.REGION, Audience.MEMBERS]
    assert readers == set(closest[: closest.index(audience) + 1])


@pytest.mark.parametrize("audience", ["coordinators", "region", "members"])
def test_the_page_of_an_organization_names_those_who_tell_the_reader_of_it(client, rosalind, viewers, audience):
    rosalind.organization_for, rosalind.organization_role = audience, "xylorole"
    rosalind.save()

    readers = {"Rosalind": set(), "xylorole": set(), "since": set()}
    for kind, viewer in viewers.items():
        sign_in(client, viewer)
        page = main_of(client.get(rosalind.organization.get_absolute_url()))
        for word, those in readers.items():
            those |= {kind} if word in page else set()

    closest = [Audience.ME, Audience.COORDINATORS, Audience.REGION, Audience.MEMBERS]
    told = set(closest[: closest.index(audience) + 1])
    assert readers == {"Rosalind": told, "xylorole": told, "since": told}


@pytest.mark.parametrize("viewer", ["members", "region", "coordinators"])
def test_seeing_as_somebody_is_seeing_what_they_see(client, rosalind, viewers, viewer):
    rosalind.place_for, rosalind.pronouns_for, rosalind.presentation_for = "region", "coordinators", "me"
    rosalind.save()
    sign_in(client, viewers[Audience(viewer)])
    theirs = main_of(client.get(f"/en/members/{rosalind.handle}/"))
    sign_in(client, rosalind)

    mine = main_of(client.get(f"/en/members/my-profile/as/{viewer}/"))

    assert {word for word in TELLING.values() if word in mine} == {word for word in TELLING.values() if word in theirs}


@pytest.mark.parametrize("viewer", ["members", "region"])
def test_whoever_is_not_listed_sees_that_they_see_nothing(client, unlisted, viewer):
    sign_in(client, unlisted)

    page = client.get(f"/en/members/my-profile/as/{viewer}/").content.decode()

    assert "They see nothing" in page
    assert not finds(Audience(viewer), unlisted)


@pytest.mark.parametrize("viewer", ["me", "public", "x"])
def test_there_is_no_other_way_to_look(client, member, viewer):
    sign_in(client, member)

    assert client.get(f"/en/members/my-profile/as/{viewer}/").status_code == 404


def test_what_is_no_part_of_a_profile_cannot_be_asked_of_it(rosalind):
    seen = SeenAs(rosalind, Audience.MEMBERS)

    for name in ["email", "password", "search_words", "groups", "time_zone", "quiet_since"]:
        with pytest.raises(AttributeError):
            getattr(seen, name)


def test_the_same_region_is_somewhere(rosalind):
    nowhere = make_member(region=None)
    rosalind.region = None

    assert stands(nowhere, rosalind) is Audience.MEMBERS


# --- The directory: what only some may read, nobody finds ---


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("place", "q=xyloplace"),
        ("presentation", "q=xylopresentation"),
        ("organization", "q=xylohouse"),
        ("region", "region=oceania"),
        ("languages", "language=wo"),
        ("struggles", "struggle=decolonisation"),
        ("supports", "support=educational-tools"),
        ("organization", "organization={organization}"),
    ],
)
def test_nobody_is_found_by_what_not_all_members_read(rosalind, name, asked):
    asked = asked.format(organization=rosalind.organization.pk)
    found = Member.objects.listed()
    before = DirectorySearch(QueryDict(asked)).narrow(found).contains(rosalind)

    setattr(rosalind, f"{name}_for", Audience.REGION)
    rosalind.save()

    search = DirectorySearch(QueryDict(asked))
    offered = search.is_valid()
    assert before
    assert not offered or not search.narrow(found).contains(rosalind)


def test_no_choice_of_the_search_gives_somebody_away(client, rosalind, member):
    rosalind.languages_for = rosalind.organization_for = Audience.COORDINATORS
    rosalind.save()
    sign_in(client, member)

    fields = client.get("/en/members/").context["people"]["form"].fields

    assert [list(dict(fields[name].choices)) for name in ("language", "organization")] == [[""], [""]]


def test_the_directory_shows_what_all_members_read_even_to_those_who_may_read_more(client, rosalind, coordinator):
    rosalind.place_for = Audience.COORDINATORS
    rosalind.save()
    sign_in(client, coordinator)

    assert TELLING["place"] not in client.get("/en/members/").content.decode()


def test_the_desk_shows_what_is_for_the_coordination(client, rosalind, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    rosalind.place_for, rosalind.pronouns_for = Audience.ME, Audience.COORDINATORS
    rosalind.save()
    sign_in(client, coordinator)

    pages = [
        client.get(address).content.decode()
        for address in (f"/en/admin/members/member/{rosalind.pk}/change/", "/en/admin/members/member/?q=xyloplace")
    ]

    assert TELLING["place"] not in "".join(pages)
    assert TELLING["pronouns"] in pages[0]


def test_one_decides_on_a_page_of_one_s_own(client, member):
    sign_in(client, member)
    facts = {**dict.fromkeys(Member.audience_fields(), "members"), "place_for": "me", "messages_from": "nobody"}

    client.post(
        "/en/members/my-profile/who-sees-what/", {**facts, "message_mail": "none", "is_listed": "", "email": "x"}
    )

    after = Member.objects.get(pk=member.pk)
    assert (after.place_for, after.messages_from, after.message_mail) == ("me", "nobody", "none")
    assert (after.is_listed, after.email) == (True, member.email)


@pytest.mark.parametrize("name", ["region_for", "organization_for"])
def test_region_and_organization_are_not_kept_from_the_coordination(client, member, name):
    sign_in(client, member)
    facts = {**dict.fromkeys(Member.audience_fields(), "members"), "messages_from": "members", "message_mail": "none"}

    page = client.post("/en/members/my-profile/who-sees-what/", {**facts, name: "me"})

    assert "<title>Error:" in page.content.decode()
