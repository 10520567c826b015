"""Errors say nothing of the inside, in the reader's language; nobody is mailed what was typed (TRUST LEAK-9)."""

import re
import sys

import django
import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import Http404
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.urls import path, reverse
from django.utils.translation import override

from ggsn import urls as portal
from resources.files import uploads
from resources.storage import StorageAway, places
from tests.access_table import declared
from tests.make import make_file
from tests.test_headers import inline
from tests.walk import Visitor, addresses, body_of, is_page, page_of, undone

pytestmark = pytest.mark.django_db

SECRET = "kanarisecretq"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def breaking(fault):
    def view(request):
        hidden = SECRET  # a local variable that a debugging page would show
        raise fault(f"SELECT {hidden} FROM members_member")

    view.login_required = False
    return view


FAULTS = {
    "400": SuspiciousOperation,
    "403": PermissionDenied,
    "404": Http404,
    "500": ValueError,
    "500-database": OperationalError,
}
urlpatterns = [
    *(path(f"{code}/broken/{name}/", breaking(fault)) for name, fault in FAULTS.items() for code in LANGUAGES),
    *portal.urlpatterns,
]
for name in ["handler400", "handler403", "handler404", "handler500"]:
    if hasattr(portal, name):
        globals()[name] = getattr(portal, name)


def tells(response, *secrets):
    """What of the inside stands in an answer."""
    text = body_of(response).decode() + repr(sorted(response.headers.items()))
    known = {
        SECRET,
        settings.SECRET_KEY,
        str(settings.BASE_DIR),
        str(settings.DATA_DIR),
        "site-packages",
        "Traceback",
        "DJANGO_SETTINGS_MODULE",
        "DATABASES",
        "SELECT ",
        "sqlite",
        "psycopg",
        "csrfmiddlewaretoken missing",
        django.get_version(),
        sys.version.split()[0],
        *secrets,
    }
    found = {secret for secret in known if secret.lower() in text.lower()}
    return found | set(re.findall(r"[\w/]+\.py\b", text))


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("role", ["anon", "member", "admin"])
def test_an_error_says_nothing_of_the_inside(world, role, name):
    for language in LANGUAGES:
        response = Visitor(world.people.get(role)).get(f"/{language}/broken/{name}/")

        assert response.status_code == int(name[:3])
        assert tells(response) == set()


def spoken(page):
    """The languages a page has passages in."""
    return {element.get("lang") for element in page.xpath("//*[@lang]")}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["403", "404"])
@pytest.mark.parametrize("role", ["anon", "member"])
def test_a_refusal_is_told_in_the_reader_s_language(world, role, name):
    visitor = Visitor(world.people.get(role))

    pages = {code: page_of(visitor.get(f"/{code}/broken/{name}/")) for code in LANGUAGES}

    assert {code: page.get("lang") for code, page in pages.items()} == {code: code for code in LANGUAGES}
    titles = {page.xpath("string(//h1)").strip() for page in pages.values()}
    assert len(titles - {""}) == len(LANGUAGES)
    assert [list(inline(page)) for page in pages.values()] == [[]] * len(LANGUAGES)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["400", "500", "500-database"])
@pytest.mark.parametrize("role", ["anon", "member"])
def test_a_fault_is_told_in_every_language_at_once(world, role, name):
    """Nothing can be asked when something is broken, not even who is reading."""
    page = page_of(Visitor(world.people.get(role)).get(f"/en/broken/{name}/"))

    assert spoken(page) == set(LANGUAGES)
    assert list(inline(page)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forged_form_gets_our_own_page(language):
    with override(language):
        response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": SECRET})

    assert response.status_code == 403
    page = page_of(response)
    assert page.get("lang") == language
    assert list(inline(page)) == []
    assert tells(response, "CSRF", "Django") == set()


@pytest.mark.parametrize("role", ["anon", "member", "admin"])
def test_no_page_tells_of_a_broken_database(world, role):
    """Every address, asked while the database answers nothing."""
    lines, told, broken = declared(), {}, 0

    def fail(execute, sql, params, many, context):
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, params, many, context)
        raise OperationalError(f"{SECRET} in {sql}")

    for address in addresses():
        if address.name not in lines:
            continue
        for language in LANGUAGES:
            where = world.path(address, lines[address.name].example, language)
            with undone(), connection.execute_wrapper(fail):
                response = world.visitors[role].get(where)
            broken += response.status_code == 500
            if found := tells(response):
                told[where] = found
            elif response.status_code == 500 and language not in spoken(page_of(response)):
                told[where] = "not in the reader's language"

    assert told == {}
    assert broken > 10


# Answers of the kind "not now": (the address, what fails on the way to it, when to come back).


def search_that_takes_too_long(monkeypatch):
    monkeypatch.setattr("ggsn.search.results.Reading", raising(OperationalError(f"{SECRET}: statement timeout")))
    return {"path": reverse("search:results"), "query_params": {"q": "care"}}


