"""Finished public pages, kept in each worker's memory and handed out before Django hears of the request.

Only what is the same for everybody: a GET or HEAD without any cookie that could mean a person, at an address that
carries its language, answered 200, `public`, without a cookie. Such a request reaches Django stripped to what the page
is kept under (scheme, host, path, query), so that no header a stranger sends can get into a page others read.

A page lives until the next write (ggsn.kept.stamp), and a minute at most, since some say what is coming and what is
past, and others what somebody searched for: then it is forgotten, whether or not anybody asks for anything again.
KEEP_PAGES=0 leaves all of this out.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings

from ggsn.kept import stamp

LONGEST_LIFE = 60  # seconds
MOST_BYTES = 4 * 1024 * 1024  # of all pages of a worker
LARGEST_PAGE = 512 * 1024
LONGEST_ADDRESS = 500  # bytes of path and query

# What a public page may be made from. Addresses of clients count for limits, and never show; what is kept is kept
# unpacked, whatever packing was asked for.
_PASSED_ON = {
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "REMOTE_ADDR",
    "HTTP_HOST",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
}
_MAY_VARY_BY = {"", "cookie", "accept-encoding"}
_MADE_HERE = {"content-length", "content-encoding", "etag", "vary"}
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_ETAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(slots=True)
class Page:
    """A finished answer, packed as nearly everybody takes it; `length` is that of its body unpacked."""

    stamp: int
    until: float
    etag: str
    headers: list
    length: int
    zipped: bytes
    plain_headers: list = field(init=False)
    zipped_headers: list = field(init=False)
    unchanged_headers: list = field(init=False)

    def __post_init__(self):
        self.plain_headers = [*self.headers, ("Content-Length", str(self.length))]
        self.zipped_headers = [*self.headers, ("Content-Encoding", "gzip"), ("Content-Length", str(len(self.zipped)))]
        self.unchanged_headers = [header for header in self.headers if header[0].lower() != "content-type"]

    @property
    def size(self):
        return len(self.zipped) + 2000

    @property
    def body(self):
        return gzip.decompress(self.zipped)


class FinishedPages:
    """WSGI: hands out what is kept, keeps what may be, passes everything else through untouched."""

    def __init__(self, application):
        self.application = application
        self.pages = OrderedDict()
        self.bytes = 0
        self.lock = threading.Lock()
        self.is_forgetting = False
        codes = "|".join(re.escape(code) for code, _ in settings.LANGUAGES)
        self.carries_language = re.compile(rf"/(?:{codes})/").match
        self.harmless_cookies = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
        self.proxy = settings.SECURE_PROXY_SSL_HEADER

    def __call__(self, environ, start_response):
        key = self.key(environ)
        if key is None:
            return self.application(environ, start_response)
        now = stamp()
        page = self.kept(key, now)
        if page is None:
            if environ.get("HTTP_COOKIE"):
                return self.application(environ, start_response)
            page = self.make(key, environ, now, start_response)
            if not isinstance(page, Page):
                return page
        return hand_out(page, environ, start_response)

    def key(self, environ):
        """Under what this page is kept, or None where it must not be."""
        host = environ.get("HTTP_HOST")
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or not host
            or environ.get("SCRIPT_NAME")
            or environ.get("HTTP_AUTHORIZATION")
            or environ.get("CONTENT_LENGTH") not in (None, "", "0")
            or len(path) + len(query) > LONGEST_ADDRESS
            or not self.carries_language(path)
            or not self.is_nobody_s(environ.get("HTTP_COOKIE", ""))
        ):
            return None
        return self.is_secure(environ), host, path, query

    def is_secure(self, environ):
        """As Django tells it."""
        if self.proxy:
            return environ.get(self.proxy[0], "").partition(",")[0].strip() == self.proxy[1]
        return environ["wsgi.url_scheme"] == "https"

    def is_nobody_s(self, cookies):
        """Whether these cookies, by their names, cannot belong to anybody who is signed in or has a message waiting."""
        return all(cookie.partition("=")[0].strip() in self.harmless_cookies for cookie in cookies.split(";") if cookie)

    def kept(self, key, now):
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.stamp != now or page.until <= time.monotonic():
                return None
            self.pages.move_to_end(key)
            return page

    def make(self, key, environ, now, start_response):
        """Let Django make the page. Returns it kept, or Django's own answer, under way, where it must not be kept."""
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        bare = {name: value for name, value in environ.items() if name in _PASSED_ON or name[:4] == "wsgi"}
        bare["REQUEST_METHOD"] = "GET"
        answer = {}

        def note(status, headers, exc_info=None):
            answer.update(status=status, headers=headers)

        response = self.application(bare, note)
        if not may_be_kept(answer["status"], answer["headers"]):
            start_response(answer["status"], answer["headers"])
            return Bodyless(response) if is_head else response
        try:
            body = b"".join(response)
        finally:
            response.close()
        page = finish(answer["headers"], body, now)
        self.keep(key, page)
        return page

    def keep(self, key, page):
        with self.lock:
            if former := self.pages.pop(key, None):
                self.bytes -= former.size
            self.pages[key] = page
            self.bytes += page.size
            while self.bytes > MOST_BYTES:
                _key, oldest = self.pages.popitem(last=False)
                self.bytes -= oldest.size
            self.forget_in(LONGEST_LIFE)

    def forget_in(self, seconds):
        """One clock at a time, and none where nothing is kept."""
        if self.is_forgetting:
            return
        clock = threading.Timer(seconds, self.forget)
        clock.daemon = True
        try:
            clock.start()
        except RuntimeError:  # no room for a thread, or the worker is ending: then nothing is kept
            self.pages.clear()
            self.bytes = 0
            return
        self.is_forgetting = True

    def forget(self):
        with self.lock:
            now, self.is_forgetting = time.monotonic(), False
            for key in [key for key, page in self.pages.items() if page.until <= now]:
                self.bytes -= self.pages.pop(key).size
            if self.pages:
                self.forget_in(max(1, min(page.until for page in self.pages.values()) - now))


