"""The portal of tests/world.py laid before the browser: each page as each role gets it, without a server between.

The demonstration community lives there too, so that there is something in the lists. All of it is in a thread of its
own: in this one, where the browser's loop runs, Django would give each page another connection to the database.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from lxml import html

from ggsn import demonstration
from members.models import Region
from tests.access_table import declared
from tests.walk import addresses, body_of, settle, undone
from tests.world import World

ORIGIN = "http://localhost"
DATABASE = settings.DATABASES["default"]["NAME"]  # not yet the one for tests
OF_THE_MOMENT = {"value", "checked", "selected"}
LINES = declared()
ADDRESSES = {address.name: address for address in addresses()}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@contextmanager
def laid_pages(first_rows):
    with ThreadPoolExecutor(1) as thread:
        laid = thread.submit(Laid, thread, first_rows).result()
        try:
            yield laid
        finally:
            thread.submit(laid.clear).result()


class Laid:
    def __init__(self, thread, first_rows):
        self.thread = thread
        self.role = "anon"  # whoever is at the browser
        self.seen = set()  # the shapes of pages that were looked at
        self.has_own_database = connection.settings_dict["NAME"] == DATABASE
        if self.has_own_database:  # no test of this run asked for one
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        if not Region.objects.exists():
            connection.creation.deserialize_db_from_string(first_rows)
        demonstration.load("a-phrase-for-journeys")
        self.world = World()
        settle()

    def clear(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        if self.has_own_database:
            connection.creation.destroy_test_db(DATABASE, verbosity=0)
        connection.close()

    def path(self, name, language):
        return self.thread.submit(self.world.path, ADDRESSES[name], LINES[name].example, language).result()

    def ask(self, path, method="GET", data=None):
        """(status, headers, body) as the present role gets it. Whatever was done by it is undone."""
        return self.thread.submit(self._ask, path, method, data).result()

    def _ask(self, path, method, data):
        with undone():
            response = self.world.visitors[self.role].ask(path, method, data)
            return response.status_code, dict(response.items()), body_of(response)

    def lay_before(self, page):
        def answer(route):
            parts = urlsplit(route.request.url)
            if parts.path.startswith(settings.STATIC_URL):
                file = Path(finders.find(parts.path.removeprefix(settings.STATIC_URL)))
                route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
                return
            path, sent = parts._replace(scheme="", netloc="").geturl(), parse_qs(route.request.post_data or "", True)
            status, headers, body = self.ask(path, route.request.method, sent)
            route.fulfill(status=status, headers=headers, body=body)

        page.route(f"{ORIGIN}/**", answer)

    def is_new(self, body):
        """Whether there is something on this page that no single page looked at before has as well."""
        shape = shape_of(body)
        is_new = not any(shape <= other for other in self.seen)
        self.seen.add(shape)
        return is_new


def shape_of(body):
    """The kinds of elements in the main part of a page, each with those around it: what it says and how often aside."""
    page = html.document_fromstring(body)
    found = set()

    def walk(element, around):
        has_words, attributes = bool((element.text or "").strip()), frozenset(element.keys()) - OF_THE_MOMENT
        here = (*around, (element.tag, element.get("class"), attributes, has_words))
        found.add(here)
        for child in element.iterchildren("*"):
            walk(child, here)

    walk((page.xpath("//main") or [page])[0], ())
    return frozenset(found)
