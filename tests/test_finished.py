"""Finished pages: the same bytes for everybody, never anything made for somebody, never older than the last write."""

import time
from types import SimpleNamespace

import pytest

from ggsn import finished, kept
from ggsn.finished import FinishedPages
from tests.wsgi import ask

PUBLIC = [("Content-Type", "text/html"), ("Cache-Control", "public, no-cache"), ("Vary", "Cookie")]


class Site:
    """A site of one page, that counts how often it was asked and says what it was told."""

    def __init__(self, headers=PUBLIC, status="200 OK"):
        self.asked = []
        self.headers = headers
        self.status = status

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        told = sorted(f"{name}={value}" for name, value in environ.items() if name[:5] == "HTTP_")
        body = "\n".join([environ["PATH_INFO"], environ["QUERY_STRING"], *told]).encode() + b" " * 500
        start_response(self.status, [*self.headers, ("Content-Length", str(len(body)))])
        return Response([body])


class Response(list):
    closed = False

    def close(self):
        self.closed = True


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def pages(site):
    return FinishedPages(site)


def test_a_public_page_is_made_once(pages, site):
    first = ask(pages)
    second = ask(pages)

    assert (len(site.asked), first.body == second.body, second.status) == (1, True, 200)


def test_a_write_makes_it_anew(pages, site):
    ask(pages)

    kept.renew()
    ask(pages)

    assert len(site.asked) == 2


def test_a_write_while_it_is_made_makes_it_anew(pages, site):
    class Slow(Site):
        def __call__(self, environ, start_response):
            kept.renew()
            return super().__call__(environ, start_response)

    slow = Slow()
    pages = FinishedPages(slow)

    ask(pages)
    ask(pages)

    assert len(slow.asked) == 2


def test_after_a_minute_it_is_made_anew(pages, site, monkeypatch):
    monkeypatch.setattr(finished, "LONGEST_LIFE", 0)

    ask(pages)
    ask(pages)

    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "headers",
    [
        [("Cache-Control", "private, no-store")],
        [("Cache-Control", "public, no-store")],
        [("Cache-Control", "public"), ("Cache-Control", "private")],
        [("Content-Type", "text/html")],
        [*PUBLIC, ("Set-Cookie", "csrf=1")],
        [("Cache-Control", "public"), ("Vary", "Accept-Language")],
        [("Cache-Control", "public"), ("Vary", "*")],
    ],
)
def test_what_is_not_for_everybody_is_never_kept(headers):
    site = Site(headers)
    pages = FinishedPages(site)

    ask(pages)
    ask(pages)

    assert len(site.asked) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Server Error", "206 Partial Content"])
def test_only_whole_good_answers_are_kept(status):
    site = Site(status=status)
    pages = FinishedPages(site)

    ask(pages)
    answer = ask(pages)

    assert (len(site.asked), answer.status) == (2, int(status[:3]))


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"method": "PUT"},
        {"cookie": "session=abc"},
        {"cookie": "__Host-session=abc"},
        {"cookie": "language=fr; session=abc"},
        {"cookie": "language=fr;session=abc"},
        {"cookie": "messages=abc"},
        {"cookie": "Language=fr"},
        {"cookie": "sessionx"},
        {"authorization": "Bearer x"},
        {"path": "/"},
        {"path": "/static/ggsn/site.css"},
        {"path": "/enx/"},
        {"query": "q=" + "x" * 600},
    ],
)
def test_such_requests_are_passed_on_as_they_are_and_read_nothing_kept(pages, site, request_):
    ask(pages)
    site.asked.clear()

    ask(pages, **request_)
    ask(pages, **request_)

    assert [environ["REQUEST_METHOD"] for environ in site.asked] == [request_.get("method", "GET")] * 2


@pytest.mark.parametrize("cookie", ["language=fr", "csrf=abc", "language=fr; csrf=abc", ""])
def test_a_remembered_language_does_not_keep_from_what_is_kept(pages, site, cookie):
    ask(pages)

    ask(pages, cookie=cookie)

    assert len(site.asked) == 1


def test_what_is_made_for_a_cookie_however_harmless_is_not_kept(pages, site):
    ask(pages, cookie="csrf=abc")
    answer = ask(pages)

    assert (len(site.asked), b"csrf=abc" in answer.body) == (2, False)


@pytest.mark.parametrize(
    "forged",
    [
        {"x_forwarded_host": "evil.example"},
        {"accept_language": "xx"},
        {"referer": "https://evil.example/"},
        {"user_agent": "evil"},
        {"x_original_url": "/evil"},
        {"x_rewrite_url": "/evil"},
        {"if_none_match": '"evil"'},
        {"range": "bytes=0-1"},
        {"x_http_method_override": "POST"},
        {"forwarded": "host=evil.example"},
    ],
)
def test_no_header_of_a_stranger_gets_into_a_page_others_read(pages, forged):
    plain = ask(FinishedPages(Site()))

    ask(pages, **forged)
    others = ask(pages)

    assert others.body == plain.body