def file_that_cannot_be_read(monkeypatch):
    monkeypatch.setattr(places.Disk, "size", raising(StorageAway(f"{SECRET} in {settings.DATA_DIR}")))
    return {"path": make_file(content=SECRET.encode()).get_absolute_url()}


def another_file_coming_in(monkeypatch):
    monkeypatch.setattr(uploads, "_take_turn", lambda: False)
    upload = SimpleUploadedFile(f"{SECRET}.txt", b"x")
    return {"path": reverse("resources:files", args=[1]), "data": {"title_en": SECRET, "upload": upload}}


def raising(fault):
    def fail(*arguments):
        raise fault

    return fail


NOT_NOW = {
    search_that_takes_too_long: ["anon", "member", "admin"],
    file_that_cannot_be_read: ["anon", "member", "admin"],
    another_file_coming_in: ["member", "admin"],  # nobody else's is read at all
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("busy", "role"), [(busy, role) for busy, roles in NOT_NOW.items() for role in roles])
def test_not_now_is_told_in_the_reader_s_language_and_tells_nothing_else(world, monkeypatch, busy, role, language):
    checked = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    checked.cookies[settings.CSRF_COOKIE_NAME] = _get_new_csrf_string()
    if person := world.people.get(role):
        checked.force_login(person, backend="ggsn.accounts.lookup.ByAddress")

    with undone(), override(language):
        asked = busy(monkeypatch)
        response = checked.post(**asked) if "data" in asked else checked.get(**asked)

    page = page_of(response)
    assert (response.status_code, int(response.headers["Retry-After"]) > 0) == (503, True)
    assert tells(response, "OperationalError", "StorageAway", "CSRF") == set()
    assert page.xpath("string(//h1)").strip()
    assert page.get("lang") == language
    assert list(inline(page)) == []


@pytest.mark.parametrize("role", ["anon", "member", "admin"])
def test_a_method_nobody_speaks_is_refused_without_a_word(world, role):
    """Asked in a way no address answers, and in a way this one does not; where it is there, and where nothing is."""
    visitor = world.visitors[role]
    asked = [(path, method) for path in [f"/en/?q={SECRET}", f"/en/{SECRET}/"] for method in ["PUT", "DELETE", "TRACE"]]
    asked += [(reverse("search:results"), "POST"), (reverse("healthz"), "POST")]

    with undone():
        answers = [visitor.ask(path, method) for path, method in asked]

    assert [response.status_code for response in answers] == [405] * len(asked)
    assert [tells(response, "Django") for response in answers] == [set()] * len(asked)
    assert {body_of(response) for response in answers} == {b""}


def test_too_much_at_once_is_refused_quietly(world):
    """A body over the limit, too many fields, and more questions than anybody has."""
    path = reverse("account_login")
    long = {"login": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    many = {f"field{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    answers = [world.visitors[role].post(path, facts) for role in ["anon", "member"] for facts in [long, many]]

    assert {response.status_code for response in answers} <= {400, 413}
    assert [tells(response) for response in answers] == [set()] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_too_often_is_told_in_the_reader_s_language(world, language):
    with override(language):
        path = reverse("account_reset_password")

    with undone():
        answers = [Visitor().post(path, {"email": f"{SECRET}{n}@example.org"}) for n in range(40)]

    last = answers[-1]
    assert last.status_code == 429
    assert page_of(last).get("lang") == language
    assert tells(last) == set()
    assert list(inline(page_of(last))) == []


@pytest.mark.urls(__name__)
def test_nobody_is_mailed_what_was_typed(world, settings):
    """Django would mail form data and cookies to ADMINS; here errors go to the log, by their address alone."""
    settings.ADMINS = [("Administrators", "admins@example.org")]

    Visitor(world.people["member"]).post("/en/broken/500/", {"password": SECRET})

    assert mail.outbox == []


@pytest.mark.urls(__name__)
def test_the_log_of_an_error_holds_no_query_and_no_form(world, caplog):
    Visitor(world.people["member"]).post("/en/broken/404/?q=" + SECRET, {"password": SECRET})
    Visitor(world.people["member"]).post("/en/broken/403/?q=" + SECRET, {"password": SECRET})
    Visitor().get("/en/?q=" + SECRET, headers={"host": "evil.example"})

    assert [record.getMessage() for record in caplog.records if f"?q={SECRET}" in record.getMessage()] == []


def test_missing_pages_are_the_same_whatever_was_asked(world):
    """The page for what is missing quotes nothing of the address."""
    anon = world.visitors["anon"]

    answer = anon.get(f"/en/{SECRET}/{SECRET}/")

    assert answer.status_code == 404
    assert is_page(answer)
    assert SECRET not in page_of(answer).xpath("string(//main)")