class Bodyless:
    """An answer without its body, for HEAD; still closed when it is done."""

    def __init__(self, response):
        self.close = response.close

    def __iter__(self):
        return iter(())


def may_be_kept(status, headers):
    """Only what Django says is for everybody, whole, and of a sensible size."""
    facts = {}
    for name, value in headers:
        name = name.lower()
        facts[name] = f"{facts[name]}, {value}" if name in facts else value
    directives = {part.strip().lower() for part in facts.get("cache-control", "").split(",")}
    length = facts.get("content-length", "")
    return (
        status.startswith(f"{HTTPStatus.OK.value} ")
        and "set-cookie" not in facts
        and facts.get("content-encoding", "gzip") == "gzip"
        and "public" in directives
        and not directives & {"private", "no-store"}
        and all(part.strip().lower() in _MAY_VARY_BY for part in facts.get("vary", "").split(","))
        and length.isdigit()
        and int(length) <= LARGEST_PAGE
    )


def finish(headers, body, now):
    if any(name.lower() == "content-encoding" for name, _ in headers):
        body = gzip.decompress(body)
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    kept = [(name, value) for name, value in headers if name.lower() not in _MADE_HERE]
    kept += [("Vary", "Cookie, Accept-Encoding"), ("ETag", f"W/{etag}")]
    return Page(
        stamp=now,
        until=time.monotonic() + LONGEST_LIFE,
        etag=etag,
        headers=kept,
        length=len(body),
        zipped=gzip.compress(body, mtime=0),
    )


def hand_out(page, environ, start_response):
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and (asked.strip() == "*" or page.etag in _ETAG.findall(asked)):
        start_response("304 Not Modified", page.unchanged_headers)
        return []
    is_packed = _TAKES_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None
    start_response("200 OK", page.zipped_headers if is_packed else page.plain_headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [page.zipped if is_packed else page.body]
