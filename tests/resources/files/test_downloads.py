"""What is taken from the library: by whom, in which parts, with which headers (TRUST EXP-HDR-3, FLT-10, RATE)."""

import os

import pytest
from django.test import Client

from members.models import Visibility
from resources import storage
from resources.files.downloads import harmless
from resources.files.ranges import Unsatisfiable, asked_part
from resources.models import Resource, State
from resources.storage import places
from tests.make import make_file, make_resource, make_version
from tests.resources.files.conftest import bytes_of
from tests.walk import body_of

SIZE = 200_000
CONTENT = os.urandom(SIZE)
MEMBERS, PUBLIC = Visibility.MEMBERS, Visibility.PUBLIC


@pytest.fixture
def public(db):
    return make_file(content=CONTENT)


@pytest.fixture
def private(db, other):
    return make_file(make_resource(visibility=Visibility.MEMBERS, contributor=other), CONTENT)


def take(client, thing, **headers):
    return client.get(thing.get_absolute_url(), headers=headers)


def is_like_missing(client, thing):
    """The very page of what was never there, but for its own address."""
    private, missing = thing.get_absolute_url(), f"/files/{'0' * 32}/"
    one, two = client.get(private), client.get(missing)
    texts = [body_of(one).replace(private.encode(), b""), body_of(two).replace(missing.encode(), b"")]
    return (one.status_code, texts[0]) == (404, texts[1])


# Who may.


@pytest.mark.parametrize(
    ("resource", "file", "newcomer_may"),
    [
        ({"visibility": "public"}, {"visibility": "public"}, True),
        ({"visibility": "public"}, {"visibility": "members"}, False),
        ({"visibility": "members"}, {"visibility": "public"}, False),
        ({"visibility": "public", "published_at": None}, {"visibility": "public"}, False),
    ],
)
def test_a_file_is_never_seen_by_more_than_its_resource(client, db, resource, file, newcomer_may):
    thing = make_file(make_resource(**resource), **file)

    response = take(client, thing)

    assert response.status_code == (200 if newcomer_may else 404)
    assert is_like_missing(client, thing) != newcomer_may


def test_of_a_draft_only_the_contributor_and_reviewers_take_files(member, other, librarian):
    thing = make_file(make_resource(contributor=member, published_at=None))
    status = []

    for person in [member, other, librarian]:
        client = Client()
        client.force_login(person)
        status.append(take(client, thing).status_code)

    assert status == [200, 404, 200]


def test_former_versions_are_for_who_gave_them_and_who_reviews(member, other, librarian):
    thing = make_file(make_resource(contributor=member))
    former = thing.versions.get()
    make_version(thing, b"Better.")
    status = []

    for person in [member, other, librarian, None]:
        client = Client()
        if person:
            client.force_login(person)
        status.append(take(client, former).status_code)

    assert status == [200, 404, 200, 404]


def test_up_96_a_public_file_made_private_is_gone_at_once(client, public):
    before = take(client, public).status_code

    public.visibility = Visibility.MEMBERS
    public.save()

    assert (before, is_like_missing(client, public)) == (200, True)


def test_up_97_a_new_version_is_served_in_the_place_of_the_old(client, public):
    old = take(client, public).headers["ETag"]
    make_version(public, b"Better.")

    now = take(client, public, if_none_match=old)

    assert (now.status_code, bytes_of(now)) == (200, b"Better.")
    assert now.headers["ETag"] != old


def test_what_was_renamed_reaches_whoever_keeps_it_under_its_former_name(client, public):
    old = take(client, public).headers["ETag"]
    public.versions.get().rename("clean.txt")

    now = take(client, public, if_none_match=old)
    rest = take(client, public, range="bytes=100-", if_range=old)
    known = take(client, public, if_none_match=now.headers["ETag"])

    assert [now.status_code, rest.status_code, known.status_code] == [200, 200, 304]
    assert {one.headers["Content-Disposition"] for one in [now, rest]} == {'attachment; filename="clean.txt"'}
    assert (bytes_of(now), bytes_of(rest)) == (CONTENT, CONTENT)


