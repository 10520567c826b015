"""Deliverers are killed while they deliver (TRUST OUT-2, FLT-2): see killing.py, which also runs at full size."""

import sqlite3

import pytest
from django.db import connection

from ggsn.outreach.models import Message
from tests.outreach.killing import letters, run

LETTERS = 240


@pytest.fixture
def address(tmp_path):
    """A database with letters in it that other processes see."""
    Message.objects.bulk_create(letters(LETTERS), batch_size=80)
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "portal.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    facts = connection.settings_dict
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # other processes see only what is committed
@pytest.mark.parametrize(("workers", "kills"), [(8, 12), (4, 0)], ids=["killed", "left in peace"])
def test_nothing_is_lost_and_nothing_sent_twice_but_what_a_killed_one_had_in_hand(address, tmp_path, workers, kills):
    arrived, killed = run(address, tmp_path, workers, kills)

    assert (len(set(arrived)), killed) == (LETTERS, kills)
    assert len(arrived) - LETTERS <= kills
