"""Each role crawls everything it can reach, and reads no word that is not for it (TRUST LEAK-2, LEAK-6, LEAK-10)."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.access_table import DESK_ROLES, declared
from tests.walk import LANGUAGE, Visitor, addresses, body_of, crawl, said, settle, undone
from tests.world import ROLES

pytestmark = pytest.mark.django_db

LINES = declared()
LANGUAGES = [code for code, _name in settings.LANGUAGES]
WORD = re.compile(r"kanari[b-df-hj-np-tv-xz]+q")


def words_in(response):
    """The canaries anywhere in an answer: body, headers, cookies."""
    text = body_of(response).decode(errors="replace") + repr(sorted(response.items())) + response.cookies.output()
    return set(WORD.findall(text.lower()))


def starts(world, role):
    """Every address that needs no guessing, and every thing by its own address: also those one is not told of.

    In one language, whose pages lead to the other ones; the run on the other kind of database starts in the other.
    """
    desk = role in DESK_ROLES
    found = []
    for address in addresses():
        line = LINES.get(address.name)
        if line is None or "GET" not in line.methods or (line.is_desk and not desk):
            continue
        found.append(world.path(address, line.example, LANGUAGE if not line.is_desk else "en"))
        if line.of_things or (isinstance(line.example, tuple) and line.example and address.name.endswith("_change")):
            found += [world.path(address, of) for of in world.things if of[0] == line.example[0]]
    return list(dict.fromkeys(found))


def with_an_own_look(path):
    """Sorted and filtered lists of the desk are the same records again."""
    query = urlsplit(path).query
    return not ("/admin/" in path and re.search(r"(^|&)(o|p|_changelist_filters|e)=", query))


# What each role reads at least: else that it reads nothing else would prove nothing.
SEEN = {
    "anon": {
        "public resource: title_en",
        f"public page: body_{LANGUAGE}",
        "public term: definition_en",
        "author: display_name",
    },
    "applicant": {"public resource: title_en", "applicant: display_name"},
    "member": {"members resource: text_en", "meeting next: title_fr", "other: place", "draft resource: title_en"},
    "regional": {"member: place", "other: place"},
    "librarian": {"waiting resource: title_fr", "draft term: definition_en", "proposal: why"},
    "regional2": {"applicant in Africa: display_name"},
    "coordinator": {
        "applicant: display_name",
        "subject of a parked letter",
        "former text of the public page",
        "meeting next: zoom_link",
    },
}
# Where the link to walk into a meeting stands: on its own page and in its calendar entry, and nowhere else.
OF_A_MEETING = {"/en/meetings/*/", "/fr/rencontres/*/", "/en/meetings/*/calendar.ics", "/fr/rencontres/*/calendar.ics"}


# On the other kind of database one of each: those who know the most before those who know the least.
ONE_OF_EACH = ["anon", "applicant", "member", "regional", "regional2", "librarian", "coordinator"]
CRAWLERS = ONE_OF_EACH if connection.vendor == "postgresql" else ROLES


def test_everybody_reads_what_is_for_them_and_nothing_else(world):
    """Crawled by everybody in turn, so that what is kept finished for one audience would be seen by the next."""
    told = world.canaries.words
    zoom = {word for word, (what, _readers) in told.items() if "zoom_link" in what}
    leaks, unread, doors = {}, {}, {}
    settle()

    for role in reversed(CRAWLERS):
        visitor = world.visitors[role]
        unknown, seen = world.canaries.unknown_to(role), set()
        for path, response in crawl(visitor, starts(world, role), limit=100, only=with_an_own_look):
            words = words_in(response) & told.keys()
            seen |= {told[word][0] for word in words}
            for word in words & unknown.keys() - set(WORD.findall(path.lower())):
                leaks.setdefault((role, unknown[word]), path)
            place = re.sub(r"kanari[^/]*|[0-9a-f]{32}", "*", path)
            if words & zoom and "/admin/" not in path and (place not in OF_A_MEETING or role not in ROLES[3:]):
                doors[role] = path
        if missed := SEEN.get(role, set()) - seen:
            unread[role] = missed

    assert (leaks, unread, doors) == ({}, {}, {})


# What was made for one reader is not handed to the next.


@pytest.mark.parametrize("role", ["member", "librarian", "coordinator", "admin"])
def test_newcomers_read_the_same_before_and_after(world, role):
    different = []

    for address in addresses():
        line = LINES.get(address.name)
        if line is None or line.is_desk or "anon" not in line.admitted:
            continue
        for path in {world.path(address, line.example, code) for code in LANGUAGES}:
            settle()
            with undone():
                alone = said(world.visitors["anon"].get(path))
            settle()
            with undone():
                own = said(world.visitors[role].get(path))
            with undone():
                after = said(world.visitors["anon"].get(path))
                again = said(world.visitors[role].get(path))
            different += [path] if (alone, own) != (after, again) else []

    assert different == []


TRICKS = ["lib.js", ";x.css", "%2e", "%2e%2e/x.css", "?x=/x.css", "%0a.css", "%3bx.css", "index.html", ".jpg"]


@pytest.mark.no_database
def test_no_trick_with_the_address_gives_a_newcomer_a_member_s_page(world):
    """A cache in between may take /page/lib.js for a file that is the same for everybody."""
    unknown, leaks = world.canaries.unknown_to("anon"), []

    for address in addresses():
        line = LINES.get(address.name)
        if line is None or line.is_desk or "member" not in line.admitted or "GET" not in line.methods:
            continue
        path = world.path(address, line.example)
        for trick in TRICKS:
            with undone():
                member = world.visitors["member"].get(f"{path}{trick}")
                anon = Visitor().get(f"{path}{trick}")
            if member.headers.get("Cache-Control") != "private, no-store":
                leaks.append(f"{path}{trick} may be kept")
            if words_in(anon) & unknown.keys() - set(WORD.findall(path)):
                leaks.append(f"{path}{trick} is told")

    assert leaks == []


@pytest.mark.no_database
@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "x-forwarded-server", "forwarded", "x-original-url"])
def test_no_header_bends_an_address(world, header):
    bent = []

    for address in addresses():
        line = LINES.get(address.name)
        if line is None or line.is_desk or "GET" not in line.methods:
            continue
        path = world.path(address, line.example)
        for role in ["anon", "member"]:
            with undone():
                response = world.visitors[role].get(path, headers={header: "evil.example"})
            if "evil.example" in body_of(response).decode(errors="replace") + repr(list(response.items())):
                bent.append(f"{role} {path}")

    assert bent == []
