"""Letters say what is true when they leave, in their reader’s language of then, to who may know (TRUST OUT-5).

What applicants are told, who have no account, is in test_letters_to_applicants.py.
"""

import pytest
from django.utils import timezone

from ggsn.outreach.models import Message as Letter
from glossary.models import Proposal
from members.models import Member, Message, Mute, Organization, Region, Report, RepresentationRequest
from resources.models import Resource
from tests.make import make_application, make_member, make_resource
from tests.outreach.make import deliver, why_dropped

pytestmark = pytest.mark.django_db


def say(kind, member, other, coordinator):
    """What makes this letter go to `member`."""
    match kind:
        case "welcome":
            Member.objects.filter(pk=member.pk).update(accepted_at=None)
            Member.objects.get(pk=member.pk).accept(by=coordinator)
        case "contribution_reviewed":
            resource = make_resource("Kanari", contributor=member, published_at=None, submitted_at=timezone.now())
            resource.ask_changes(by=coordinator, word="Kanari")
        case "proposal_received":
            Proposal.objects.create(word="Kanari", language="en", proposed_by=member).thank()
        case "proposal_decided":
            Proposal.objects.create(word="Kanari", language="en", proposed_by=member).decline("Kanari")
            Letter.objects.exclude(kind=kind).delete()
        case "message":
            Message(sender=other, recipient=member, text="Kanari").send()
        case "report_decided":
            report = Report(about=member, reporter=other, reason="danger")
            report.save()
            report.decide("hide", by=coordinator)
        case "representation_decided":
            organization = Organization.objects.create(name="Kanari")
            RepresentationRequest.objects.ask(member, organization, "").confirm(by=coordinator)
        case "application_review":
            make_application().answer("Kanari")
        case "report_made":
            Report(about=other, reporter=make_member(), reason="danger").make()


MEMBERS_OWN = ["welcome", "contribution_reviewed", "proposal_received", "proposal_decided", "message"]
MEMBERS_OWN += ["report_decided", "representation_decided"]
OF_THE_DESK = ["application_review", "report_made"]


@pytest.fixture
def reader(request, member, coordinator):
    return member if request.getfixturevalue("kind") in MEMBERS_OWN else coordinator


@pytest.mark.parametrize("kind", [*MEMBERS_OWN, *OF_THE_DESK])
def test_no_words_lie_in_the_outbox(kind, member, other, coordinator, reader):
    say(kind, member, other, coordinator)

    letter = Letter.objects.get()
    assert (letter.kind, letter.member, letter.to, letter.subject, letter.text, letter.html) == (
        kind,
        reader,
        *[""] * 4,
    )


@pytest.mark.parametrize("kind", [*MEMBERS_OWN, *OF_THE_DESK])
def test_the_language_is_that_of_the_moment_of_sending(kind, member, other, coordinator, reader, mailboxes):
    say(kind, member, other, coordinator)

    Member.objects.filter(pk=reader.pk).update(language="fr")
    deliver()

    assert '<html lang="fr"' in mailboxes()[reader.email].get_body(("html",)).get_content()


@pytest.mark.parametrize("kind", [*MEMBERS_OWN, *OF_THE_DESK])
def test_the_address_is_that_of_the_moment_of_sending(kind, member, other, coordinator, reader, mailboxes):
    say(kind, member, other, coordinator)

    Member.objects.filter(pk=reader.pk).update(email="new@example.org")
    deliver()

    assert set(mailboxes()) == {"new@example.org"}


@pytest.mark.parametrize("kind", [*MEMBERS_OWN, *OF_THE_DESK])
@pytest.mark.parametrize("lost", ["left", "quiet"])
def test_who_has_left_or_gone_quiet_meanwhile_gets_none(kind, lost, member, other, coordinator, reader, mailboxes):
    say(kind, member, other, coordinator)

    facts = {"is_active": False} if lost == "left" else {"quiet_since": timezone.now()}
    Member.objects.filter(pk=reader.pk).update(**facts)
    deliver()

    assert (mailboxes(), why_dropped(kind)) == ({}, [lost])


def loses_the_role(member, coordinator, other):
    coordinator.groups.clear()


def is_decided(member, coordinator, other):
    Report.objects.get().decide("keep", by=make_member(role="coordinator"))


def is_given_to_another(member, coordinator, other):
    Resource.objects.update(contributor=other)


def is_muted(member, coordinator, other):
    Mute.objects.create(member=member, muted=other)


def is_hidden(member, coordinator, other):
    Message.objects.get().hide()


def goes(member, coordinator, other):
    Proposal.objects.all().delete()


def goes_from_the_library(member, coordinator, other):
    Resource.objects.all().delete()


def wants_no_mail_of_it(member, coordinator, other):
    Member.objects.filter(pk=member.pk).update(message_mail="none")


def asks_anew(member, coordinator, other):
    RepresentationRequest.objects.ask(member, Organization.objects.create(name="Another"), "")


@pytest.mark.parametrize(
    ("kind", "happens", "why"),
    [
        ("application_review", loses_the_role, "not for them"),
        ("report_made", loses_the_role, "not for them"),
        ("report_made", is_decided, "decided"),
        ("contribution_reviewed", is_given_to_another, "not for them"),
        ("contribution_reviewed", goes_from_the_library, "gone"),
        ("proposal_decided", goes, "gone"),
        ("message", is_muted, "not for them"),
        ("message", is_hidden, "hidden"),
        ("message", wants_no_mail_of_it, "unwanted"),
        ("representation_decided", asks_anew, "gone"),
    ],
)
def test_what_is_not_true_or_not_theirs_any_more_is_not_sent(kind, happens, why, member, other, coordinator, mailboxes):
    say(kind, member, other, coordinator)

    happens(member, coordinator, other)
    deliver()

    assert (mailboxes(), why_dropped(kind)) == ({}, [why])


def test_a_regional_coordinator_hears_no_more_of_a_region_that_is_no_longer_theirs(regional, coordinator, mailboxes):
    make_application(region="latin-america").answer("Kanari")

    regional.regions_coordinated.set(Region.objects.filter(key="africa"))
    deliver()

    assert regional.email not in mailboxes()


def test_the_link_of_the_welcome_is_made_when_it_leaves_and_opens(client, coordinator, mailboxes):
    application = make_application(display_name="Noor")
    application.accept(by=coordinator, word="Kanari for you")
    deliver()

    text = mailboxes()[application.email].get_body(("plain",)).get_content()
    [address] = [part for part in text.split() if "/account/welcome/" in part]
    assert "Kanari for you" in text
    assert client.get(address.partition("testserver")[2] or address).status_code == 200
