"""How long one stays signed in, and what ends it (TRUST AUTH-2, WEB-6)."""

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.accounts.conftest import make_account
from tests.make import PASSWORD

HOME = "/en/members/dashboard/"
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def sign_in(client, account, device):
    return client.post("/en/account/login/", {"login": account.email, "password": PASSWORD, "device": device})


def is_in(client):
    return client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("role", "device", "lies_still", "stays"),
    [
        (None, "shared", 29 * MINUTE, True),
        (None, "shared", 31 * MINUTE, False),
        (None, "own", 13 * DAY, True),
        (None, "own", 15 * DAY, False),
        ("coordinator", "own", 119 * MINUTE, True),
        ("coordinator", "own", 121 * MINUTE, False),
        ("librarian", "own", 121 * MINUTE, False),
        ("coordinator", "shared", 31 * MINUTE, False),
        (None, "anything else", 31 * MINUTE, False),
    ],
)
def test_a_session_that_lies_still_ends(client, role, device, lies_still, stays):
    account = make_account(role=role)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, account, device)
        clock.shift(lies_still)

        assert is_in(client) is stays


@pytest.mark.parametrize(
    ("role", "device", "lasts"), [(None, "shared", 24), (None, "own", 90 * 24), ("coordinator", "own", 12)]
)
def test_a_session_in_use_ends_too(client, role, device, lasts):
    account = make_account(role=role)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, account, device)
        steps = [is_in(client)]
        step = 20 * MINUTE if lasts < 90 * 24 else 10 * DAY
        for _step in range(lasts * HOUR // step):
            clock.shift(step)
            steps.append(is_in(client))
        clock.shift(step)

        assert set(steps) == {True}
        assert not is_in(client)


def test_a_shared_device_forgets_when_its_browser_closes_and_ones_own_does_not(new_client, account):
    shared, own = new_client(), new_client()

    sign_in(shared, account, "shared")
    sign_in(own, account, "own")

    assert shared.cookies["session"]["max-age"] == ""
    assert own.cookies["session"]["max-age"] == 14 * DAY


def test_the_session_gets_a_new_key_at_sign_in_and_when_one_confirms_who_one_is(client, account):
    client.get("/en/account/login/")
    keys = []
    sign_in(client, account, "own")
    keys.append(client.session.session_key)

    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    keys.append(client.session.session_key)

    assert len(set(keys)) == 2
    assert [session.session_key for session in UserSession.objects.all()] == keys[-1:]
    assert is_in(client)


def test_signing_out_ends_the_session_on_the_server_and_in_the_browser(client, account):
    sign_in(client, account, "own")
    key = client.session.session_key

    response = client.post("/en/account/logout/")

    assert not Session.objects.filter(session_key=key).exists()
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in response.headers["Cache-Control"]
    assert not is_in(client)


def test_asking_to_sign_out_changes_nothing_yet(client, account):
    sign_in(client, account, "own")

    client.get("/en/account/logout/")

    assert is_in(client)


def test_signing_out_everywhere_ends_every_session(new_client, account):
    phone, laptop = new_client(), new_client()
    sign_in(phone, account, "own")
    sign_in(laptop, account, "own")

    phone.post("/en/account/logout/everywhere/")

    assert [is_in(phone), is_in(laptop)] == [False, False]


def test_signing_out_the_others_keeps_this_one(new_client, account):
    phone, laptop = new_client(), new_client()
    sign_in(phone, account, "own")
    sign_in(laptop, account, "own")

    phone.post("/en/account/sessions/")

    assert [is_in(phone), is_in(laptop)] == [True, False]


def test_a_closed_account_is_out_at_once_and_stays_out_when_it_opens_again(client, account):
    sign_in(client, account, "own")

    account.is_active = False
    account.save()
    at_once = is_in(client)
    account.is_active = True
    account.save()

    assert [at_once, is_in(client)] == [False, False]


def test_a_new_password_signs_the_other_devices_out(new_client, account):
    phone, laptop = new_client(), new_client()
    sign_in(phone, account, "own")
    sign_in(laptop, account, "own")
    new = "pebble-orbit-cellar-lamp"

    phone.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert [is_in(phone), is_in(laptop)] == [True, False]


def test_the_list_of_sessions_names_devices_and_no_place(new_client, account):
    client = new_client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile) Firefox/130.0")
    sign_in(client, account, "own")

    page = client.get("/en/account/sessions/").content.decode()

    assert "Firefox, Android" in page
    assert "203.0.113" not in page
    assert [session.ip for session in UserSession.objects.all()] == ["::"]
    assert datetime.datetime.now().strftime("%Y") in page
