"""What passes a second factor, and what does not (TRUST AUTH-4)."""

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.accounts.conftest import app_shows, give_code, give_password, is_in, make_account, pass_second_factor


@pytest.fixture(autouse=True)
def clock():
    """In the middle of the half minute that a code lasts."""
    with time_machine.travel("2026-12-01 10:00:15Z", tick=False) as clock:
        yield clock


@pytest.fixture
def secret(account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


@pytest.fixture
def codes(account, secret):
    return RecoveryCodes.activate(account).generate_codes()


def test_a_code_of_the_app_opens_the_account_once(account, secret, clock):
    code = app_shows(secret)

    passed = [pass_second_factor(account, code) for _time in range(2)]
    clock.shift(14)
    passed.append(pass_second_factor(account, code))

    assert passed == [True, False, False]


def test_written_with_spaces_it_is_the_same_code(account, secret):
    code = app_shows(secret)

    passed = [pass_second_factor(account, written) for written in [f"{code[:3]} {code[3:]}", code, f" {code}-"]]

    assert passed == [True, False, False]


@pytest.mark.parametrize("step", [-2, -1, 1, 2])
def test_a_code_of_another_half_minute_opens_nothing(account, secret, step):
    assert pass_second_factor(account, app_shows(secret, step)) is False


def test_guessing_ends_before_the_right_code_is_found(account, secret, client):
    give_password(client, account)
    for number in range(5):
        give_code(client, f"{number:06}")

    assert pass_second_factor(account, app_shows(secret)) is False
    assert not is_in(client)


def test_a_right_code_does_not_wipe_out_the_wrong_ones_before_it(account, secret, new_client, clock):
    guesser = new_client()
    give_password(guesser, account)
    for number in range(4):
        give_code(guesser, f"{number:06}")
    clock.shift(1)
    passed = pass_second_factor(account, app_shows(secret))

    last = [give_code(guesser, f"{number:06}").status_code for number in range(2)]

    assert (passed, last) == (True, [200, 429])


def test_a_code_is_worth_nothing_in_a_session_that_gave_no_password(account, secret, new_client):
    """Neither in one that began nothing, nor in one that began with another account."""
    other = make_account(email="other@example.org")
    TOTP.activate(other, generate_totp_secret())
    nobody, somebody_else = new_client(), new_client()
    give_password(somebody_else, other)

    for client in [nobody, somebody_else]:
        give_code(client, app_shows(secret))

    assert [is_in(nobody), is_in(somebody_else)] == [False, False]


def test_each_recovery_code_opens_the_account_once(account, codes, clock):
    assert len(set(codes)) == len(codes) == 10
    for code in codes:
        clock.shift(120)
        assert [pass_second_factor(account, code), pass_second_factor(account, code)] == [True, False]


def test_new_recovery_codes_take_the_place_of_the_old_ones(account, codes, secret, client, clock):
    give_password(client, account)
    give_code(client, app_shows(secret))
    clock.shift(30)
    client.post("/en/account/2fa/reauthenticate/", {"code": app_shows(secret)})
    client.post("/en/account/2fa/recovery-codes/generate/")

    assert pass_second_factor(account, codes[0]) is False


def test_the_recovery_codes_of_somebody_else_open_nothing(account, secret, codes):
    other = make_account(email="other@example.org")
    TOTP.activate(other, generate_totp_secret())
    RecoveryCodes.activate(other)

    assert pass_second_factor(other, codes[0]) is False
