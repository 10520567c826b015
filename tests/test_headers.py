"""Headers on every kind of answer, and nothing inline in any page (TRUST WEB-1 to 3, 5 to 7)."""

import base64
import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.access_table import declared
from tests.walk import LANGUAGE, body_of, everything, is_page, page_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PRODUCTION = {
    "SECRET_KEY": "production-" + "k9Z!" * 16,
    "FILE_KEYS": "production:b25seSBmb3IgdGVzdHM6IG5vIGZpbGUgaXMga2VwdCE=",
    "FIELD_KEYS": "1:" + base64.b64encode(b"a" * 32).decode(),
    "ALLOWED_HOSTS": "portal.example.org",
    "HTTPS": "1",
    "DEBUG": "0",
}


def policy_of(headers):
    """The directives of the one content security policy, by name."""
    parts = [part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";")]
    return {name: value for name, _space, value in parts}


# The one page with a picture in its address: the code to scan for a second factor.
WITH_A_PICTURE = "/totp/activate/"
# What members gave may do even less, if anybody should ever open it in the portal's own place.
OF_FILES = "/files/"


def told_wrong(headers, path=""):
    """What an answer's headers lack."""
    policies = [POLICY]
    if path.endswith(WITH_A_PICTURE):
        policies.append({**POLICY, "img-src": "'self' data:"})
    if path.startswith(OF_FILES) and headers.get("Accept-Ranges"):
        policies = [{**POLICY, "sandbox": ""}]
    wrong = {name: headers.get(name) for name, value in EVERYWHERE.items() if headers.get(name) != value}
    if "Content-Security-Policy" not in headers or policy_of(headers) not in policies:
        wrong["Content-Security-Policy"] = headers.get("Content-Security-Policy")
    return wrong


@pytest.fixture(scope="module")
def answers(world):
    """Everything, as a newcomer, a member and an administrator are answered."""
    return list(everything(world, declared(), ["anon", "member", "admin"], languages=[LANGUAGE]))


def test_every_answer_carries_the_same_strict_headers(answers):
    wrong = {f"{role} {path}": told for role, path, response in answers if (told := told_wrong(response.headers, path))}

    assert wrong == {}


def test_all_kinds_of_answers_were_looked_at(answers):
    kinds = {response.status_code for _role, _path, response in answers}

    assert {200, 302, 403, 404} <= kinds


def test_errors_carry_the_same_strict_headers(world):
    anon = world.visitors["anon"]
    guarded = Client(enforce_csrf_checks=True)
    answers = {
        400: anon.get("/en/", headers={"host": "evil.example"}),
        403: guarded.post(reverse("account_login"), {}),
        404: anon.get("/en/no/such/page/"),
        405: anon.ask("/en/", "DELETE"),
    }

    assert {status: response.status_code for status, response in answers.items()} == {n: n for n in answers}
    assert {status: told_wrong(response.headers) for status, response in answers.items()} == {
        key: {} for key in answers
    }


def test_an_unknown_host_is_refused(world):
    refused = [
        world.visitors["member"].get("/en/", headers={"host": host}).status_code
        for host in ["evil.example", "testserver.evil.example", "testserver@evil.example", "", "127.0.0.1:80:80"]
    ]

    assert refused == [400] * 5


# What pages are made of.


def inline(page):
    """Whatever a strict policy would stop, or that asks another host."""
    yield from (f"style={element.get('style')}" for element in page.xpath("//*[@style]"))
    yield from (f"<style> {element.text}" for element in page.xpath("//style"))
    for element in page.iter():
        if isinstance(element.tag, str):
            yield from (f"<{element.tag} {name}>" for name in element.attrib if name.startswith("on"))
    for element in page.xpath("//script[not(@src)]"):
        if element.get("type") not in {"application/ld+json", "application/json"}:
            yield f"<script> {element.text}"
    for address in page.xpath("//@href | //@action | //@formaction | //@src | //@data | //@poster"):
        if urlsplit(address.strip()).scheme.lower() not in {"", "http", "https", "mailto"}:
            yield address
    asked = page.xpath(
        "//@src | //@srcset | //@data | //@poster | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href"
    )
    yield from (f"asks {address}" for address in asked if urlsplit(address).netloc)
    yield from page.xpath("//base/@href | //meta[@http-equiv]/@http-equiv | //iframe/@src | //object/@data")


def is_the_code(name, found):
    return name.endswith(WITH_A_PICTURE) and all(address.startswith("data:image/svg+xml;base64,") for address in found)


