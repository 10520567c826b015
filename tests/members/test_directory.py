"""The directory lists those who chose it, and nobody can be counted who did not."""

import pytest
from django.core.cache import caches

from members.models import Language, Member, Organization, Region, Struggle, SupportKind
from tests.make import make_member

DIRECTORY = "/en/members/"


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


def names(response):
    return [person.display_name for person in response.context["people"]["list"]]


def test_the_directory_lists_members_who_chose_it(client, member, other, unlisted, gone):
    make_member(display_name="Listed and gone", is_listed=True, is_active=False)
    make_member(display_name="Listed and not accepted", is_listed=True, accepted_at=None)
    sign_in(client, unlisted)

    response = client.get(DIRECTORY)

    assert names(response) == ["Awa", "Wanjiru"]
    assert response.context["people"]["page"].paginator.count == 2


@pytest.mark.parametrize("who", ["newcomer", "applicant"])
def test_others_read_what_members_are_and_no_name(client, who, member, request):
    person = request.getfixturevalue(who)
    if person.is_authenticated:
        sign_in(client, person)

    response = client.get(DIRECTORY)

    assert response.status_code == 200
    assert b"Awa" not in response.content
    assert b"<form" not in response.content


def test_not_even_coordinators_count_who_is_not_listed(client, coordinator, unlisted, member):
    sign_in(client, coordinator)

    assert client.get(DIRECTORY).context["people"]["page"].paginator.count == 1


@pytest.fixture
def three(db):
    """Three people who differ in everything one can ask for."""
    people = {}
    for name, zone, region, language, support, struggle in [
        ("Zoé", "Africa/Dakar", "africa", "wo", "care", "housing"),
        ("élise", "Europe/Paris", "europe", "fr", "coaching", "climate-justice"),
        ("Amaru", "America/Bogota", "latin-america", "es", "campaigns", "decolonisation"),
    ]:
        person = make_member(display_name=name, time_zone=zone, is_listed=True, region=Region.objects.get(key=region))
        person.languages.add(Language.objects.get(code=language))
        person.supports.add(SupportKind.objects.get(key=support))
        person.struggles.add(Struggle.objects.get(key=struggle))
        people[name] = person
    return people


def test_names_are_in_the_order_of_the_alphabet_whatever_their_accents(client, three, unlisted):
    sign_in(client, unlisted)

    assert names(client.get(DIRECTORY)) == ["Amaru", "élise", "Zoé"]


def test_namesakes_stand_in_no_order_that_tells_who_joined_first(client, unlisted):
    for handle in "cadb":
        make_member(display_name="Maria", is_listed=True, handle=f"{handle}{'0' * 15}")
    sign_in(client, unlisted)

    people = client.get(DIRECTORY).context["people"]["list"]

    assert [person.handle[0] for person in people] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("region=africa", ["Zoé"]),
        ("language=fr", ["élise"]),
        ("support=campaigns", ["Amaru"]),
        ("struggle=housing", ["Zoé"]),
        ("region=africa&language=fr", []),
        ("q=ELISE", ["élise"]),
        ("q=zoe", ["Zoé"]),
        ("q=nobody", []),
        ("region=atlantis", ["Amaru", "élise", "Zoé"]),
        ("page=99", ["Amaru", "élise", "Zoé"]),
        ("q=%00", ["Amaru", "élise", "Zoé"]),
        ("q=" + "x" * 101, ["Amaru", "élise", "Zoé"]),
    ],
)
def test_filters_narrow_the_list(client, three, unlisted, asked, found):
    sign_in(client, unlisted)

    assert names(client.get(f"{DIRECTORY}?{asked}")) == found


def test_words_are_looked_for_in_place_texts_and_organization(client, member):
    house = Organization.objects.create(name="Tenants’ School")
    make_member(display_name="By place", place="Bogotá", is_listed=True)
    make_member(display_name="By French text", presentation_fr="Des marmites", is_listed=True)
    make_member(display_name="By house", organization=house, is_listed=True)
    sign_in(client, member)

    found = {
        word: names(client.get(f"{DIRECTORY}?q={word}")) for word in ["bogota", "marmites", "tenants", "by french"]
    }

    assert found == {
        "bogota": ["By place"],
        "marmites": ["By French text"],
        "tenants": ["By house"],
        "by french": ["By French text"],
    }


def test_only_languages_that_somebody_listed_speaks_are_offered(client, three, unlisted):
    unlisted.languages.add(Language.objects.get(code="mi"))
    sign_in(client, unlisted)

    offered = [code for code, _name in client.get(DIRECTORY).context["people"]["form"].fields["language"].choices]

    assert sorted(offered) == ["", "es", "fr", "wo"]


def test_whoever_leaves_the_directory_is_gone_from_the_next_page(client, member, other):
    sign_in(client, member)
    before = names(client.get(DIRECTORY))

    Member.objects.filter(pk=other.pk).update(is_listed=False)

    assert [before, names(client.get(DIRECTORY))] == [["Awa", "Wanjiru"], ["Awa"]]


@pytest.mark.parametrize("listed", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(client, member, listed, django_assert_max_num_queries):
    for number in range(listed):
        person = make_member(display_name=f"Person {number:03}", is_listed=True)
        person.languages.add(Language.objects.get(code="fr"))
        person.supports.add(SupportKind.objects.get(key="care"))
    sign_in(client, member)
    caches["kept"].clear()

    with django_assert_max_num_queries(12):
        client.get(DIRECTORY)


def test_pages_hold_twenty_four(client, member):
    for number in range(30):
        make_member(display_name=f"Person {number:03}", is_listed=True)
    sign_in(client, member)

    assert [len(names(client.get(f"{DIRECTORY}?page={page}"))) for page in (1, 2)] == [24, 7]


def test_people_made_all_at_once_are_found_too(db):
    Member.objects.bulk_create([Member(email="b@example.org", display_name="Élodie", place="Abidjan")])

    assert [person.sort_name for person in Member.objects.found_by("abidjan")] == ["elodie"]


@pytest.mark.parametrize(("address", "heading"), [(DIRECTORY, "2,000 members"), ("/fr/membres/", "2\u202f000 membres")])
def test_large_numbers_are_written_as_the_reader_writes_them(client, member, monkeypatch, address, heading):
    monkeypatch.setattr("django.core.paginator.Paginator.count", 2000)
    sign_in(client, member)

    assert f"<h2>{heading}</h2>" in client.get(address).content.decode()
