import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from tests.make import PASSWORD, make_member


@pytest.fixture(autouse=True)
def outbox(settings, db):
    """Mail as in production: rows, written by the request itself. Limits start anew for each specification."""
    settings.EMAIL_BACKEND = "ggsn.outreach.backends.Outbox"
    cache.clear()


def make_account(**facts):
    """A member whose address is confirmed, as after a first sign-in."""
    member = make_member(**facts)
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


@pytest.fixture
def account():
    return make_account(display_name="Awa", email="awa@example.org")


@pytest.fixture
def new_client():
    return Client


def app_shows(secret, step=0):
    """The code an app shows now, or so many steps of half a minute later or earlier."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()) + step))


def give_password(client, account):
    return client.post("/en/account/login/", {"login": account.email, "password": PASSWORD})


def give_code(client, code):
    return client.post("/en/account/2fa/authenticate/", {"code": code})


def is_in(client):
    return client.get("/en/members/dashboard/").status_code == 200


def pass_second_factor(account, code):
    """Does this code open the account on a device that was not signed in before?"""
    client = Client()
    give_password(client, account)
    give_code(client, code)
    return is_in(client)
