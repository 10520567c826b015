"""What is kept lives exactly until something is written: by whom, how and where does not matter."""

import os
import subprocess
import sys
import threading

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ggsn import kept
from ggsn.outreach.models import Message
from ggsn.search.models import Turn
from members.models import Application, Member, Struggle
from resources.models import Draft, Resource
from tests.make import PASSWORD, make_member, make_resource


@pytest.fixture
def cache(settings):
    return caches["kept"]


committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def rename(name):
    Struggle.objects.filter(key="housing").update(name_en=name)


def names():
    return list(Struggle.objects.filter(key="housing").values_list("name_en", flat=True))


@pytest.mark.parametrize(
    "write",
    [
        lambda: Struggle.objects.create(key="land", name_en="Land"),
        lambda: Struggle.objects.get(key="housing").save(),
        lambda: rename("Homes"),
        lambda: Struggle.objects.bulk_create([Struggle(key="land", name_en="Land")]),
        lambda: Struggle.objects.bulk_update(Struggle.objects.all(), ["name_en"]),
        lambda: Struggle.objects.filter(key="housing").delete(),
        lambda: make_member().struggles.add(Struggle.objects.first()),
        lambda: Struggle.objects.update_or_create(key="housing", defaults={"name_en": "Homes"}),
        lambda: connection.cursor().execute("UPDATE members_struggle SET position = 1"),
        lambda: connection.cursor().execute("  -- a remark\nUPDATE members_struggle SET position = 1"),
        lambda: connection.cursor().execute(
            "WITH chosen AS (SELECT 1) UPDATE members_struggle SET position = 1 WHERE 1 IN (SELECT * FROM chosen)"
        ),
        lambda: connection.cursor().executemany("UPDATE members_struggle SET position = %s", [[1], [2]]),
    ],
)
@committed
def test_every_kind_of_write_renews_the_stamp(write):
    before = kept.stamp()

    write()

    assert kept.stamp() != before


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(Struggle.objects.all()),
        lambda: Struggle.objects.select_for_update().count(),
        lambda: connection.cursor().execute("WITH chosen AS (SELECT 1) SELECT * FROM chosen"),
        lambda: caches["default"].set("counter", 1),
        lambda: Turn.objects.update_or_create(who="somebody", defaults={"minute": 1, "times": 1}),
        lambda: Member.objects.filter(pk=0).update(last_login=None),
    ],
)
@committed
def test_reading_and_counting_renew_nothing(read):
    before = kept.stamp()

    with transaction.atomic():
        read()

    assert kept.stamp() == before


@committed
def test_signing_in_and_out_renews_nothing(client):
    member = make_member()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    before = kept.stamp()

    answer = client.post("/en/account/login/", {"login": member.email, "password": PASSWORD})
    client.get("/en/members/dashboard/")
    client.post("/en/account/logout/")

    assert (answer.status_code, kept.stamp() == before) == (302, True)


@committed
def test_what_is_rolled_back_renews_nothing():
    before = kept.stamp()

    with transaction.atomic():
        rename("Homes")
        transaction.set_rollback(True)

    assert kept.stamp() == before


@committed
def test_a_write_after_a_savepoint_that_was_rolled_back_counts():
    before = kept.stamp()

    with transaction.atomic():
        with transaction.atomic():
            rename("Homes")
            transaction.set_rollback(True)
        rename("Roofs")

    assert kept.stamp() != before


@committed
def test_the_stamp_is_renewed_only_once_the_write_is_committed():
    before = kept.stamp()

    with transaction.atomic():
        rename("Homes")
        during = kept.stamp()

    assert (during == before, kept.stamp() == before) == (True, False)


@committed
def test_a_follower_of_the_commit_that_fails_does_not_keep_pages_old():
    before = kept.stamp()

    def fail():
        raise ValueError

    with pytest.raises(ValueError), transaction.atomic():
        transaction.on_commit(fail)
        rename("Homes")

    assert kept.stamp() != before


@committed
def test_what_is_kept_is_not_made_twice_and_is_made_anew_after_a_write(cache):
    made = []

    def make():
        made.append(1)
        return names()

    first = cache.get_or_set("names", make, 600)
    again = cache.get_or_set("names", make, 600)
    rename("Homes")
    after = cache.get_or_set("names", make, 600)

    assert (first, again, after, len(made)) == (["Housing"], ["Housing"], ["Homes"], 2)


@committed
def test_what_a_write_overtakes_while_it_is_made_is_not_handed_out_again(cache):
    def make():
        old = names()
        rename("Homes")
        return old

    cache.get_or_set("names", make, 600)

    assert cache.get_or_set("names", names, 600) == ["Homes"]


