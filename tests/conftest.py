"""The people of the specifications, and what every test needs."""

import ipaddress
import os
import socket
from email import message_from_bytes, policy

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation

from tests.make import make_member


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        call_command("compile_translations", verbosity=0)


def pytest_unconfigure(config):
    """The one database that no worker may throw away: others may still copy it."""
    if not hasattr(config, "workerinput"):
        from tests.journeys.server import forget_first

        forget_first(os.environ.get("DATABASE_URL", ""))


def commits(item):
    """Whether a test commits: all tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    return (marker is not None and marker.kwargs.get("transaction", False)) or "transactional_db" in item.fixturenames


def pytest_xdist_make_scheduler(config, log):
    from tests.together import FilesTogether

    return FilesTogether(config, log)


FIRST_ROWS = []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    FIRST_ROWS.append(getattr(connection, "_test_serialized_contents", ""))


@pytest.fixture(scope="session")
def first_rows(django_db_setup):
    """What the migrations wrote, in Django's own form: tests that commit leave all tables empty."""
    return FIRST_ROWS[0]


@pytest.fixture(scope="session", autouse=True)
def collected_once(tmp_path_factory):
    """Style sheets and icons, for all portals that tests start as processes of their own: each would take seconds."""
    os.environ["STATIC_ROOT"] = str(tmp_path_factory.mktemp("static"))
    yield
    del os.environ["STATIC_ROOT"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One person of each role and one thing of each state, made once for a file of tests (tests/world.py).

    Such files say `pytestmark = pytest.mark.django_db`: what a test changes is undone after it. As long as it changes
    nothing, parts of pages are kept as on the site.
    """
    from tests.walk import settle
    from tests.world import World

    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        settle()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Nor the language of the last page of the test before."""
    caches["kept"].clear()
    translation.deactivate()


@pytest.fixture(autouse=True)
def the_log_lets_go(request):
    """All tables are emptied after a test that commits: the one thing the audit log refuses as long as it has lines."""
    if commits(request.node):
        request.getfixturevalue("transactional_db")
    yield
    if commits(request.node):
        from ggsn.audit import triggers
        from ggsn.audit.models import Entry

        triggers.lift(connection)
        Entry.objects.all()._raw_delete("default")
        triggers.lay(connection)


class NetworkCall(AssertionError):
    """Something wanted to speak to another machine, or to any server while a page was being made (TRUST OUT-3)."""


@pytest.fixture(autouse=True)
def no_network(request, monkeypatch):
    """Tests speak to servers they have started on the loopback, and requests to none at all: no page waits for one.

    But for the bucket of an installation that keeps its files in one: whoever takes a file waits for its bytes.
    """
    making_a_page = []
    asks_the_bucket = request.node.get_closest_marker("bucket") is not None
    connect, answer = socket.socket.connect, BaseHandler.get_response

    def guarded(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6} and (
            (making_a_page and not asks_the_bucket) or not is_loopback(address[0])
        ):
            raise NetworkCall(address)
        return connect(self, address)

    def answering(self, request):
        making_a_page.append(request)
        try:
            return answer(self, request)
        finally:
            making_a_page.pop()

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(BaseHandler, "get_response", answering)


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture
def mailoutbox(db):
    """All that was written and has not left: what went into the outbox in words, and what gets its words now."""
    from tests.outreach.make import Written

    return Written()


@pytest.fixture
def mailboxes(settings, tmp_path):
    """What has left for whom: {address: the last mail}, once `manage.py deliver` has run."""
    settings.EMAIL_BACKEND, settings.DELIVERY, settings.DATA_DIR = "ggsn.outreach.backends.Outbox", {}, tmp_path

    def read():
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.glob("mail/*.eml")]
        return {mail["To"]: mail for mail in sorted(mails, key=lambda mail: mail["Date"].datetime)}

    return read


@pytest.fixture
def newcomer():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.fixture
def applicant(db):
    return make_member(display_name="Noor", accepted_at=None)


@pytest.fixture
def member(db):
    return make_member(display_name="Awa", is_listed=True)


@pytest.fixture
def other(db):
    return make_member(display_name="Wanjiru", is_listed=True)


@pytest.fixture
def unlisted(db):
    return make_member(display_name="Tane", is_listed=False)


@pytest.fixture
def gone(db):
    return make_member(display_name="Gone", is_active=False)


@pytest.fixture
def librarian(db):
    return make_member(display_name="Lia", role="librarian")


@pytest.fixture
def regional(db):
    return make_member(display_name="Rosa", role="regional coordinator", regions_coordinated=["latin-america"])


@pytest.fixture
def regional2(db):
    return make_member(display_name="Kofi", role="regional coordinator", regions_coordinated=["africa"])


@pytest.fixture
def coordinator(db):
    return make_member(display_name="Mika", role="coordinator")


@pytest.fixture
def roles(db):
    return {group.name: group for group in Group.objects.all()}
