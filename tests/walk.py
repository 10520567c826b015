"""Walking the portal: every address of the resolver, every link of a page, and what an answer says.

The trust tests are generated from here, so that the next view cannot escape them.
"""

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import quote, quote_plus, urldefrag, urlencode, urljoin, urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.html import escape
from django.utils.translation import get_language, override
from lxml import html

from ggsn.accounts.sessions import SEEN_AT, SIGNED_IN_AT

# Tables that a mere visit may write to: sessions, counters of limits, the outbox.
SILENT = ("django_session", "ggsn_cache", "search_turn", "usersessions_", "outreach_message", "outreach_line")
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|TRUNCATE)\s+["`]?(\w+)', re.IGNORECASE)
# What is asked very often is asked in one language, and by the run on the other kind of database in the other one.
LANGUAGE = [code for code, _name in settings.LANGUAGES][connection.vendor == "postgresql"]
FRESH = {"method": "password", "reauthenticated": True}
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


@dataclass(frozen=True)
class Address:
    """One leaf of the resolver. `name` is the qualified name, or the pattern where it has none."""

    name: str
    pattern: str
    parameters: tuple
    view: object
    is_named: bool

    def path(self, language="en", **values):
        with override(language):
            values = {name: values[name] for name in self.parameters}
            if self.is_named:
                return reverse(self.name, kwargs=values or None)
        route = self.pattern
        for name, value in values.items():
            route = re.sub(rf"<(?:\w+:)?{name}>|\(\?P<{name}>[^)]*\)", str(value), route)
        return f"/{language}/{route.replace('^', '').replace('$', '')}"


def addresses(resolver=None, language="en"):
    """Every address there is, admin, included and unnamed ones too; those left out that stand behind an equal one."""
    with override(language):
        reached = {}
        for address in _leaves(resolver or get_resolver(), (), ""):
            reached.setdefault((address.name, address.pattern), address)
        return list(reached.values())


def _leaves(resolver, spaces, before):
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from _leaves(pattern, spaces + space, route)
            continue
        route = route.removeprefix(f"{get_language()}/")
        parameters = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
        name = ":".join((*spaces, pattern.name)) if pattern.name else route
        yield Address(name, route, parameters, pattern.callback, bool(pattern.name))


class Browser(Client):
    """Django's test client without its record of templates and contexts, which costs more than some pages."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


class Visitor:
    """Somebody at a browser: asks in process, keeps nothing between two questions but the session it came with."""

    def __init__(self, member=None, enforce_csrf_checks=False, **extra):
        self.client = Browser(enforce_csrf_checks=enforce_csrf_checks, **extra)
        self.member = member
        if member is not None:
            self.client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = self.client.session
            # As if the password had been typed a moment ago, and this moment lasted.
            session["account_authentication_methods"] = [FRESH | {"at": time.time() + 24 * 3600}]
            session["account_authentication_methods_user"] = str(member.pk)
            # Noted as seen until tomorrow: else one answer amid a test would renew the cookie, and no other.
            session[SEEN_AT] = session[SIGNED_IN_AT] = int(time.time()) + 24 * 3600
            session.save()
        self.own_cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self.cookies = self.own_cookies

    def ask(self, path, method="GET", data=None, query_params=None, **extra):
        self.client.cookies = SimpleCookie(self.cookies)
        return self.client.generic(method, path, **_payload(method, data), query_params=query_params, **extra)

    def get(self, path, **extra):
        return self.ask(path, **extra)

    def post(self, path, data=None, **extra):
        return self.ask(path, "POST", data, **extra)


def _payload(method, data):
    if method != "POST":
        return {}
    return {"data": urlencode(data or {}, doseq=True), "content_type": "application/x-www-form-urlencoded"}


@contextmanager
def undone():
    """What happens in here did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes(besides=""):
    """What was written meanwhile, the tables not counted that any visit may write to, nor the one named `besides`.

    [statement], each by its beginning, which names the table.
    """
    seen = []

    def note(execute, sql, params, many, context):
        found = WRITE.match(sql) if isinstance(sql, str) else None
        if found and not found[1].startswith(SILENT) and found[1] != besides:
            seen.append(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def table_of(statement):
    """The table that a statement writes to, of those `writes` noted."""
    return WRITE.match(statement)[1]


def settle():
    """As if all that was written so far were committed: from now on, what is kept finished is kept, as on the site."""
    connection.run_on_commit.clear()
    caches["kept"].clear()


def state(tables=None):
    """Every row of every table that counts, or of these: equal states are equal."""
    if tables is None:
        tables = [name for name in connection.introspection.table_names() if not name.startswith(SILENT)]
    contents = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            contents[table] = sorted((dict(zip(columns, row, strict=True)) for row in cursor.fetchall()), key=repr)
    return contents


def without_token(body):
    """A body without the one thing that differs each time: the token against forged requests."""
    return TOKEN.sub(rb"\1", body)


def body_of(response):
    """All of an answer, also of one that streams."""
    return b"".join(response) if response.streaming else response.content


def said(response, *but):
    """Status, headers and body of an answer, to be compared; token, date and the given words taken out."""
    body = body_of(response)
    headers = {name: value for name, value in response.items() if name not in {"Date", "Expires", "Content-Length"}}
    if TOKEN.search(body) or any(str(word).encode() in body for word in but):
        headers.pop("ETag", None)  # a digest of what is taken out
    cookies = {name: {**morsel, "expires": ""} for name, morsel in response.cookies.items()}
    text = repr((response.status_code, sorted(headers.items()), sorted(cookies.items()))).encode()
    text += without_token(body)
    forms = {
        form
        for word in map(str, but)
        for form in (word, escape(word), quote(word), quote(word, safe=""), quote_plus(word))
    }
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form.encode(), b"")
    return text


def is_sign_in(response):
    """Sent to the sign-in, to come back after it."""
    where = urlsplit(response.headers.get("Location", ""))
    doors = {sign_in(code) for code, _name in settings.LANGUAGES}
    return response.status_code == 302 and where.path in doors and "next=" in where.query


@cache
def sign_in(language):
    with override(language):
        return reverse("account_login")


def page_of(response):
    return html.document_fromstring(response.content)


def is_page(response):
    return response.headers.get("Content-Type", "").startswith("text/html")


def links(response, base):
    """The addresses in this portal that a page links or sends to, without anchors, in their order."""
    found = [response.headers["Location"]] if "Location" in response.headers else []
    if is_page(response) and response.content:
        page = page_of(response)
        found += [*page.xpath("//a/@href"), *page.xpath("//link[@rel='alternate']/@href")]
    inside = {"", "testserver", urlsplit(settings.SITE_URL).netloc}
    for link in dict.fromkeys(found):
        parts = urlsplit(urljoin(base, urldefrag(link.strip())[0]))
        if parts.netloc in inside and parts.scheme in {"", "http", "https"}:
            yield parts._replace(scheme="", netloc="").geturl() or "/"


def crawl(visitor, starts, limit=400, only=lambda path: True):
    """What is reachable by links, `only` says which, up to `limit` beside the starts: [(path, response)]."""
    waiting, known = list(starts), set(starts)
    answers = []
    while waiting and len(answers) < limit + len(starts):
        path = waiting.pop(0)
        with undone():
            response = visitor.get(path)
        answers.append((path, response))
        for link in links(response, path):
            if link not in known and only(link):
                known.add(link)
                waiting.append(link)
    return answers


def everything(world, lines, roles, languages=("en", "fr"), desk=True):
    """Each declared address as each role sees it: [(role, path, response)]. For what every page must have."""
    for address in addresses():
        line = lines.get(address.name)
        if line is None or (line.is_desk and not desk):
            continue
        for language in languages:
            path = world.path(address, line.example, language)
            for role in roles:
                with undone():
                    yield role, path, world.visitors[role].get(path)
