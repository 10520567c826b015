"""Changing one's address: confirmed by a code, told to the old address, and silent about whose the new one is."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ggsn.outreach.models import Message
from tests.accounts.conftest import make_account
from tests.make import PASSWORD


def sign_in(client, account):
    client.post("/en/account/login/", {"login": account.email, "password": PASSWORD})
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    Message.objects.all().delete()


def code_in(letter):
    return re.search(r"^    (\S+)$", letter.text, re.M)[1]


def test_the_new_address_counts_once_its_code_is_typed_in(client, account):
    sign_in(client, account)
    client.post("/en/account/email/", {"email": "new@example.org", "action_add": "1"})
    before = type(account).objects.get(pk=account.pk).email
    code = code_in(Message.objects.get(to="new@example.org"))

    client.post("/en/account/confirm-email/", {"code": code})

    account.refresh_from_db()
    assert (before, account.email) == ("awa@example.org", "new@example.org")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]


def test_the_old_address_is_told_in_neutral_words(new_client, account):
    client = new_client(REMOTE_ADDR="203.0.113.9")
    sign_in(client, account)
    client.post("/en/account/email/", {"email": "new@example.org", "action_add": "1"})
    client.post("/en/account/confirm-email/", {"code": code_in(Message.objects.get(to="new@example.org"))})

    letters = Message.objects.filter(to="awa@example.org")

    assert [letter.subject for letter in letters] == ["About your account"] * 2  # that it changed, and how to undo it
    assert not any("203.0.113.9" in letter.text for letter in letters)


def test_without_having_just_confirmed_who_one_is_nothing_changes(client, account):
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")

    response = client.post("/en/account/email/", {"email": "new@example.org", "action_add": "1"})

    assert response.headers["Location"].startswith("/en/account/reauthenticate/")
    assert Message.objects.count() == 0


@pytest.mark.parametrize("facts", [{}, {"is_active": False}, {"accepted_at": None}])
def test_an_address_that_is_taken_answers_like_one_that_is_free(new_client, account, facts):
    make_account(email="taken@example.org", **facts)

    answers = []
    for address in ["taken@example.org", "frees@example.org"]:
        client = new_client()
        sign_in(client, account)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/en/account/email/", {"email": address, "action_add": "1"})
        page = client.get(response.headers["Location"])
        body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page.content).replace(address.encode(), b"")
        answers.append((response.status_code, response.headers["Location"], page.status_code, body, len(queries)))

    assert answers[0] == answers[1]


def test_a_taken_address_stays_where_it_is_even_with_its_code(client, account):
    other = make_account(email="taken@example.org")
    sign_in(client, account)
    client.post("/en/account/email/", {"email": "taken@example.org", "action_add": "1"})

    client.post("/en/account/confirm-email/", {"code": code_in(Message.objects.get(to="taken@example.org"))})

    account.refresh_from_db()
    assert account.email == "awa@example.org"
    assert EmailAddress.objects.get(email="taken@example.org").user == other
