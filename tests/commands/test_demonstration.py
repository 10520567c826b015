"""The invented community, and the crowd: complete, marked, loaded once, and never beside real people."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from meetings.models import Meeting
from members.models import Member
from members.roles import is_coordinator, is_member
from resources.models import Resource, State
from tests.make import make_member


@pytest.fixture
def demonstration(db, settings):
    settings.DEMONSTRATION = True
    settings.DEMO_PASSWORD = "a-phrase-to-try"
    return lambda *options: called("demonstration", *options)


def called(name, *options):
    said = io.StringIO()
    call_command(name, *options, stdout=said)
    return said.getvalue()


def everything():
    return {model: sorted(model.objects.values_list("pk", flat=True)) for model in (Member, Meeting, Resource)}


def test_the_community_has_enough_in_it_to_judge_every_page(demonstration):
    demonstration()

    resources = list(Resource.objects.all())
    assert Member.objects.values("time_zone").distinct().count() >= 10
    assert (Meeting.objects.past().count() >= 3, Meeting.objects.upcoming().count() >= 2) == (True, True)
    assert len(resources) == 40
    assert {"public", "members"} == {resource.visibility for resource in resources}
    assert sum(resource.state == State.WAITING for resource in resources) >= 3
    assert any(resource.title_fr and not resource.title_en for resource in resources)
    assert any(resource.title_en and not resource.title_fr for resource in resources)


def test_each_account_can_sign_in_and_is_who_it_says(demonstration, client):
    demonstration()

    who = {
        name: Member.objects.get(email=f"{name}@example.org")
        for name in ["member", "other", "applicant", "regional", "coordinator", "admin"]
    }

    assert all(member.check_password("a-phrase-to-try") for member in who.values())
    assert {name for name, member in who.items() if not is_member(member)} == {"applicant"}
    assert {name for name, member in who.items() if is_coordinator(member)} == {"coordinator", "admin"}
    assert [region.key for region in who["regional"].own_regions] == ["latin-america"]
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == Member.objects.count()


def test_everything_in_it_is_marked_as_invented(demonstration):
    demonstration()

    for model in (Member, Meeting, Resource):
        assert set(model.objects.values_list("is_demonstration", flat=True)) == {True}


def test_loading_twice_changes_nothing(demonstration):
    demonstration()
    before = everything()

    demonstration()

    assert everything() == before


def test_what_was_changed_since_stays_so(demonstration):
    demonstration()
    Member.objects.filter(email="member@example.org").update(display_name="Renamed")

    demonstration()

    assert Member.objects.get(email="member@example.org").display_name == "Renamed"


@pytest.mark.parametrize("command", [["demonstration"], ["populate", "--members", "5"]])
def test_nothing_invented_is_ever_put_beside_real_members(demonstration, command):
    make_member()

    with pytest.raises(CommandError, match="There are real members here"):
        called(*command)

    assert Member.objects.count() == 1


@pytest.mark.parametrize("command", [["demonstration"], ["populate", "--members", "5"]])
def test_nothing_invented_where_this_is_no_demonstration(demonstration, settings, command):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="DEMONSTRATION=1"):
        called(*command)

    assert Member.objects.count() == 0


def test_the_accounts_are_shown_with_their_password(demonstration):
    demonstration()
    changed = Member.objects.get(email="other@example.org")
    changed.set_password("something else")
    changed.save()

    shown = demonstration("--accounts").split("\n")

    assert "  member@example.org" in shown
    assert "  other@example.org   (password changed since)" in shown
    assert "Password: a-phrase-to-try" in shown


def crowd(*options):
    return called("populate", *options, "--verbosity", "0")


def facts():
    return {
        "members": sorted(Member.objects.values_list("email", "display_name", "presentation_fr", "time_zone")),
        "resources": sorted(Resource.objects.values_list("slug_en", "slug_fr", "kind", "visibility"), key=str),
        "meetings": sorted(Meeting.objects.values_list("slug_en", "time_zone", "handle"), key=str),
    }


def test_the_same_seed_makes_the_same_crowd(demonstration):
    crowd("--members", "8", "--resources", "9", "--meetings", "5")
    first = facts()
    for model in (Resource, Meeting, Member):
        model.objects.all().delete()

    crowd("--members", "8", "--resources", "9", "--meetings", "5")

    assert facts() == first
    assert {model.objects.filter(is_demonstration=True).count() for model in (Member, Resource, Meeting)} == {8, 9, 5}


def test_a_crowd_grows_to_what_was_asked_for(demonstration):
    crowd("--members", "4", "--resources", "3")

    crowd("--members", "6", "--resources", "3")

    assert (Member.objects.count(), Resource.objects.count()) == (6, 3)


def test_the_crowd_s_resources_are_found_like_any_other(demonstration, client):
    crowd("--members", "4", "--resources", "6")
    resource = Resource.objects.published().filter(visibility="public").exclude(title_en=None).first()

    found = client.get("/en/library/", {"q": resource.title_en})

    assert resource.get_absolute_url() in found.content.decode()
