"""Before a change of the account, one shows that it is still oneself who sits there."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

from ggsn.outreach.models import Message
from tests.accounts.conftest import make_account
from tests.make import PASSWORD

GUARDED = [
    "/en/account/2fa/totp/activate/",
    "/en/account/2fa/webauthn/add/",
    "/en/account/password/set/",
]


@pytest.fixture
def code_only():
    account = make_account(email="codes@example.org")
    account.set_unusable_password()
    account.save()
    return account


def code_in(letter):
    return re.search(r"^    (\S+)$", letter.text, re.M)[1]


def sign_in_by_code(client, account):
    client.post("/en/account/login/code/", {"email": account.email, "device": "own"})
    client.post("/en/account/login/code/confirm/", {"code": code_in(Message.objects.get())})
    Message.objects.all().delete()


@pytest.mark.parametrize("address", GUARDED)
def test_an_account_without_password_confirms_by_a_code(client, code_only, address):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in_by_code(client, code_only)
        clock.shift(3 * 24 * 3600)
        sent_away = client.get(address)
        client.get(sent_away.headers["Location"])
        client.post(sent_away.headers["Location"], {"send": "1"})

        confirmed = client.post(sent_away.headers["Location"], {"code": code_in(Message.objects.get())})

        assert sent_away.headers["Location"].startswith("/en/account/confirm-by-code/?next=")
        assert confirmed.headers["Location"] == address
        assert client.get(address).status_code == 200


def test_an_account_without_password_cannot_change_its_address_unconfirmed(client, code_only):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in_by_code(client, code_only)
        clock.shift(3600)

        response = client.post("/en/account/email/", {"email": "thief@example.org", "action_add": "1"})

        assert response.headers["Location"].startswith("/en/account/confirm-by-code/")
        assert Message.objects.count() == 0


def test_whoever_just_signed_in_by_code_need_not_do_it_twice(client, code_only):
    sign_in_by_code(client, code_only)

    assert client.get(GUARDED[0]).status_code == 200


@pytest.mark.parametrize("minutes", [11, 60])
def test_a_code_to_confirm_grows_old(client, code_only, minutes):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in_by_code(client, code_only)
        clock.shift(3600)
        client.post("/en/account/confirm-by-code/", {"send": "1"})
        clock.shift(minutes * 60)

        client.post("/en/account/confirm-by-code/", {"code": code_in(Message.objects.get())})

        assert client.get(GUARDED[0]).status_code == 302


def test_a_code_to_confirm_cannot_be_guessed_at(client, code_only):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in_by_code(client, code_only)
        clock.shift(3600)
        client.post("/en/account/confirm-by-code/", {"send": "1"})
        for _try in range(3):
            client.post("/en/account/confirm-by-code/", {"code": "AAAA-AAAA"})

        client.post("/en/account/confirm-by-code/", {"code": code_in(Message.objects.get())})

        assert client.get(GUARDED[0]).status_code == 302


def test_an_account_with_a_password_confirms_by_it(client, account):
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")

    response = client.get(GUARDED[0])

    assert response.headers["Location"].startswith("/en/account/reauthenticate/?next=")


def test_only_the_page_with_the_picture_to_scan_allows_pictures_in_addresses(client, account):
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})

    policies = {
        address: client.get(address).headers["Content-Security-Policy"]
        for address in ["/en/account/2fa/totp/activate/", "/en/account/2fa/", "/en/account/2fa/webauthn/add/"]
    }

    assert [address for address, policy in policies.items() if "data:" in policy] == ["/en/account/2fa/totp/activate/"]


def totp_code(secret, step=0):
    counter = next(yield_hotp_counters_from_time()) + step
    return format_hotp_value(hotp_value(secret, counter))


def test_with_an_app_the_password_alone_no_longer_opens_the_account(client, new_client, account):
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    client.post("/en/account/2fa/totp/activate/", {"code": totp_code(secret)})
    phone = new_client()

    first = phone.post("/en/account/login/", {"login": account.email, "password": PASSWORD})
    before = phone.get("/en/members/dashboard/").status_code
    phone.post("/en/account/2fa/authenticate/", {"code": totp_code(secret)})

    assert first.headers["Location"].startswith("/en/account/2fa/authenticate/")
    assert [before, phone.get("/en/members/dashboard/").status_code] == [302, 200]


def test_a_new_password_takes_no_second_factor_away(client, account):
    TOTP.activate(account, "A" * 32)
    client.post("/en/account/password/reset/", {"email": account.email})
    address = re.search(r"http\S+(/en/account/password/reset/key/\S+)", Message.objects.get().text)[1]
    page = client.get(address, follow=True)
    new = "pebble-orbit-cellar-lamp"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})

    response = client.post("/en/account/login/", {"login": account.email, "password": new})

    assert Authenticator.objects.filter(user=account).count() == 1
    assert response.headers["Location"].startswith("/en/account/2fa/authenticate/")


@pytest.mark.parametrize("has_password", [True, False])
def test_the_mailbox_does_not_stand_in_for_a_second_factor(client, account, has_password):
    if not has_password:
        account.set_unusable_password()
        account.save()
    TOTP.activate(account, "A" * 32)
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")

    sent = client.post("/en/account/confirm-by-code/", {"send": "1"})

    assert sent.headers["Location"].startswith("/en/account/reauthenticate/")
    assert Message.objects.count() == 0
    assert client.get("/en/account/2fa/totp/deactivate/").status_code == 302
