"""Reports: fixed reasons, one queue, and decisions that are carried out."""

import datetime

import pytest
from django.utils import timezone

from members.models import Member, Message, Offer, Region, Report
from resources.models import Resource
from tests.make import make_resource

pytestmark = pytest.mark.django_db


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


@pytest.fixture
def things(other, member):
    """What can be reported, by its kind and key."""
    day = timezone.now().date() + datetime.timedelta(days=3)
    offer = Offer.objects.create(member=other, text_en="Xyloffer", ends_on=day)
    message = Message.objects.create(sender=other, recipient=member, text="Xylomessage")
    resource = make_resource("Xyloresource", contributor=other)
    return {
        "profile": (other.handle, other),
        "offer": (offer.pk, offer),
        "message": (message.pk, message),
        "resource": (resource.pk, resource),
    }


def report(client, kind, key, **facts):
    return client.post(f"/en/members/report/{kind}/{key}/", {"reason": "danger", "words": "Look", **facts})


KINDS = ["profile", "offer", "message", "resource"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_waits_for_the_coordination(client, member, coordinator, things, kind, mailoutbox):
    key, thing = things[kind]
    sign_in(client, member)

    report(client, kind, key)

    made = Report.objects.get()
    assert (made.about, made.reporter, made.reason, made.decided_at) == (thing, member, "danger", None)
    assert [letter.to for letter in mailoutbox] == [[coordinator.email]]


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_may_not_see_one_cannot_report(client, unlisted, things, kind, other):
    other.go_quiet()
    Resource.objects.update(published_at=None)
    sign_in(client, unlisted)

    answers = {report(client, kind, key).status_code for key in (things[kind][0], "9" * 16, "x")}

    assert answers == {404}
    assert not Report.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reports_what_is_their_own(client, other, things, kind):
    sign_in(client, other)

    assert report(client, kind, things[kind][0]).status_code == 404


@pytest.mark.parametrize("reason", ["", "because", "<b>"])
def test_reasons_are_fixed(client, member, things, reason):
    sign_in(client, member)

    page = report(client, "profile", things["profile"][0], reason=reason)

    assert "<title>Error:" in page.content.decode()


def test_a_second_word_about_the_same_takes_the_place_of_the_first(client, member, things):
    sign_in(client, member)

    for words in ["First", "Second"]:
        report(client, "profile", things["profile"][0], words=words)

    assert Report.objects.get().words == "Second"


def is_seen(thing, member):
    if isinstance(thing, Message):
        return bool(Message.objects.get(pk=thing.pk).text)
    found = type(thing).objects.visible_to(member)
    return found.published().contains(thing) if isinstance(thing, Resource) else found.contains(thing)


@pytest.fixture
def at_the_desk(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False

    def decide(report, **facts):
        sign_in(client, coordinator)
        return client.post(f"/en/admin/members/report/{report.pk}/change/", {"verdict": "", "word": "", **facts})

    return decide


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("decision", ["keep", "hide"])
def test_a_decision_is_carried_out(at_the_desk, member, unlisted, coordinator, things, kind, decision):
    thing = things[kind][1]
    made = [Report(about=thing, reporter=person, reason="danger") for person in (member, unlisted)]
    for one in made:
        one.make()

    at_the_desk(made[0], verdict=decision)

    assert is_seen(thing, member) is (decision == "keep")
    assert set(Report.objects.values_list("decision", "decided_by")) == {(decision, coordinator.pk)}


def test_whoever_is_concerned_learns_the_reason_and_not_the_reporter(at_the_desk, member, other, things, mailoutbox):
    Report(about=other, reporter=member, reason="harasses").make()
    mailoutbox.clear()

    at_the_desk(Report.objects.get(), verdict="hide")

    assert [letter.to for letter in mailoutbox] == [[other.email]]
    assert "harasses" in mailoutbox[0].body
    assert member.display_name not in mailoutbox[0].body


def test_writing_to_the_person_decides_nothing_yet(at_the_desk, member, other, coordinator, things):
    Report(about=other, reporter=member, reason="other").make()

    at_the_desk(Report.objects.get(), verdict="write", word="Could we talk?")

    assert Message.objects.filter(sender=coordinator, recipient=other).get().text == "Could we talk?"
    assert Report.objects.open().count() == 1


@pytest.mark.parametrize("who", ["member", "librarian", "regional"])
def test_the_queue_is_for_coordinators(client, who, request, member, other, things, settings):
    settings.DESK_SECOND_FACTOR = False
    Report(about=other, reporter=member, reason="other", words="Xylowords").make()
    sign_in(client, request.getfixturevalue(who))
    address = f"/en/admin/members/report/{Report.objects.get().pk}/change/"

    answers = [client.get(asked) for asked in (address, "/en/admin/members/report/")]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert not any("Xylowords" in answer.content.decode() for answer in answers)


def test_a_profile_that_was_hidden_stays_so_whatever_its_owner_chooses(client, at_the_desk, member, other):
    Report(about=other, reporter=member, reason="pretends").make()

    at_the_desk(Report.objects.get(), verdict="hide")
    sign_in(client, other)
    client.post("/en/members/my-profile/", {"display_name": "Xylonew", "language": "en", "is_listed": "yes"})
    own = client.get(f"/en/members/{other.handle}/").content.decode()

    other.refresh_from_db()
    assert (other.display_name, other.is_listed) == ("Xylonew", True)
    assert not Member.objects.listed().contains(other)
    assert not Member.objects.visible_to(member).contains(other)
    assert "The coordination has hidden your page" in own
    assert "The coordination has hidden your page" in client.get("/en/members/dashboard/").content.decode()
    sign_in(client, member)
    assert client.get(f"/en/members/{other.handle}/").status_code == 404
    assert "Xylonew" not in client.get("/en/members/").content.decode()
    assert other.handle not in client.get("/en/search/?q=Xylonew").content.decode()


def desk_form(person, **facts):
    return {"region": "", "organization": "", "is_active": "on", **facts}


def test_only_a_coordinator_lifts_it(client, coordinator, regional, other, settings):
    settings.DESK_SECOND_FACTOR = False
    other.region = Region.objects.get(key="latin-america")  # which Rosa looks after
    other.save()
    other.hide()
    address, seen = f"/en/admin/members/member/{other.pk}/change/", []

    for who in [regional, coordinator]:
        sign_in(client, who)
        client.post(address, desk_form(other))
        seen.append(Member.objects.listed().contains(other))

    assert seen == [False, True]


def test_saving_an_account_at_the_desk_hides_nobody_by_itself(client, coordinator, other, settings):
    settings.DESK_SECOND_FACTOR = False
    sign_in(client, coordinator)
    address = f"/en/admin/members/member/{other.pk}/change/"

    client.post(address, desk_form(other))
    before = Member.objects.listed().contains(other)
    client.post(address, desk_form(other, hidden="on"))

    assert (before, Member.objects.listed().contains(other)) == (True, False)
