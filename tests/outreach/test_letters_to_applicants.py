"""Applicants are told what is true when a letter leaves; until then no word of it lies in any table (TRUST OUT-5)."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from ggsn.outreach.models import Message as Letter
from members.models import Application, ApplicationMessage, Member
from members.models.applications import CONFIRMED_WITHIN
from members.signals import application_submitted, application_turned_back
from tests.make import make_application, make_member
from tests.outreach.make import deliver, text_of, why_dropped

pytestmark = pytest.mark.django_db

KNOWN = "known@example.org"


def say(kind, coordinator, **facts):
    """What makes this letter go out; the application it is about, or the member."""
    facts = {"display_name": "kanari-name", "email": "noor@example.org", **facts}
    if kind == "application_known":
        member = make_member(email=KNOWN, language=facts.get("language", "en"))
        application_turned_back.send(sender=Application, address=KNOWN, member=member)
        return member
    application = make_application(**facts, **({"confirmed_at": None} if kind in BEFORE else {}))
    application.await_confirmation()
    match kind:
        case "application_confirm":
            application_submitted.send(sender=Application, application=application)
        case "application_again":
            application_turned_back.send(sender=Application, address=application.email, application=application)
        case "application_received":
            application.confirm()
        case "application_question":
            application.ask(by=coordinator, text="kanari-question")
        case "application_learn":
            application.offer_learning(by=coordinator, word="kanari-word")
        case "application_declined":
            application.decline(by=coordinator, reason="full", word="kanari-word")
    Letter.objects.exclude(kind=kind).delete()
    return application


BEFORE = ["application_confirm", "application_received"]
WHILE_OPEN = ["application_again", "application_received", "application_question", "application_learn"]
OF_APPLICATIONS = ["application_confirm", *WHILE_OPEN, "application_declined"]
KINDS = [*OF_APPLICATIONS, "application_known"]


def letter_to(mailboxes, address):
    return text_of(mailboxes()[address])


def whole_outbox():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outreach_message")
        return repr(cursor.fetchall())


# Nothing lies there.


@pytest.mark.parametrize("kind", KINDS)
def test_no_words_lie_in_the_outbox(kind, coordinator):
    say(kind, coordinator)

    letter = Letter.objects.get()
    assert (letter.kind, letter.subject, letter.text, letter.html) == (kind, "", "", "")


@pytest.mark.parametrize("kind", OF_APPLICATIONS)
def test_no_address_of_an_applicant_nor_of_their_page_lies_there_before_or_after(kind, coordinator, mailboxes):
    application = say(kind, coordinator)
    secrets = ["kanari", application.email, application.key, application.confirmation_token or "kanari"]

    before = whole_outbox()
    deliver()

    assert set(mailboxes()) == {application.email}
    assert [secret for secret in secrets if secret in before + whole_outbox()] == []


# What they say, when they leave.


@pytest.mark.parametrize("kind", KINDS)
def test_the_language_is_that_of_the_moment_of_sending(kind, coordinator, mailboxes):
    of = say(kind, coordinator)

    type(of).objects.filter(pk=of.pk).update(language="fr")
    deliver()

    letter = mailboxes()[of.email]
    assert '<html lang="fr"' in letter.get_body(("html",)).get_content()
    assert letter["Subject"] == "Nouvelles du groupe"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application_confirm", "kanari-name, is this address yours?"),
        ("application_again", "We have your application already"),
        ("application_received", "kanari-name, your application is with us"),
        ("application_question", "kanari-question"),
        ("application_learn", "kanari-word"),
        ("application_declined", "kanari-word"),
        ("application_known", "You are with us already"),
    ],
)
def test_what_each_says(kind, said, coordinator, mailboxes):
    of = say(kind, coordinator)

    deliver()

    assert said in letter_to(mailboxes, of.email)


def test_a_no_has_the_reason_that_was_chosen_and_needs_no_word(coordinator, mailboxes):
    make_application(email="noor@example.org", language="fr").decline(by=coordinator, reason="full")

    deliver()

    text = letter_to(mailboxes, "noor@example.org")
    assert "Nous ne pouvons pas bien accueillir plus de monde en ce moment." in text and "None" not in text


def test_the_link_that_confirms_is_made_when_the_letter_leaves_and_opens(client, coordinator, mailboxes):
    application = say("application_confirm", coordinator)
    deliver()

    [link] = [part for part in letter_to(mailboxes, application.email).split() if "/join/confirm/" in part]
    address = link.partition("//")[2].partition("/")[2]
    before = client.get(f"/{address}").status_code
    client.post(f"/{address}")

    application.refresh_from_db()
    assert (before, application.confirmed_at is not None) == (200, True)


@pytest.mark.parametrize("kind", ["application_received", "application_question", "application_learn"])
def test_the_address_of_ones_own_page_is_made_when_the_letter_leaves_and_opens(kind, client, coordinator, mailboxes):
    application = say(kind, coordinator)
    deliver()

    [link] = [part for part in letter_to(mailboxes, application.email).split() if "/my-application/" in part]

    assert client.get("/" + link.partition("//")[2].partition("/")[2]).status_code == 200


def test_an_invitation_to_learn_says_the_word_it_came_with_and_no_later_question(coordinator, mailboxes):
    application = make_application(email="noor@example.org")
    application.offer_learning(by=coordinator)
    application.ask(by=coordinator, text="kanari-question")
    Letter.objects.filter(kind="application_question").delete()

    deliver()

    assert "kanari" not in letter_to(mailboxes, "noor@example.org")


def test_of_two_invitations_to_learn_the_later_one_is_sent(coordinator, mailboxes):
    application = make_application(email="noor@example.org")
    application.offer_learning(by=coordinator, word="kanari-one")
    application.offer_learning(by=coordinator, word="kanari-two")

    deliver()

    assert "kanari-two" in letter_to(mailboxes, "noor@example.org")
    assert why_dropped("application_learn") == ["told by another"]


def test_each_question_is_a_letter_of_its_own(coordinator, mailboxes):
    application = make_application()
    application.ask(by=coordinator, text="One?")
    application.ask(by=coordinator, text="Two?")

    deliver()

    assert Letter.objects.filter(kind="application_question", sent_at__isnull=False).count() == 2


@pytest.mark.parametrize(("is_active", "said"), [(True, "You are with us already"), (False, "There was an account")])
def test_whoever_is_known_is_told_how_it_stands_when_the_letter_leaves(is_active, said, coordinator, mailboxes):
    member = say("application_known", coordinator)

    Member.objects.filter(pk=member.pk).update(is_active=is_active)
    deliver()

    assert said in letter_to(mailboxes, KNOWN)


# What is not true any more is not said.


def withdraws(application, coordinator):
    application.withdraw()


def is_erased(application, coordinator):
    application.delete()


def is_accepted(application, coordinator):
    application.accept(by=coordinator)


def is_declined(application, coordinator):
    application.decline(by=coordinator, reason="full")


def confirms(application, coordinator):
    application.confirm()


def takes_the_question_back(application, coordinator):
    ApplicationMessage.objects.filter(application=application, is_from_applicant=False).delete()


def says_yes(application, coordinator):
    application.answer("", wants_to_learn=True)


@pytest.mark.parametrize(
    ("kind", "happens", "why"),
    [
        *[(kind, withdraws, "gone") for kind in ["application_confirm", *WHILE_OPEN]],
        *[(kind, is_erased, "gone") for kind in OF_APPLICATIONS],
        *[(kind, is_accepted, "decided") for kind in WHILE_OPEN],
        *[(kind, is_declined, "decided") for kind in WHILE_OPEN],
        ("application_confirm", confirms, "confirmed"),
        ("application_question", takes_the_question_back, "gone"),
        ("application_learn", says_yes, "answered"),
    ],
)
def test_what_is_not_true_any_more_is_not_sent(kind, happens, why, coordinator, mailboxes):
    application = say(kind, coordinator)

    happens(application, coordinator)
    deliver()

    assert why_dropped(kind) == [why]
    assert not Letter.objects.filter(kind=kind, sent_at__isnull=False).exists()


def test_a_link_that_would_open_nothing_is_not_sent(coordinator, mailboxes):
    say("application_confirm", coordinator)

    with time_machine.travel(timezone.now() + CONFIRMED_WITHIN + datetime.timedelta(minutes=1)):
        deliver()

    assert (mailboxes(), why_dropped("application_confirm")) == ({}, ["too late"])


def test_a_link_was_made_for_one_application_and_confirms_no_other(coordinator):
    one = say("application_confirm", coordinator)
    another = say("application_confirm", coordinator, email="ada@example.org")

    assert one.confirmation_token != another.confirmation_token
    assert Application.objects.to_confirm(another.confirmation_token) == another


def test_only_the_address_that_was_given_is_told_that_it_is_known(coordinator, mailboxes):
    member = say("application_known", coordinator)

    Member.objects.filter(pk=member.pk).update(email="new@example.org")
    deliver()

    assert (mailboxes(), why_dropped("application_known")) == ({}, ["another address"])


def test_with_an_account_goes_the_letter_about_it(coordinator, mailboxes):
    say("application_known", coordinator).delete()

    deliver()

    assert (mailboxes(), Letter.objects.filter(kind="application_known").count()) == ({}, 0)


def test_going_quiet_does_not_hide_that_somebody_gives_ones_address(coordinator, mailboxes):
    member = say("application_known", coordinator)

    Member.objects.filter(pk=member.pk).update(quiet_since=timezone.now())
    deliver()

    assert set(mailboxes()) == {KNOWN}


def test_the_desk_sees_that_something_goes_to_an_applicant_and_not_to_whom(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    say("application_question", coordinator)
    client.force_login(coordinator)

    page = client.get("/en/admin/outreach/message/").content.decode()

    assert "The applicant" in page and "A question to an applicant" in page
    assert "noor@example.org" not in page and "kanari" not in page