@pytest.mark.parametrize(
    "other", [{"path": "/fr/"}, {"query": "page=2"}, {"host": "127.0.0.1"}, {"path": "/en/;x.css"}, {"path": "/en/%2e"}]
)
def test_what_differs_in_address_is_kept_apart(pages, site, other):
    first = ask(pages)

    second = ask(pages, **other)

    assert (len(site.asked), first.body != second.body) == (2, True)


def test_behind_a_proxy_secure_and_insecure_are_kept_apart(site, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    pages = FinishedPages(site)

    ask(pages, x_forwarded_proto="https")
    ask(pages, x_forwarded_proto="http")
    ask(pages, x_forwarded_proto="https, http")

    assert len(site.asked) == 2


def test_an_unchanged_reader_is_told_so_in_a_few_bytes(pages):
    etag = ask(pages).headers["etag"]

    unchanged = ask(pages, if_none_match=etag)
    strong = ask(pages, if_none_match=etag.removeprefix("W/"))
    listed = ask(pages, if_none_match=f'"x", {etag}', accept_encoding="gzip")
    changed = ask(pages, if_none_match='W/"x"')

    assert [answer.status for answer in (unchanged, strong, listed, changed)] == [304, 304, 304, 200]
    assert (unchanged.raw, unchanged.headers) == (
        b"",
        {"cache-control": "public, no-cache", "vary": "Cookie, Accept-Encoding", "etag": etag},
    )


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.5", True),
    ],
)
def test_pages_are_packed_for_those_who_take_it(pages, accepts, packed):
    ask(pages)

    answer = ask(pages, accept_encoding=accepts)

    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert int(answer.headers["content-length"]) == len(answer.raw)
    assert answer.body.startswith(b"/en/")


@pytest.mark.parametrize("accepts", ["gzip", ""])
def test_head_answers_like_get_without_the_body(pages, site, accepts):
    first = ask(pages, method="HEAD", accept_encoding=accepts)
    whole = ask(pages, accept_encoding=accepts)
    second = ask(pages, method="HEAD", accept_encoding=accepts)

    assert (first.raw, second.raw, len(site.asked)) == (b"", b"", 1)
    assert first.headers == whole.headers == second.headers


def test_head_of_what_is_not_kept_has_no_body_either():
    pages = FinishedPages(Site(status="404 Not Found"))

    assert ask(pages, method="HEAD").raw == b""


def test_memory_is_bounded_and_the_least_read_goes_first(pages, site, monkeypatch):
    ask(pages, query="q=0")
    monkeypatch.setattr(finished, "MOST_BYTES", 10 * pages.bytes)
    for number in range(1, 50):
        ask(pages, query=f"q={number}")
        ask(pages, query="q=0")

    asked_for = [environ["QUERY_STRING"] for environ in site.asked]

    assert pages.bytes <= finished.MOST_BYTES
    assert asked_for.count("q=0") == 1


def test_what_somebody_searched_for_is_forgotten_within_a_minute_though_nobody_comes_back(pages, monkeypatch):
    clocks = []
    monkeypatch.setattr(finished.threading, "Timer", lambda *told: clocks.append(told) or SimpleNamespace(start=bool))
    now = time.monotonic()
    ask(pages, "/en/search/", query="q=kanari")
    monkeypatch.setattr(finished.time, "monotonic", lambda: now + 30)
    ask(pages, "/en/search/", query="q=later")

    [(seconds, forget)] = clocks
    assert seconds == 60
    monkeypatch.setattr(finished.time, "monotonic", lambda: now + 61)
    forget()

    assert [key[-1] for key in pages.pages] == ["q=later"]
    assert pages.bytes == sum(page.size for page in pages.pages.values())
    [_first, (seconds, forget)] = clocks  # the next clock is set for what is left, and the last one for nothing
    assert 28 < seconds < 31
    monkeypatch.setattr(finished.time, "monotonic", lambda: now + 91)
    forget()

    assert (len(pages.pages), pages.bytes, len(clocks)) == (0, 0, 2)


def test_where_no_clock_can_be_set_nothing_is_kept_and_the_page_is_there_all_the_same(pages, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(finished.threading.Timer, "start", refuse)
    answer = ask(pages, "/en/search/", query="q=kanari")

    assert (answer.status, len(pages.pages), pages.bytes, pages.is_forgetting) == (200, 0, 0, False)
