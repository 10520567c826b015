"""Nobody who reads the database alone passes a second factor (TRUST AUTH-4, decision 8)."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client

from ggsn.accounts.models import Undo
from ggsn.outreach.models import Message as Letter
from tests.accounts.conftest import app_shows, pass_second_factor
from tests.accounts.test_undoing import link_in

OLD, NEW = b"0" * 32, b"1" * 32


@pytest.fixture
def secret():
    return generate_totp_secret()


@pytest.fixture
def factors(account, secret):
    return TOTP.activate(account, secret), RecoveryCodes.activate(account)


@pytest.fixture
def taken_off(account, rf):
    """A second factor that was taken off, and can be brought back by the link of this letter."""
    secret = generate_totp_secret()
    removed = TOTP.activate(account, secret).instance
    removed.delete()
    authenticator_removed.send(sender=Authenticator, request=rf.get("/"), user=account, authenticator=removed)
    return secret


def lies_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return str(cursor.fetchall())


def all_that_lies():
    return lies_in("mfa_authenticator") + lies_in("accounts_undo")


def test_neither_secret_nor_recovery_code_lies_open(account, taken_off, secret, factors):
    app, recovery = factors
    lies = all_that_lies()

    assert [word for word in [secret, taken_off, *recovery.generate_codes()] if word in lies] == []
    assert app.instance.data["secret"].startswith("1:")
    assert recovery.instance.data["seed"].startswith("1:")


def test_signing_in_with_an_app_and_with_a_recovery_code(account, secret, factors):
    codes = factors[1].generate_codes()

    assert [pass_second_factor(account, code) for code in [app_shows(secret), codes[0]]] == [True, True]


def test_a_new_key_takes_the_place_of_the_old_one(account, settings):
    settings.FIELD_KEYS = {"old": OLD}
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    codes = RecoveryCodes.activate(account).generate_codes()
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}

    call_command("reseal")
    settings.FIELD_KEYS = {"new": NEW}

    assert "old:" not in all_that_lies()
    assert [pass_second_factor(account, code) for code in [app_shows(secret), codes[0]]] == [True, True]


def test_a_factor_that_was_taken_off_comes_back_after_a_new_key(account, taken_off, settings):
    settings.FIELD_KEYS = {"new": NEW, **settings.FIELD_KEYS}

    call_command("reseal")
    settings.FIELD_KEYS = {"new": NEW}
    Client().post(link_in(Letter.objects.get()))

    assert TOTP(Authenticator.objects.get(user=account)).validate_code(app_shows(taken_off))


# --- What lay open before there was a seal ---


@pytest.fixture
def open_rows(account, secret):
    """As earlier releases kept them."""
    seed = RecoveryCodes.generate_seed()
    Authenticator.objects.create(user=account, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=account, type="recovery_codes", data={"seed": seed, "used_mask": 1})
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "Key", "credential": {"secret": "none"}})
    facts = {"type": "totp", "data": {"secret": secret}}
    Undo.objects.offer(account, Undo.Kind.FACTOR_REMOVED, **facts)
    Undo.objects.offer(account, Undo.Kind.ADDRESS, old="old@example.org", new="new@example.org")
    return [secret, seed]


def migration():
    return import_module("ggsn.accounts.migrations.0003_close_second_factors")


def test_the_migration_closes_what_lay_open_and_can_be_run_twice(account, open_rows, secret):
    for _time in range(2):
        migration().close(apps, None)

    lies = all_that_lies()
    assert [word for word in open_rows if word in lies] == []
    assert "old@example.org" in lies
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 1
    assert Authenticator.objects.get(type="webauthn").data["credential"] == {"secret": "none"}
    assert pass_second_factor(account, app_shows(secret))


def test_the_migration_goes_back(account, open_rows, secret):
    before = all_that_lies()

    migration().close(apps, None)
    closed = all_that_lies()
    migration().open_again(apps, None)

    assert closed != before
    assert all_that_lies() == before


def test_until_then_what_lies_open_still_signs_in(account, open_rows, secret):
    assert pass_second_factor(account, app_shows(secret))
