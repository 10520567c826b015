import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from tests.make import make_member


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
