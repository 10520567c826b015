"""Signing in by password or by a code from one's mail, and getting a new password."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ggsn.outreach.models import Message
from members.models import Member
from tests.accounts.conftest import make_account
from tests.make import PASSWORD, make_member

HOME = "/en/members/dashboard/"


def is_in(client):
    return client.get(HOME).status_code == 200


def code_in(letter):
    return re.search(r"^    (\S+)$", letter.text, re.M)[1]


def test_a_password_opens_the_page_of_its_member(client, account):
    response = client.post("/en/account/login/", {"login": "Awa@Example.org", "password": PASSWORD})

    assert response.headers["Location"] == HOME
    assert is_in(client)


def test_a_form_says_which_field_was_left_empty(client, db):
    response = client.post("/en/account/login/", {"login": "", "password": ""})

    assert response.context["form"].errors == {"login": ["Give your e-mail address."]}


def test_an_empty_password_asks_for_a_code_instead(client, account):
    asked = client.post("/en/account/login/", {"login": account.email, "password": ""})
    code = code_in(Message.objects.get(to=account.email))

    client.post("/en/account/login/code/confirm/", {"code": code.lower()})

    assert asked.headers["Location"] == "/en/account/login/code/confirm/"
    assert is_in(client)


def test_a_code_signs_in_an_account_that_never_had_a_password(client):
    newcomer = make_member(email="new@example.org")
    newcomer.set_unusable_password()
    newcomer.save()
    client.post("/en/account/login/code/", {"email": "new@example.org", "device": "own"})

    client.post("/en/account/login/code/confirm/", {"code": code_in(Message.objects.get())})

    assert is_in(client)
    assert client.session["own_device"] is True


def test_a_code_works_three_times_at_most_and_only_where_it_was_asked_for(new_client, account):
    asker, stranger = new_client(), new_client()
    asker.post("/en/account/login/code/", {"email": account.email})
    code = code_in(Message.objects.get())
    stranger.post("/en/account/login/code/confirm/", {"code": code})
    for _try in range(3):
        asker.post("/en/account/login/code/confirm/", {"code": "AAAA-AAAA"})

    asker.post("/en/account/login/code/confirm/", {"code": code})

    assert [is_in(asker), is_in(stranger)] == [False, False]


def test_the_fourth_code_in_an_hour_is_not_sent(new_client, account):
    facts = {"email": account.email}

    answers = [new_client().post("/en/account/login/code/", facts).status_code for _try in range(4)]

    assert answers == [302, 302, 302, 429]
    assert Message.objects.count() == 3


def test_the_sixth_wrong_password_locks_even_the_right_one_out_for_a_while(client, account):
    for _try in range(5):
        client.post("/en/account/login/", {"login": account.email, "password": "not this one"})

    response = client.post("/en/account/login/", {"login": account.email, "password": PASSWORD})

    assert "Too many attempts for now" in response.content.decode()
    assert not is_in(client)


def test_a_closed_account_answers_the_right_password_like_a_wrong_one(client):
    closed = make_account(is_active=False)

    answers = [
        re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", client.post("/en/account/login/", facts).content)
        for facts in [
            {"login": closed.email, "password": PASSWORD},
            {"login": closed.email, "password": "not this one"},
        ]
    ]

    assert answers[0] == answers[1]


def test_the_link_for_a_new_password_works_once(client, account):
    client.post("/en/account/password/reset/", {"email": account.email})
    address = re.search(r"http\S+(/en/account/password/reset/key/\S+)", Message.objects.get().text)[1]
    new = "pebble-orbit-cellar-lamp"

    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    again = client.get(address, follow=True)

    assert Member.objects.get(pk=account.pk).check_password(new)
    assert "This link no longer works" in again.content.decode()


def test_opening_the_link_uses_nothing_up(client, new_client, account):
    client.post("/en/account/password/reset/", {"email": account.email})
    address = re.search(r"http\S+(/en/account/password/reset/key/\S+)", Message.objects.get().text)[1]

    new_client().get(address, follow=True)
    page = client.get(address, follow=True)

    assert "Keep this password" in page.content.decode()


@pytest.mark.parametrize("address", ["/en/account/signup/", "/fr/compte/signup/"])
def test_nobody_makes_an_account_alone(client, address):
    page = client.get(address)
    client.post(address, {"email": "alone@example.org", "password1": PASSWORD, "password2": PASSWORD})

    assert b"<form" not in page.content
    assert not Member.objects.filter(email="alone@example.org").exists()


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("ggsn2026!", False),
        ("Grassroots1", False),
        ("coordinatrice", False),
        ("Réseau-GGSN", False),
        ("short", False),
        ("password123", False),
        ("awa@example.org", False),
        ("x" * 129, False),
        ("y3" * 64, True),
        ("the grassroots grow at dawn", True),
        ("élan vital über", True),
    ],
)
def test_which_passwords_are_accepted(account, password, accepted):
    try:
        validate_password(password, account)
        answer = True
    except ValidationError:
        answer = False

    assert answer is accepted


def test_mail_speaks_the_language_of_whom_it_is_for(client):
    make_account(email="fr@example.org", language="fr")

    client.post("/en/account/login/code/", {"email": "fr@example.org"})

    letter = Message.objects.get()
    assert letter.subject == "Votre code"
    assert letter.text.startswith("Votre code de connexion\n")
    assert '<html lang="fr">' in letter.html


def test_both_forms_of_a_letter_say_the_same(client, account):
    client.post("/en/account/password/reset/", {"email": account.email})

    letter = Message.objects.get()

    words = re.sub(r"<style>.*?</style>|<[^>]+>|https?://\S+", " ", letter.html, flags=re.S)
    assert letter.subject in words
    for line in re.sub(r"https?://\S+", "", letter.text).splitlines():
        assert line.strip(" :-") in words.replace("&#x27;", "'")


@pytest.mark.parametrize("address", ["/en/account/login/code/", "/en/account/password/reset/"])
def test_a_closed_account_is_written_to_like_an_unknown_one(client, address):
    make_account(email="closed@example.org", is_active=False)

    client.post(address, {"email": "closed@example.org"})

    assert Message.objects.get().text.startswith("There is no account with this address")
