"""The portal behind its finished pages: what a member reads stays theirs, an edit is seen at once (TRUST LEAK-10)."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from ggsn.finished import FinishedPages
from tests.make import make_resource
from tests.wsgi import ask


@pytest.fixture
def django():
    """All of Django as the web server calls it, on the connection of the test."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def portal(db, django):
    return FinishedPages(django)


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
def test_an_edit_shows_on_the_very_next_request(django):
    portal = FinishedPages(django)
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
def test_a_proxy_between_readers_and_portal_never_hands_on_a_member_s_page(db, django, client, member, keep):
    proxy = Proxy(FinishedPages(django) if keep else django)
    make_resource("For members", visibility="members")
    client.force_login(member)
    cookie = f"session={client.cookies['session'].value}"

    own = proxy.ask("/en/library/", cookie=cookie)
    public = [proxy.ask("/en/library/") for _ in range(3)]
    own_again = proxy.ask("/en/library/", cookie=cookie)

    assert b"For members" in own.body and b"For members" in own_again.body
    assert [b"For members" in answer.body for answer in public] == [False] * 3
