"""Finished pages: the same bytes for everybody, never anything made for somebody, never older than the last write."""

import gzip
import io

import pytest
from django.core.handlers.wsgi import WSGIHandler

from ggsn import finished, kept
from ggsn.finished import FinishedPages
from tests.make import make_resource

PUBLIC = [("Content-Type", "text/html"), ("Cache-Control", "public, no-cache"), ("Vary", "Cookie")]


class Answer:
    def __init__(self, status, headers, body):
        self.status = int(status[:3])
        self.headers = {name.lower(): value for name, value in headers}
        self.raw = body
        self.body = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body


def ask(application, path="/en/", method="GET", query="", **headers):
    """One request as the web server hands it over. Headers are given as in `accept_encoding="gzip"`."""
    noted = {}
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    response = application(environ, lambda status, headers, exc_info=None: noted.update(s=status, h=headers))
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return Answer(noted["s"], noted["h"], body)


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


@pytest.fixture
def portal(db):
    """The whole portal as the web server calls it."""
    return FinishedPages(WSGIHandler())


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


@pytest.mark.parametrize(
    "address", ["/en/", "/fr/", "/en/library/", "/fr/bibliotheque/", "/en/meetings/", "/en/glossary/"]
)
def test_the_portal_s_public_pages_are_kept(portal, address):
    ask(portal, address)

    assert [key[2] for key in portal.pages] == [address]


@pytest.mark.parametrize("address", ["/en/account/login/", "/en/members/dashboard/", "/en/admin/", "/", "/en/no/"])
def test_the_portal_s_other_pages_are_not(portal, address):
    ask(portal, address)

    assert len(portal.pages) == 0


def test_what_a_member_reads_is_never_kept_nor_kept_pages_read_by_members(portal, client, member):
    make_resource("For everybody")
    make_resource("For members", visibility="members")
    client.force_login(member)
    cookie = f"session={client.cookies['session'].value}"

    own = ask(portal, "/en/library/", cookie=cookie)
    public = ask(portal, "/en/library/")
    own_again = ask(portal, "/en/library/", cookie=cookie)

    assert [b"For members" in answer.body for answer in (own, public, own_again)] == [True, False, True]
    assert own.headers["cache-control"] == own_again.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "address", ["/en/library/lib.js", "/en/library/;x.css", "/en/library/%2e", "/en/library/x.css"]
)
def test_no_disguise_of_an_address_gets_a_member_s_page_kept(portal, client, member, address):
    make_resource("For members", visibility="members")
    client.force_login(member)

    ask(portal, address, cookie=f"session={client.cookies['session'].value}")
    answer = ask(portal, address)

    assert (b"For members" in answer.body, len(portal.pages)) == (False, 0)


@pytest.mark.parametrize("host", ["evil.example", "localhost, evil.example", "localhost@evil.example"])
def test_a_host_that_is_not_ours_is_refused_and_nothing_kept(portal, host):
    answer = ask(portal, "/en/", host=host)

    assert (answer.status, len(portal.pages)) == (400, 0)


def test_a_forged_host_does_not_show_in_the_portal_s_kept_page(portal):
    ask(portal, "/en/", x_forwarded_host="evil.example", forwarded="host=evil.example", x_forwarded_port="666")

    assert b"evil.example" not in ask(portal, "/en/").body


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_edit_shows_on_the_very_next_request():
    portal = FinishedPages(WSGIHandler())
    make_resource("As it was")
    before = ask(portal, "/en/library/").body

    resource = make_resource("As it is now")
    after = ask(portal, "/en/library/").body
    resource.delete()
    gone = ask(portal, "/en/library/").body

    assert [b"As it is now" in body for body in (before, after, gone)] == [False, True, False]


class Proxy:
    """A shared cache that obeys Cache-Control and Vary, as one may stand between readers and the portal."""

    def __init__(self, application):
        self.application = application
        self.store = {}

    def ask(self, path, **headers):
        kept_here = self.store.get(path, [])
        for varied, known in kept_here:
            if all(headers.get(name) == value for name, value in varied.items()):
                again = ask(self.application, path, if_none_match=known.headers["etag"], **headers)
                return known if again.status == 304 else again
        answer = ask(self.application, path, **headers)
        rules = {part.strip() for part in answer.headers.get("cache-control", "").split(",")}
        if "public" in rules and not rules & {"private", "no-store"} and "etag" in answer.headers:
            names = [name.strip().lower().replace("-", "_") for name in answer.headers.get("vary", "").split(",")]
            self.store.setdefault(path, []).append(({name: headers.get(name) for name in names if name}, answer))
        return answer


@pytest.mark.parametrize("keep", [True, False])
def test_a_proxy_between_readers_and_portal_never_hands_on_a_member_s_page(db, client, member, keep):
    portal = FinishedPages(WSGIHandler()) if keep else WSGIHandler()
    proxy = Proxy(portal)
    make_resource("For members", visibility="members")
    client.force_login(member)
    cookie = f"session={client.cookies['session'].value}"

    own = proxy.ask("/en/library/", cookie=cookie)
    public = [proxy.ask("/en/library/") for _ in range(3)]
    own_again = proxy.ask("/en/library/", cookie=cookie)

    assert b"For members" in own.body and b"For members" in own_again.body
    assert [b"For members" in answer.body for answer in public] == [False] * 3
