"""Journeys through the whole portal in a real browser, as `make run` serves it."""

import email
import email.policy
import os
import shutil
import time
from pathlib import Path

import pytest

from tests.journeys.laid import ORIGIN, laid_pages
from tests.journeys.looking import DEVICES
from tests.journeys.reader import DESKTOP, Reader
from tests.journeys.server import portal

HERE = Path(__file__).parent
# They come first, so that nobody waits for one of them at the end.
LONGEST = ["test_every_page.py", "test_every_page_of_the_desk.py", "test_newcomer.py", "test_contribute.py"]
CHROMIUM = shutil.which("chromium")
NO_BROWSER = "NO JOURNEY WAS MADE: there is no Chromium on this machine. Install it (Debian: apt install chromium)."
FLAGS = [
    *["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    *["--disable-background-networking", "--disable-component-update", "--disable-sync"],
]

# The browser's own loop runs in this thread for as long as the browser is open, and tests that ask the database in
# their usual way may come after.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Journeys come last, after everybody else has put the tests in their order.

    Whatever is quicker speaks first; and while a browser is open, Django would give the tests that come after it
    another connection to the database than the one the test database was made with.
    """
    yield
    journeys = [item for item in items if HERE in item.path.parents]
    for journey in journeys:
        journey.add_marker(pytest.mark.journey)
        if CHROMIUM is None:
            journey.add_marker(pytest.mark.skip(reason=NO_BROWSER))
    items.sort(key=lambda item: (HERE in item.path.parents, _turn(item.path.name)))


def _turn(name):
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_BROWSER in str(report.longrepr) for report in skipped):
        terminalreporter.write_sep("!", NO_BROWSER, red=True, bold=True)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="session")
def base_url(data_dir, tmp_path_factory):
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with portal(data_dir, os.environ.get("DATABASE_URL", ""), shared) as address:
        yield address


@pytest.fixture
def mailbox(data_dir):
    """`mailbox("awa@example.org")`: the text of the first letter delivered there since the journey began."""
    read = set((data_dir / "mail").glob("*.eml"))

    def mailbox(address):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for file in set((data_dir / "mail").glob("*.eml")) - read:
                letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                if letter["To"] == address:
                    return letter.get_body(["plain"]).get_content()
            time.sleep(0.2)
        raise AssertionError(f"No letter came to {address}.")

    return mailbox


@pytest.fixture(scope="module")
def laid(first_rows, django_db_blocker):
    with django_db_blocker.unblock(), laid_pages(first_rows) as laid:
        yield laid


@pytest.fixture(scope="module")
def screens(browser, laid):
    """One browser page for each device; kept open, since a page is looked at quicker than opened."""
    context = browser.new_context(base_url=ORIGIN, locale="en-GB")
    screens = [Reader(context.new_page(), ORIGIN) for _device in DEVICES]
    for screen, size in zip(screens, DEVICES, strict=True):
        screen.page.set_viewport_size(size)
        laid.lay_before(screen.page)
    yield screens
    context.close()


@pytest.fixture
def open_reader(browser, base_url):
    """Each call is another person with another device: `open_reader(viewport=PHONE, color_scheme="dark")`."""
    opened = []

    def open_reader(**device):
        context = browser.new_context(**{"base_url": base_url, "viewport": DESKTOP, "locale": "en-GB", **device})
        opened.append(context)
        return Reader(context.new_page(), base_url)

    yield open_reader
    for context in opened:
        context.close()


@pytest.fixture
def reader(open_reader):
    """A newcomer at a desktop computer."""
    return open_reader()


@pytest.fixture(scope="session")
def sessions():
    """The cookies of those who have signed in already, by name."""
    return {}


@pytest.fixture
def signed_in(open_reader, sessions):
    """`signed_in("member")`: one of the demonstration accounts, on a device of their own, signed in once for all."""

    def signed_in(name, **device):
        if name not in sessions:
            newcomer = open_reader()
            newcomer.sign_in(name)
            sessions[name] = newcomer.page.context.storage_state()
        return open_reader(storage_state=sessions[name], **device)

    return signed_in