@pytest.mark.parametrize("what", ["file", "version"])
def test_what_was_withdrawn_is_as_if_it_had_never_been(client, member, public, what):
    version = public.versions.get()
    client.force_login(member)

    (public if what == "file" else version).withdraw()

    assert [is_like_missing(client, thing) for thing in [public, version]] == [True, True]


@pytest.mark.parametrize("before", ["nothing", "published", "for fewer", "changes asked", "declined", "hidden"])
def test_without_the_new_version_the_one_before_it_waits_for_a_reviewer(client, public, librarian, before):
    """Whatever was decided about it: it may have been for members, or taken back because it names somebody."""
    resource = public.resource
    if before == "for fewer":
        public.visibility = MEMBERS
        public.save()
    if before != "nothing":
        resource.submit()
        resource.publish(by=librarian)
    match before:
        case "changes asked":
            resource.ask_changes(by=librarian, word="It names somebody.")
        case "declined":
            resource.decline(by=librarian, word="It names somebody.")
        case "hidden":
            resource.hide()
    public.visibility = PUBLIC
    public.save()
    better = make_version(public, b"Better.")
    resource.submit()
    resource.publish(by=librarian)
    served = bytes_of(take(client, public))

    better.withdraw()

    assert served == b"Better."
    assert is_like_missing(client, public)
    assert Resource.objects.get(pk=resource.pk).state == State.WAITING
    resource.refresh_from_db()
    resource.publish(by=librarian)
    assert bytes_of(take(client, public)) == CONTENT


def test_what_waits_for_a_yes_is_taken_by_nobody(client, member):
    thing = make_file(make_resource(contributor=member))
    waiting = make_version(thing, b"By Adaeze", confirmed_at=None, names=["Adaeze"])
    client.force_login(member)

    assert (take(client, waiting).status_code, bytes_of(take(client, thing))) == (404, b"What it says.\n")


def test_whoever_left_takes_nothing(client, private, gone):
    client.force_login(gone)

    assert take(client, private).status_code == 404


# With what it comes.


