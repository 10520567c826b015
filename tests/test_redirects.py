"""No answer ever sends a reader to another site (TRUST EXP-HDR-4)."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from tests.access_table import declared
from tests.make import PASSWORD
from tests.walk import Visitor, addresses, undone
from tests.world import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "HTTPS://EVIL.EXAMPLE/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "https://testserver@evil.example/",
    "https://testserver:x@evil.example/",
    "//testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example\\@testserver/",
    "%2f%2fevil.example/",
    "//evil%2eexample/",
    "javascript:alert(1)",
    "data:text/html,x",
    "//[::1]/",
    "\x00//evil.example/",
]
# Given to every address; the whole list goes to the addresses that know `next`.
SOME = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example/", "javascript:alert(1)"]


def leads(response, path):
    """Where a browser would go: it drops tabs and line ends, and takes a backslash for a slash."""
    where = re.sub(r"[\t\r\n]", "", response.headers.get("Location", "").strip("\x00 ")).replace("\\", "/")
    return urlsplit(urljoin(f"http://testserver{path}", where))


def stays(response, path):
    where = leads(response, path)
    return where.scheme in {"http", "https"} and where.netloc in {"testserver", ""}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(world, where):
    path = reverse("account_login")
    facts = {"login": world.people["member"].email, "password": PASSWORD, "next": where}

    with undone():
        response = Visitor().post(path, facts)

    assert response.status_code == 302
    assert stays(response, path)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_the_door_for_the_signed_in_never_leads_elsewhere(world, where):
    path = reverse("account_login")

    response = world.visitors["member"].get(path, query_params={"next": where})

    assert response.status_code == 302
    assert stays(response, path)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_out_never_leads_elsewhere(world, where):
    path = reverse("account_logout")

    with undone():
        response = world.visitors["member"].post(path, {"next": where}, query_params={"next": where})

    assert response.status_code == 302
    assert stays(response, path)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_proving_oneself_again_never_leads_elsewhere(world, where):
    path = reverse("account_reauthenticate")

    with undone():
        response = world.visitors["member"].post(path, {"password": PASSWORD, "next": where})

    assert response.status_code == 302
    assert stays(response, path)


def test_no_address_at_all_leads_elsewhere(world):
    astray, lines = [], declared()

    for address in addresses():
        if address.name.startswith("admin") or address.name not in lines:
            continue
        path = world.path(address, lines[address.name].example)
        for where in SOME:
            facts = dict.fromkeys(["next", "return", "url", "redirect", "redirect_to", "back", "to"], where)
            for method in ["GET", "POST"]:
                for role in ["anon", "member"]:
                    with undone():
                        response = world.visitors[role].ask(path, method, facts, query_params=facts)
                    if not stays(response, path):
                        astray.append(f"{role} {method} {path} with {where!r}: {response.headers['Location']}")

    assert astray == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/en",
        "//evil.example/en/library",
        "/\\evil.example/en",
        "/%5Cevil.example/",
        "/en//evil.example",
        "/en/%2f%2fevil.example",
        "/en/admin//evil.example",
        "/fr/https:/evil.example",
    ],
)
def test_no_path_leads_elsewhere(world, role, path):
    response = world.visitors[role].get(path)

    assert stays(response, path)
