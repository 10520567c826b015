"""Deliverers are killed while they deliver (TRUST OUT-2, FLT-2): see killing.py, which also runs at full size."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from django.utils import timezone

from ggsn.outreach.kinds.base import HELD_FOR
from ggsn.outreach.models import Message
from ggsn.outreach.models.messages import digest_of, new
from tests.make import make_member
from tests.outreach.killing import NAME, letters, run
from tests.outreach.make import make_announcement

LETTERS = 240


def put_into_words_when_they_leave(readers):
    """For each a letter of service, a piece of news, and two more that come together."""
    news = [make_announcement(title_en=f"Number {n}", sent_at=timezone.now() - 2 * HELD_FOR) for n in range(3)]
    for reader in readers:
        digest = digest_of(reader, timezone.now())
        rows = [new("welcome", reader, member=reader), digest]
        rows += [new("announcement", announcement, member=reader) for announcement in news]
        rows[-1].digest = rows[-2].digest = digest.key
        yield from rows


def named(rows):
    """The names that killing.py counts, which are all as long."""
    for index, row in enumerate(rows):
        row.message_id = NAME.format(index)
        yield row


def seen_by_others(tmp_path):
    """The address of this database, for other processes."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "portal.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    facts = connection.settings_dict
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.fixture
def address(tmp_path):
    """A database with letters in it."""
    Message.objects.bulk_create(letters(LETTERS), batch_size=80)
    return seen_by_others(tmp_path)


def left_over(tmp_path):
    """How many were not written down as sent."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as copy:
            return copy.execute("SELECT count(*) FROM outreach_message WHERE sent_at IS NULL").fetchone()[0]
    return Message.objects.filter(sent_at=None).count()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # other processes see only what is committed
@pytest.mark.parametrize(("workers", "kills"), [(8, 12), (4, 0)], ids=["killed", "left in peace"])
def test_nothing_is_lost_and_nothing_sent_twice_but_what_a_killed_one_had_in_hand(address, tmp_path, workers, kills):
    arrived, killed = run(address, tmp_path, workers, kills)

    assert (len(set(arrived)), killed) == (LETTERS, kills)
    assert len(arrived) - LETTERS <= kills


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_put_into_words_when_it_leaves_and_what_goes_together_is_neither_lost_nor_doubled(tmp_path):
    Message.objects.bulk_create(named(put_into_words_when_they_leave([make_member() for _number in range(12)])))
    names = set(Message.objects.due().values_list("message_id", flat=True))

    arrived, killed = run(seen_by_others(tmp_path), tmp_path, workers=2, kills=4, seconds=60)

    assert (set(arrived), len(names), killed) == (names, 36, 4)
    assert len(arrived) - len(names) <= killed
    assert left_over(tmp_path) == 0  # what went with others too
