"""Losing the second factor takes two coordinators: one asks, another grants (TRUST AUTH-4)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin.models import LogEntry
from django.test import Client

from ggsn.accounts.models import FactorLoss
from ggsn.outreach.models import Message as Letter
from tests.accounts.conftest import make_account

LOSSES = "/en/admin/accounts/factorloss/"


@pytest.fixture(autouse=True)
def desk_without_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def locked_out(account):
    TOTP.activate(account, generate_totp_secret())
    return account


def desk(person):
    client = Client()
    client.force_login(person, backend="ggsn.accounts.lookup.ByAddress")
    return client


def ask(person, locked_out):
    return desk(person).post(f"{LOSSES}add/", {"address": locked_out.email.upper()})


def grant(person):
    return desk(person).post(LOSSES, {"action": "grant", "_selected_action": [FactorLoss.objects.get().pk]})


@pytest.fixture
def second():
    return make_account(display_name="Second", role="coordinator")


def has_factor(person):
    return Authenticator.objects.filter(user=person).exists()


def test_one_asks_and_another_grants(locked_out, coordinator, second):
    ask(coordinator, locked_out)
    before = has_factor(locked_out)

    grant(second)

    assert (before, has_factor(locked_out)) == (True, False)
    loss = FactorLoss.objects.get()
    assert (loss.asked_by, loss.granted_by) == (coordinator, second)


def test_nobody_does_both(locked_out, coordinator):
    ask(coordinator, locked_out)

    grant(coordinator)

    assert has_factor(locked_out)
    assert FactorLoss.objects.get().granted_at is None


def test_nobody_grants_their_own(second, coordinator):
    TOTP.activate(second, generate_totp_secret())
    ask(coordinator, second)

    grant(second)

    assert has_factor(second)


def test_somebody_who_gives_roles_is_unlocked_by_one_who_does(coordinator, second):
    superuser = make_account(is_superuser=True)
    TOTP.activate(superuser, generate_totp_secret())
    ask(coordinator, superuser)

    grant(second)

    assert has_factor(superuser)


def test_the_person_is_told_of_both_steps_and_the_desk_remembers(locked_out, coordinator, second):
    ask(coordinator, locked_out)
    grant(second)

    letters = Letter.objects.filter(to=locked_out.email).order_by("pk")
    assert [letter.subject for letter in letters] == ["About your account"] * 2
    assert "taken off" in letters[1].text
    assert LogEntry.objects.filter(content_type__model="factorloss").count() == 2


@pytest.mark.parametrize("role", ["regional coordinator", "librarian"])
def test_other_roles_neither_ask_nor_grant(locked_out, coordinator, role):
    person = make_account(role=role)

    asked = ask(person, locked_out).status_code
    ask(coordinator, locked_out)
    granted = grant(person).status_code

    assert {asked, granted} <= {403, 404}
    assert has_factor(locked_out)


def test_a_password_reset_takes_no_second_factor_off(locked_out):
    locked_out.set_password("Another phrase 9")
    locked_out.save()

    assert has_factor(locked_out)