@committed
def test_nothing_of_an_unfinished_transaction_is_kept(cache):
    with transaction.atomic():
        rename("Never")
        seen = cache.get_or_set("names", names, 600)
        transaction.set_rollback(True)

    assert (seen, cache.get_or_set("names", names, 600)) == (["Never"], ["Housing"])


@committed
def test_a_transaction_sees_what_it_has_written_itself(cache):
    cache.get_or_set("names", names, 600)

    with transaction.atomic():
        rename("Homes")
        seen = cache.get_or_set("names", names, 600)

    assert seen == ["Homes"]


def test_inside_a_test_s_own_transaction_nothing_old_is_handed_out(cache, db):
    cache.get_or_set("names", names, 600)

    rename("Homes")

    assert cache.get_or_set("names", names, 600) == ["Homes"]


def test_all_threads_of_a_worker_share_what_is_kept(cache):
    cache.set("key", "value", 600)
    seen = []

    thread = threading.Thread(target=lambda: seen.append(caches["kept"].get("key")))
    thread.start()
    thread.join()

    assert seen == ["value"]


def test_another_process_renews_what_is_kept_here(cache):
    cache.get_or_set("key", lambda: "old", 600)

    code = "import django; django.setup(); from ggsn import kept; kept.renew()"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ggsn.settings", "DATA_DIR": str(settings.DATA_DIR)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=settings.BASE_DIR)

    assert cache.get("key") is None


def test_no_two_renewals_are_alike():
    seen = set()

    for _ in range(200):
        kept.renew()
        seen.add(kept.stamp())

    assert len(seen) == 200


def test_a_stamp_that_cannot_be_written_spoils_no_save(settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file"

    kept.renew()

    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_no_more_is_kept_than_there_is_room_for(cache, monkeypatch):
    monkeypatch.setattr(cache, "_most_bytes", 12_000)
    for key in ["first", "second", "third"]:
        cache.set(key, "x" * 4000, 600)
    cache.set("third", "x" * 4000, 600)

    texts = [key for key in ["first", "second", "third"] if cache.get(key)]
    cache.set("not a text", object(), 600)
    with_others = [key for key in ["first", "second", "third", "not a text"] if cache.get(key)]

    assert (texts, with_others) == (["second", "third"], ["third", "not a text"])


def test_what_is_too_old_or_one_too_many_is_forgotten(cache, monkeypatch):
    monkeypatch.setattr(cache, "_max_entries", 2)
    cache.set("gone at once", 1, 0)
    for key in ["first", "second", "third"]:
        cache.set(key, 1, 600)

    seen = {key for key in ["gone at once", "first", "second", "third"] if cache.get(key)}

    assert seen == {"second", "third"}


@pytest.mark.parametrize(
    "found",
    [
        Application.objects.all(),
        Message.objects.all(),
        Member.objects.filter(last_login=None),
        Resource.objects.filter(pk__in=Draft.objects.values("resource")),
    ],
)
def test_nothing_is_kept_of_tables_whose_writes_renew_no_stamp(found):
    assert not kept.lasts(str(found.values("pk").query))


def test_what_is_found_in_other_tables_is_kept():
    assert kept.lasts(str(Member.objects.filter(is_active=True, region__key="africa").values("pk").query))


@committed
def test_a_list_of_the_desk_counts_anew_after_each_write(client, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(make_member("coordinator"), backend="ggsn.accounts.lookup.ByAddress")

    def number(address):
        return client.get(f"/en/admin/{address}/").context["cl"].result_count

    make_resource()
    library, letters = number("resources/resource"), number("outreach/message")
    Message.objects.create(to="x@example.org", subject="A letter", sender="p@example.org", message_id="<x@y>")
    letters_then = number("outreach/message")
    make_resource()

    assert (library, number("resources/resource")) == (1, 2)
    assert (letters, letters_then) == (0, 1)


@committed
@pytest.mark.parametrize(
    ("address", "is_kept"),
    [("members/member/", True), ("outreach/message/", False), ("meetings/meeting/?when=past", False)],
)
def test_a_list_of_the_desk_is_counted_once_where_that_may_be_kept(cache, client, settings, address, is_kept):
    """What asks for a moment that never comes again would only take the room of others."""
    settings.DESK_SECOND_FACTOR = False
    client.force_login(make_member("coordinator"), backend="ggsn.accounts.lookup.ByAddress")
    client.get(f"/en/admin/{address}")

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/en/admin/{address}")

    table = address.split("/?")[0].strip("/").replace("/", "_")
    counted = [query["sql"] for query in asked if f'COUNT(*) AS "__count" FROM "{table}"' in query["sql"]]
    assert (counted == []) is is_kept
    assert any("count-" in key for key in kept._entries) is is_kept
