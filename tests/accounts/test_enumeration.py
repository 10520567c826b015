"""Nobody learns here whether an address belongs to somebody (TRUST AUTH-5): same answer, same work."""

import re

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from ggsn.outreach.models import Message
from tests.accounts.conftest import make_account
from tests.make import make_member

# Each address has the same number of letters, so that even lengths can be compared.
ADDRESSES = {
    "known": "known1@example.org",
    "never signed in": "never1@example.org",
    "unlisted": "hidden@example.org",
    "closed": "closed@example.org",
    "applicant": "applic@example.org",
    "code only": "nopass@example.org",
    "unknown": "nobody@example.org",
}


@pytest.fixture(autouse=True)
def people():
    make_account(email=ADDRESSES["known"], is_listed=True)
    make_member(email=ADDRESSES["never signed in"])
    make_account(email=ADDRESSES["unlisted"], is_listed=False)
    make_account(email=ADDRESSES["closed"], is_active=False)
    make_account(email=ADDRESSES["applicant"], accepted_at=None)
    codes = make_account(email=ADDRESSES["code only"])
    codes.set_unusable_password()
    codes.save()


def answer(client, address, facts, name, forgetting=True):
    """(status, headers, body, statements) of one question, without tokens and the address itself."""
    if forgetting:
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address, facts)
    follow = client.get(response.headers["Location"]) if "Location" in response.headers else None
    body = response.content + (follow.content if follow else b"")
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", body).replace(ADDRESSES[name].encode(), b"")
    headers = {key: value for key, value in response.headers.items() if key not in {"Set-Cookie", "Expires"}}
    statements = [re.split(r"\s", query["sql"])[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    return response.status_code, headers, body, statements, sorted(response.cookies)


QUESTIONS = {
    "wrong password": ("/en/account/login/", lambda email: {"login": email, "password": "not this one"}),
    "no password": ("/en/account/login/", lambda email: {"login": email, "password": ""}),
    "code": ("/en/account/login/code/", lambda email: {"email": email}),
    "reset": ("/en/account/password/reset/", lambda email: {"email": email}),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "unknown"])
def test_every_address_gets_the_answer_of_an_unknown_one(new_client, question, name):
    address, facts = QUESTIONS[question]

    answers = [answer(new_client(), address, facts(ADDRESSES[who]), who) for who in (name, "unknown")]

    assert answers[0] == answers[1]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "unknown"])
def test_what_was_asked_too_often_is_refused_alike_too(new_client, question, name):
    address, facts = QUESTIONS[question]

    refused = []
    for who in (name, "unknown"):
        cache.clear()
        with time_machine.travel("2026-12-01 10:00Z", tick=False):
            asked = facts(ADDRESSES[who])
            answers = [answer(new_client(), address, asked, who, forgetting=False) for _time in range(6)]
        refused.append(answers[-1])

    assert refused[0] == refused[1]
    assert (refused[0][0], "Retry-After" in refused[0][1]) == (429, True)


@pytest.fixture
def hashings(monkeypatch):
    """Each time a password is hashed, which is what takes long: a list that grows."""
    done, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *words: done.append(1) or encode(self, *words))
    return done


@pytest.mark.parametrize(
    ("question", "expected"), [("wrong password", 1), ("no password", 0), ("code", 0), ("reset", 0)]
)
def test_no_address_makes_the_portal_hash_more_than_another(new_client, hashings, question, expected):
    address, facts = QUESTIONS[question]
    work = {}

    for who, email in ADDRESSES.items():
        hashings.clear()
        answer(new_client(), address, facts(email), who)
        work[who] = len(hashings)

    assert work == dict.fromkeys(ADDRESSES, expected)


@pytest.mark.parametrize("question", ["code", "reset", "no password"])
@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "unknown"])
def test_nor_does_an_outbox_that_takes_nothing_tell(new_client, monkeypatch, question, name):
    refused = []

    def refuse(*args, **kwargs):
        refused.append(args)
        raise DatabaseError("The disk is full.")

    address, facts = QUESTIONS[question]
    monkeypatch.setattr(Message, "save", refuse)
    monkeypatch.setattr(QuerySet, "bulk_create", refuse)

    answers = []
    for who in (name, "unknown"):
        refused.clear()
        visitor = new_client(raise_request_exception=False)
        answers.append((*answer(visitor, address, facts(ADDRESSES[who]), who), len(refused)))

    assert answers[0] == answers[1]
    assert answers[0][-1] == 1