def test_no_page_has_anything_inline_or_from_another_host(answers):
    pages = {
        f"{role} {path}": page_of(response)
        for role, path, response in answers
        if is_page(response) and response.content
    }

    found = {name: there for name, page in pages.items() if (there := [*inline(page)]) and not is_the_code(name, there)}

    assert found == {}


def test_inline_things_are_seen():
    page = html.document_fromstring(
        '<p style="x"><b onclick="x"></b><script>x</script><style>x</style><a href="javascript:x">x</a>'
        '<img src="https://evil.example/x">'
    )

    assert len(list(inline(page))) == 6


# Kept out of caches, and gone after signing out.


def test_everything_shown_to_the_signed_in_stays_out_of_caches(answers):
    kept = {
        f"{role} {path}": response.headers.get("Cache-Control")
        for role, path, response in answers
        if role != "anon" and response.headers.get("Cache-Control") != "private, no-store"
    }

    assert kept == {}


def test_what_sets_a_cookie_or_holds_a_token_stays_out_of_caches(answers):
    kept = {
        path: response.headers.get("Cache-Control")
        for role, path, response in answers
        if (response.cookies or b"csrfmiddlewaretoken" in body_of(response))
        and response.headers.get("Cache-Control") != "private, no-store"
    }

    assert kept == {}


def test_signing_out_clears_what_the_browser_kept_and_ends_the_session(world):
    client = Client()
    client.force_login(world.people["member"], backend=settings.AUTHENTICATION_BACKENDS[0])
    key = client.session.session_key

    with undone():
        response = client.post(reverse("account_logout"))
        sessions = Session.objects.filter(session_key=key).count()

    assert response.status_code == 302
    assert '"cache"' in {part.strip() for part in response.headers["Clear-Site-Data"].split(",")}
    assert response.headers["Cache-Control"] == "private, no-store"
    assert sessions == 0


# Under production settings.


def run(*arguments, **environment):
    environment = {"PATH": os.environ["PATH"], **PRODUCTION, **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_deployment_check_is_silent(tmp_path):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path))

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS"])
def test_production_does_not_start_without(tmp_path, missing):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **{missing: ""}, DATA_DIR=str(tmp_path))

    assert done.returncode != 0


ASK = """
import io, json, sys
from ggsn.wsgi import application
told = {}
for name, scheme, host, path in json.load(sys.stdin):
    def start(status, headers, exc_info=None):
        told[name] = {"status": int(status[:3]), **{k.title(): v for k, v in headers}}
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": host, "SERVER_PORT": "443", "HTTP_HOST": host,
               "wsgi.url_scheme": scheme, "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "QUERY_STRING": "",
               "REMOTE_ADDR": "192.0.2.1", "wsgi.version": (1, 0), "wsgi.multithread": False,
               "wsgi.multiprocess": False, "wsgi.run_once": False}
    body = application(environ, start)
    list(body)
    getattr(body, "close", lambda: None)()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """What the production stack itself answers, from WSGI on: {name: headers and status}."""
    folder = tmp_path_factory.mktemp("production")
    host = PRODUCTION["ALLOWED_HOSTS"]
    for command in [["migrate", "-v0"], ["createcachetable"], ["collectstatic", "--noinput", "-v0"]]:
        run("manage.py", *command, DATA_DIR=str(folder)).check_returncode()
    asked = [
        ["front door", "https", host, "/"],
        ["page", "https", host, "/en/account/login/"],
        ["private page", "https", host, "/en/members/dashboard/"],
        ["missing", "https", host, "/en/no-such-thing/"],
        ["static", "https", host, "/static/ggsn/icon.svg"],
        ["plain http", "http", host, "/en/"],
        ["bad host", "https", "evil.example", "/en/"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(asked),
        env={"PATH": os.environ["PATH"], **PRODUCTION, "DATA_DIR": str(folder)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_production_answers_as_it_should(production):
    assert {name: told["status"] for name, told in production.items()} == {
        "front door": 302,
        "page": 200,
        "private page": 302,
        "missing": 404,
        "static": 200,
        "plain http": 301,
        "bad host": 400,
    }


def test_production_carries_the_strict_headers_everywhere(production):
    wrong = {name: told_wrong(told) for name, told in production.items()}

    assert wrong == {key: {} for key in production}


def test_production_asks_for_https_for_two_years(production):
    told = {name: headers.get("Strict-Transport-Security") for name, headers in production.items()}

    secure = dict.fromkeys(production, "max-age=63072000; includeSubDomains; preload")
    assert told == {**secure, "plain http": None}


def test_plain_http_leads_to_https(production):
    assert production["plain http"]["Location"] == "https://portal.example.org/en/"


def test_production_cookies_are_for_this_host_alone(production):
    cookie = production["page"]["Set-Cookie"].strip()

    assert cookie.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
