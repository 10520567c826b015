"""Codes and notices are in words from the start: those are erased once they have left, or are of no use (TRUST T5)."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings as live
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from ggsn.outreach.models import Message
from tests.accounts.conftest import make_account
from tests.outreach.make import deliver, why_dropped

CODE = re.compile(r"^    (\S{9})$", re.M)
TEN_MINUTES = datetime.timedelta(minutes=10)


@pytest.fixture
def asked(db):
    """A letter with a code to sign in."""
    cache.clear()
    account = make_account(email="awa@example.org")
    Client().post("/en/account/login/code/", {"email": account.email})
    return Message.objects.get()


def words_of(letter):
    letter.refresh_from_db()
    return letter.text + letter.html


def later(moment):
    return time_machine.travel(timezone.now() + moment)


def test_a_code_lies_in_the_outbox_until_it_has_left_and_no_longer(asked, server):
    code = CODE.search(asked.text)[1]

    deliver()

    assert code in server.taken[0][1]
    assert (words_of(asked), code in str(Message.objects.values()), asked.sent_at is None) == ("", False, False)


def test_a_code_that_opens_nothing_any_more_is_not_sent(asked, server):
    with later(TEN_MINUTES):
        deliver()

    assert (server.taken, words_of(asked), why_dropped("")) == ([], "", ["too late"])


@pytest.mark.parametrize("answer", ["451 later", "550 no such mailbox"])
def test_a_code_that_could_not_be_sent_is_erased_when_its_time_is_over(asked, server, answer):
    server.answers["awa@example.org"] = answer
    deliver()
    kept = words_of(asked)

    with later(TEN_MINUTES):
        deliver()

    assert (CODE.search(kept) is not None, words_of(asked)) == (True, "")


def test_a_letter_that_waits_for_its_next_attempt_is_erased_in_time_and_then_not_sent(asked, server):
    Message.objects.update(due_at=timezone.now() + datetime.timedelta(hours=24), attempts=5)
    with later(TEN_MINUTES):
        deliver()
        erased = words_of(asked)
    with later(datetime.timedelta(hours=25)):
        deliver()

    assert (erased, server.taken, why_dropped("")) == ("", [], ["too late"])


def test_a_letter_without_a_term_is_tried_as_long_as_any_and_then_erased(server):
    server.answers["awa@example.org"] = "550 no such mailbox"
    EmailMessage("Hello", "Words", "p@example.org", ["awa@example.org"]).send()
    deliver()
    letter = Message.objects.get()

    with later(datetime.timedelta(days=live.RETENTION["words"] - 1)):
        deliver()
        kept = words_of(letter)
    with later(datetime.timedelta(days=live.RETENTION["words"])):
        deliver()

    assert ("Words" in kept, words_of(letter)) == (True, "")
    assert letter.parked_at is not None


def test_a_letter_taken_up_again_after_its_words_are_gone_is_not_sent_empty(asked, server):
    server.answers["awa@example.org"] = "550 no such mailbox"
    deliver()
    server.answers.clear()
    asked.refresh_from_db()

    with later(TEN_MINUTES):
        asked.retry()
        deliver()

    assert (server.taken, why_dropped("")) == ([], ["too late"])


def test_a_link_for_a_new_password_is_of_use_for_an_hour(server):
    cache.clear()
    make_account(email="awa@example.org")
    Client().post("/en/account/password/reset/", {"email": "awa@example.org"})

    [letter] = Message.objects.all()

    assert round((letter.words_until - timezone.now()).total_seconds() / 60) == 60