def test_a_members_file_stays_out_of_every_cache_and_opens_nowhere(client, member, private):
    client.force_login(member)

    response = take(client, private)

    assert {name: response.headers[name] for name in ["Content-Disposition", "Cache-Control", "Content-Type"]} == {
        "Content-Disposition": 'attachment; filename="notes.txt"',
        "Cache-Control": "private, no-store",
        "Content-Type": "text/plain; charset=utf-8",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'; sandbox")


def test_a_public_file_may_be_kept_and_is_asked_for_again(client, public):
    response = take(client, public)
    again = take(client, public, if_none_match=response.headers["ETag"])

    assert response.headers["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_is_never_packed_on_its_way(client, public):
    response = take(client, public, accept_encoding="gzip")

    assert "Content-Encoding" not in response.headers
    assert response.headers["Content-Length"] == str(SIZE)


HOSTILE = [
    'a".txt', "a\r\nSet-Cookie: x=y.txt", "a\nb.txt", "a;filename=b.exe", "a%0d%0ab.txt", "../../etc/passwd",
    "..\\x.txt", "/etc/x", "C:\\x", "a\0b.txt", "\u202efdp.txt", "\u2066a\u2069.txt", "a\u200bb.txt", "\ufeffa.txt",
    "é.txt", "e\u0301.txt", "文書.txt", "وثيقة.txt", "🌱.txt", "a'b.txt", "a\\b.txt", "a\tb.txt", "a\x7fb.txt",
    "a\x85b.txt",
    "a\u2028b.txt", "x" * 300 + ".txt", "<img src=x>.txt", "=?utf-8?q?a?=.txt", "...", " ", "*.txt", "a,b.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=[ascii(name)[:24] for name in HOSTILE])
def test_exp_hdr_3_no_name_breaks_out_of_the_header(client, public, name):
    public.versions.update(name=name.replace("\0", "")[:255])  # what any database can hold

    response = take(client, public)

    header = response.headers["Content-Disposition"]
    assert response.status_code == 200
    assert header.startswith("attachment; filename")
    assert header.isascii() and header.isprintable() and len(header) < 2500
    assert "Set-Cookie" not in response.headers
    if header.startswith('attachment; filename="'):
        inside = header.removeprefix('attachment; filename="')[:-1].replace("\\\\", "").replace('\\"', "")
        assert header.endswith('"') and '"' not in inside
    assert not {"/", "\\", "\0", "\r", "\n", "\u202e"} & set(harmless(name))


# Parts.

WHOLE = "whole"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-99", (0, 100)),
        ("bytes=100-", (100, 1000)),
        ("bytes=-10", (990, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=900-5000", (900, 1000)),
        ("Bytes = 1 - 2", (1, 3)),
        ("bytes=1000-", Unsatisfiable),
        ("bytes=5000-6000", Unsatisfiable),
        ("bytes=-0", Unsatisfiable),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=99999999999999999999999-", None),
        ("", None),
    ],
)
def test_which_part_is_asked_for(asked, part):
    if part is Unsatisfiable:
        with pytest.raises(Unsatisfiable):
            asked_part({"Range": asked}, 1000, '"x"')
        return

    assert asked_part({"Range": asked}, 1000, '"x"') == part


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (65_535, 65_537), (65_536, 131_072), (150_000, SIZE)])
def test_a_part_is_exactly_that_part(client, public, start, stop):
    response = take(client, public, range=f"bytes={start}-{stop - 1}")

    assert (response.status_code, bytes_of(response)) == (206, CONTENT[start:stop])
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert response.headers["Content-Length"] == str(stop - start)


def test_what_broke_off_goes_on_only_with_the_same_version(client, public):
    etag = take(client, public).headers["ETag"]

    same = take(client, public, range="bytes=100-", if_range=etag)
    make_version(public, b"Better.")
    other = take(client, public, range="bytes=100-", if_range=etag)

    assert (same.status_code, bytes_of(same)) == (206, CONTENT[100:])
    assert (other.status_code, bytes_of(other)) == (200, b"Better.")


def test_no_part_there_is_said_with_the_length(client, public):
    response = take(client, public, range=f"bytes={SIZE}-")

    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_asking_for_the_headers_alone_reads_nothing(client, public, monkeypatch):
    monkeypatch.setattr(places.Disk, "read", None)

    response = client.head(public.get_absolute_url())

    assert (response.status_code, response.headers["Content-Length"], response.content) == (200, str(SIZE), b"")
    assert response.headers["Accept-Ranges"] == "bytes"


# How often.


def test_private_files_are_taken_a_hundred_times_a_day_and_then_later(client, settings, member, other, private):
    settings.DOWNLOADS_PER_DAY = 3
    client.force_login(member)

    status = [take(client, private).status_code for _time in range(3)]
    refused = take(client, private)
    in_parts = take(client, private, range="bytes=5-").status_code
    client.force_login(other)

    assert status == [200] * 3
    assert refused.status_code == in_parts == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600
    assert take(client, private).status_code == 200


def test_public_files_are_not_counted(client, settings, public):
    settings.DOWNLOADS_PER_DAY = 1

    assert [take(client, public).status_code for _time in range(3)] == [200] * 3


# FLT-10: the storage does not answer.


@pytest.mark.parametrize("fault", ["gone", "cut", "refuses", "away"])
def test_flt_10_the_reader_is_told_and_never_given_a_short_file(client, public, monkeypatch, fault):
    version = public.versions.get()
    path = places.place()._path(version.stored_as)
    if fault == "gone":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(path.read_bytes()[:-1000])
    elif fault == "refuses":
        monkeypatch.setattr(places.Path, "open", raising(PermissionError(13, "no")))
    else:
        monkeypatch.setattr(places.Disk, "size", raising(storage.StorageAway("away")))

    response = take(client, public)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert "This file cannot be read now" in response.content.decode()
    assert "Content-Disposition" not in response.headers


def raising(error):
    def fail(*arguments, **named):
        raise error

    return fail
