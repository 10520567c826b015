"""Changes that the owner of an account did not make can be undone for a week (TRUST AUTH-7)."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from ggsn.accounts.models import Undo
from ggsn.outreach.models import Message as Letter
from members.models import Member
from tests.make import PASSWORD


def sign_in(client, account, **headers):
    return client.post("/en/account/login/", {"login": account.email, "password": PASSWORD}, **headers)


def link_in(letter):
    return "/" + re.search(r"https?://\S+/account/undo/\S+/", letter.text)[0].split("/", 3)[3]


def code_in(letter):
    return re.search(r"^    (\S+)$", letter.text, re.M)[1]


@pytest.fixture
def changed(client, account):
    """The address was changed by somebody who is signed in; the link went to the old one."""
    sign_in(client, account)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    client.post("/en/account/email/", {"email": "thief@example.org", "action_add": "1"})
    client.post("/en/account/confirm-email/", {"code": code_in(Letter.objects.get(to="thief@example.org"))})
    return link_in(Letter.objects.filter(to="awa@example.org", text__contains="/undo/").get())


def test_the_old_address_gets_a_link_and_the_new_one_none(changed):
    assert not Letter.objects.filter(to="thief@example.org", text__contains="/undo/").exists()
    assert Letter.objects.filter(text__contains="/undo/").get().subject == "About your account"


def test_the_link_brings_the_address_back_and_signs_everybody_out(client, account, changed):
    Client().post(changed)

    after = Member.objects.get(pk=account.pk)
    assert (after.email, after.has_usable_password()) == ("awa@example.org", False)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("awa@example.org", True, True)]
    assert client.get("/en/members/dashboard/").status_code == 302


def test_a_mail_scanner_that_looks_undoes_nothing(account, changed):
    answer = Client().get(changed)

    assert answer.status_code == 200
    assert Member.objects.get(pk=account.pk).email == "thief@example.org"


def test_a_link_works_once(changed):
    assert [Client().post(changed).status_code for _time in range(2)] == [302, 404]


@pytest.mark.parametrize(("days", "status"), [(6, 302), (8, 404)])
def test_a_link_works_for_a_week(changed, days, status):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        assert Client().post(changed).status_code == status


def test_an_address_that_somebody_else_has_by_now_is_not_taken_from_them(account, changed):
    Member.objects.create_user("awa@example.org", display_name="Somebody else")

    Client().post(changed)

    assert Member.objects.get(email="awa@example.org").display_name == "Somebody else"


def test_then_a_code_at_the_new_address_opens_the_account_for_nobody(changed):
    Member.objects.create_user("awa@example.org", display_name="Somebody else")
    Client().post(changed)
    Letter.objects.all().delete()

    Client().post("/en/account/login/code/", {"email": "thief@example.org"})

    assert not any(re.search(r"^    \S+$", letter.text, re.M) for letter in Letter.objects.all())


def test_only_a_digest_of_the_link_is_kept(changed):
    token = changed.rstrip("/").rpartition("/")[2]

    assert len(token) >= 32  # 192 bits
    assert token not in str(Undo.objects.values())
    assert Client().get(f"/en/account/undo/{Undo.objects.get().digest}/").status_code == 404


def test_a_second_factor_that_was_added_is_taken_off_again(account, rf):
    added = TOTP.activate(account, generate_totp_secret()).instance
    authenticator_added.send(sender=Authenticator, request=rf.get("/"), user=account, authenticator=added)

    Client().post(link_in(Letter.objects.get()))

    assert not Authenticator.objects.filter(user=account).exists()


def test_a_second_factor_that_was_taken_off_comes_back(account, rf):
    removed = TOTP.activate(account, generate_totp_secret()).instance
    data = removed.data
    removed.delete()
    authenticator_removed.send(sender=Authenticator, request=rf.get("/"), user=account, authenticator=removed)

    Client().post(link_in(Letter.objects.get()))

    assert Authenticator.objects.get(user=account).data == data


# --- Kinds of browser ---

PHONE, LAPTOP = "Mozilla/5.0 (Android 14) Firefox/120.0", "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36"


def test_a_new_kind_of_browser_is_told_by_mail_and_the_first_one_is_not(account):
    told = []
    for agent in [PHONE, PHONE, LAPTOP, PHONE]:
        sign_in(Client(), account, headers={"user-agent": agent})
        told.append(Letter.objects.count())

    assert told == [0, 0, 1, 1]
    assert "Chrome, Windows" in Letter.objects.get().text
    assert Letter.objects.get().subject == "About your account"
