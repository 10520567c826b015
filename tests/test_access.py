"""Every address of the portal is declared, and lets in whom its line says (TRUST ACC-1, ACC-2, ACC-7)."""

from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.syndication.views import Feed
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern
from django.views import View

from ggsn.urls import urlpatterns as portal
from tests.access_table import DESK, DESK_ROLES, declared
from tests.walk import LANGUAGE, addresses, is_sign_in, state, undone, writes
from tests.world import ROLES

pytestmark = pytest.mark.django_db
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]
# The others have nothing to do with the kind of database: they are asked on one of them.
OFTEN = ["GET", "POST"]
ALL = {address.name: address for address in addresses()}
LINES = declared()


@pytest.fixture(autouse=True, scope="module")
def the_state_stays(world):
    """Whatever is asked in this file, nothing has changed at its end."""
    before = state()
    yield
    assert state() == before


# ACC-1: every address has its line, and every line its address.


def test_every_address_is_declared_and_every_line_has_its_address():
    there, told = set(ALL), set(LINES)

    assert {"without a line": there - told, "without an address": told - there} == {
        "without a line": set(),
        "without an address": set(),
    }


def test_no_two_addresses_share_a_name():
    names = [address.name for address in addresses()]

    assert len(names) == len(set(names))


def test_every_model_at_the_desk_is_declared():
    registered = {model._meta.label_lower for model in admin.site._registry}

    assert registered == set(DESK)


def test_every_address_with_parameters_has_an_example():
    bare = [name for name, line in LINES.items() if name in ALL and ALL[name].parameters and not line.example]

    assert bare == []


# ACC-2: every cell of the table is asked.


def outcome(response):
    """What became of a question, in a word."""
    where = urlsplit(response.headers.get("Location", "")).path
    if is_sign_in(response) or (response.status_code == 302 and where.endswith("/admin/login/")):
        return "sign in"
    if response.status_code == 302 and where.endswith("/2fa/"):
        return "second factor"
    if response.status_code == 302 and where.endswith("/admin/"):
        return "led to the desk"  # which is how it answers about records that are not there
    if response.status_code in {200, 302, 303}:
        return "open"
    words = {403: "refused", 404: "missing", 405: "no such method"}
    return words.get(response.status_code, str(response.status_code))


def expected(line, role, method):
    """The outcomes the table allows."""
    spoken = {*line.methods.split(), *(["HEAD"] if "GET" in line.methods else [])}
    if method not in {"GET", "HEAD", "POST"}:
        return {"no such method"}
    if role in (line.may_send if method == "POST" else line.admitted):
        may = {"open"} if line.example else {"open", "led to the desk"} if line.is_desk else {"open", "second factor"}
        return may if method in spoken else {"no such method"}
    if role in {"anon", "gone"}:
        refused = {"sign in"}
    elif line.is_desk and role == "mfaless":
        refused = {"second factor"}
    elif line.is_desk and role in DESK_ROLES:
        refused = {"refused", "missing", "led to the desk"}
    else:
        refused = {"missing"}
    return refused if method in spoken else {*refused, "no such method"}


@pytest.mark.parametrize("name", sorted(LINES))
def test_who_is_let_in(world, name):
    line, address = LINES[name], ALL[name]
    wrong = []

    for role in ROLES:
        for method in OFTEN if connection.vendor == "postgresql" else METHODS:
            may = expected(line, role, method)
            with undone(), writes(line.looking_writes) as written:
                response = world.visitors[role].ask(world.path(address, line.example, LANGUAGE), method)
            if outcome(response) not in may:
                wrong.append(f"{role} {method}: {outcome(response)}, not {' or '.join(may)}")
            if written and ("open" not in may or method != "POST"):
                wrong.append(f"{role} {method} wrote: {written[0]}")

    assert "\n".join(wrong) == ""


# ACC-7: what is added without thought is private.


def thoughtless(request):
    return HttpResponse("private")


class Thoughtless(View):
    def get(self, request):
        return HttpResponse("private")


class ThoughtlessFeed(Feed):
    title = link = description = "private"

    def items(self):
        return []


urlpatterns = [
    path("thoughtless/", thoughtless),
    path("thoughtless-class/", Thoughtless.as_view()),
    path("thoughtless-feed/", ThoughtlessFeed()),
    *portal,
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/thoughtless/", "/thoughtless-class/", "/thoughtless-feed/"])
def test_what_is_added_without_thought_is_for_the_signed_in(address):
    response = Client().get(address)

    assert is_sign_in(response)


def test_an_address_added_without_thought_has_no_line():
    names = {address.name for address in addresses(URLResolver(RegexPattern(r"^"), __name__))}

    assert names - set(LINES) == {"thoughtless/", "thoughtless-class/", "thoughtless-feed/"}
