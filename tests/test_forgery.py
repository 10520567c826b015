"""No form is taken from another site, and no mere visit changes anything (TRUST AUTH-3)."""

import pytest
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret

from tests.access_table import declared
from tests.walk import Visitor, addresses, body_of, undone, writes

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]

LINES = declared()
# Mail programs press this button for their owner, without a cookie (RFC 8058): the secret in the link is its token, and
# it opens nothing else (tests/outreach/test_stop.py).
WITHOUT_COOKIE = ["outreach:stop"]
UNSAFE = {
    address.name: address
    for address in addresses()
    if address.name in LINES and "POST" in LINES[address.name].methods and LINES[address.name].may_send
    if address.name not in WITHOUT_COOKIE
}


def admitted(world, name):
    """Somebody who may send this form."""
    role = next((role for role in ["member", "admin", "anon"] if role in LINES[name].may_send), None)
    role = role or sorted(LINES[name].may_send)[0]
    return Visitor(world.people.get(role), enforce_csrf_checks=True)


def forged():
    """The ways another site could try: {way: (secret in the cookie, fields, headers)}."""
    own, another = _get_new_csrf_string(), _get_new_csrf_string()
    token = {"csrfmiddlewaretoken": _mask_cipher_secret(own)}
    return {
        "without a token": (own, {}, {}),
        "without a cookie": (None, token, {}),
        "with an empty token": (own, {"csrfmiddlewaretoken": ""}, {}),
        "with another's token": (own, {"csrfmiddlewaretoken": _mask_cipher_secret(another)}, {}),
        "with another's token as header": (own, {}, {"x-csrftoken": _mask_cipher_secret(another)}),
        "from another site": (own, token, {"origin": "https://evil.example"}),
        "from a site named alike": (own, token, {"origin": "http://testserver.evil.example"}),
        "from a page without origin": (own, token, {"origin": "null"}),
    }


def post(visitor, path, secret, facts, headers):
    cookie = {} if secret is None else {settings.CSRF_COOKIE_NAME: secret}
    visitor.cookies = {**visitor.own_cookies, **cookie}
    try:
        return visitor.post(path, facts, headers=headers)
    finally:
        visitor.cookies = visitor.own_cookies


@pytest.mark.parametrize("name", sorted(UNSAFE))
def test_a_forged_form_is_refused(world, name):
    visitor, path = admitted(world, name), world.path(UNSAFE[name], LINES[name].example)
    taken = {}

    for way, (secret, facts, headers) in forged().items():
        with undone(), writes() as written:
            response = post(visitor, path, secret, facts, headers)
        if response.status_code != 403 or written:
            taken[way] = (response.status_code, written)

    assert taken == {}


@pytest.mark.parametrize("name", sorted(UNSAFE))
def test_the_same_form_is_taken_with_its_own_token(world, name):
    """Else the test above would prove nothing."""
    visitor, path = admitted(world, name), world.path(UNSAFE[name], LINES[name].example)
    secret = _get_new_csrf_string()

    with undone():
        response = post(visitor, path, secret, {"csrfmiddlewaretoken": _mask_cipher_secret(secret)}, {})

    assert response.status_code in {200, 302, 303}


def test_an_address_that_is_not_declared_unsafe_takes_no_form(world):
    """Nothing is exempt from the check of the token but what brings its own in its address."""
    exempt = [address.name for address in addresses() if getattr(address.view, "csrf_exempt", False)]

    assert exempt == WITHOUT_COOKIE


def test_no_page_for_newcomers_sets_a_cookie_unless_it_has_a_form(world):
    """Pages that are kept finished are the same for everybody: they have neither token nor cookie."""
    cookies = {}

    for address in addresses():
        line = LINES.get(address.name)
        if line is None or "anon" not in line.admitted or "POST" in line.methods:
            continue
        with undone():
            response = Visitor().get(world.path(address, line.example))
        if response.cookies or b"csrfmiddlewaretoken" in body_of(response):
            cookies[address.name] = list(response.cookies)

    assert cookies == {}
