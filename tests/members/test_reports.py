"""Reports: fixed reasons, one queue, and decisions that are carried out."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from members.models import Member, Message, Offer, Report
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
def test_a_report_waits_for_the_coordination(client, member, coordinator, things, kind):
    key, thing = things[kind]
    sign_in(client, member)

    report(client, kind, key)

    made = Report.objects.get()
    assert (made.about, made.reporter, made.reason, made.decided_at) == (thing, member, "danger", None)
    assert [letter.to for letter in mail.outbox] == [[coordinator.email]]


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


def test_whoever_is_concerned_learns_the_reason_and_not_the_reporter(at_the_desk, member, other, things):
    Report(about=other, reporter=member, reason="harasses").make()
    mail.outbox.clear()

    at_the_desk(Report.objects.get(), verdict="hide")

    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert "harasses" in mail.outbox[0].body
    assert member.display_name not in mail.outbox[0].body


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


def test_a_profile_that_was_hidden_left_the_directory(at_the_desk, member, other):
    Report(about=other, reporter=member, reason="pretends").make()

    at_the_desk(Report.objects.get(), verdict="hide")

    assert Member.objects.get(pk=other.pk).is_listed is False
