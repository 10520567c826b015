"""Letters at the desk: their standing, never their words."""

import pytest
from django.utils import timezone

from ggsn.outreach.models import Message
from members.models import Member
from tests.make import make_member

LETTERS = "/en/admin/outreach/message/"


@pytest.fixture(autouse=True)
def without_second_factor(settings, db):
    settings.DESK_SECOND_FACTOR = False
    settings.EMAIL_BACKEND = "ggsn.outreach.backends.Outbox"


def make_letter(**facts):
    facts = {"to": "awa@example.org", "subject": "Your code", "text": "CODE-WORD", "html": "<p>CODE-WORD</p>", **facts}
    return Message.objects.create(sender="p@example.org", message_id=f"<{Message.objects.count()}@x>", **facts)


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


@pytest.mark.parametrize("who", ["coordinator", "superuser"])
def test_nobody_at_the_desk_reads_the_words_of_a_letter(client, coordinator, who):
    coordinator.is_superuser = who == "superuser"
    coordinator.save()
    letter = make_letter()
    sign_in(client, coordinator)

    addresses = [LETTERS, f"{LETTERS}{letter.pk}/change/", f"{LETTERS}?text__contains=C"]
    pages = [client.get(address) for address in addresses]

    assert [page.status_code for page in pages] == [200, 200, 400]
    assert not any(b"CODE-WORD" in page.content for page in pages)


def test_parked_letters_are_tried_again(client, coordinator):
    parked = make_letter(parked_at=timezone.now(), attempts=7)
    sent = make_letter(sent_at=timezone.now())
    sign_in(client, coordinator)

    client.post(LETTERS, {"action": "retry", "_asked": "yes", "_selected_action": [parked.pk, sent.pk]})

    assert list(Message.objects.due()) == [parked]


@pytest.mark.parametrize("who", ["librarian", "regional"])
def test_other_roles_see_no_letters(client, who, request):
    make_letter()
    sign_in(client, request.getfixturevalue(who))

    assert client.get(LETTERS).status_code == 403


def test_whoever_is_accepted_is_welcomed_in_their_language(coordinator, mailoutbox):
    applicant = make_member(display_name="Noor", language="fr", accepted_at=None)

    applicant.accept(by=coordinator)
    Member.objects.get(pk=applicant.pk).accept(by=coordinator)

    [letter] = mailoutbox
    assert (letter.to, letter.subject) == ([applicant.email], "Nouvelles du groupe")
    assert letter.body.startswith("Noor, bienvenue\n")
    assert "/fr/compte/login/code/" in letter.body
