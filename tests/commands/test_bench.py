"""What the bench counts: queries that do not grow with the rows, pages that are light. It runs to its end."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command

from ggsn.bench import count, mail
from ggsn.bench.load import Result

MOST_BYTES, MOST_ASKED = 14_600, 3
MOST_QUERIES = {"newcomer": 6, "member": 12, "coordinator": 12}


@pytest.fixture
def crowd(transactional_db, settings):
    settings.DEMONSTRATION, settings.DESK_SECOND_FACTOR = True, False
    call_command("load_content", str(settings.BASE_DIR / "ggsn" / "content"), verbosity=0)

    def grow(number):
        rows = [f"--{what}={number}" for what in ("members", "resources", "meetings")]
        call_command("populate", *rows, verbosity=0)
        caches["kept"].clear()

    return grow


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_page_asks_more_of_the_database_when_there_is_more_in_it(crowd):
    crowd(10)
    few = count.queries()
    crowd(60)
    many = count.queries()

    assert many == few
    assert [
        (page, audience, queries)
        for page, counted in many.items()
        for audience, queries in counted.items()
        if queries > MOST_QUERIES[audience]
    ] == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_words_searched_for_are_frequent_and_rare_ones(crowd):
    crowd(20)

    words = count.words()

    assert (len(set(words["search"])), set(words["search"]) & set(words["new search"])) == (count.POOL, set())


def test_the_bench_of_mail_leaves_no_server_behind_that_does_not_answer(monkeypatch):
    class Unready:
        is_stopped = False

        def __init__(self, application, environment):
            servers.append(self)

        def wait(self, path):
            raise SystemExit("The server does not answer.")

        def stop(self):
            self.is_stopped = True

    servers = []
    monkeypatch.setattr(mail.servers, "Server", Unready)

    with pytest.raises(SystemExit):
        mail.read_pages(rounds=1, seconds=0)

    assert [server.is_stopped for server in servers] == [True]


def test_shares_and_averages_are_told_right():
    result = Result(seconds=2, times=[number / 1000 for number in range(1, 101)], cpu=1)

    assert (result.per_second, result.cpu_each) == (50, 10)
    assert [round(result.percentile(percent)) for percent in (50, 95, 99)] == [50, 95, 99]


@pytest.mark.no_database
def test_the_bench_runs_to_its_end_and_every_page_is_light():
    small = ["--members=12", "--resources=12", "--meetings=12", "--rounds=1", "--seconds=0.05"]

    answer = subprocess.run(
        [sys.executable, "-m", "ggsn.bench", *small],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": os.environ.get("DATABASE_URL", "sqlite:")},
        capture_output=True,
        text=True,
        timeout=600,
    )

    assert answer.returncode == 0, answer.stderr
    weights = [
        (row[:15].strip(), *map(int, row.split()[-2:]))
        for row in answer.stdout.partition("(an empty view)")[2].splitlines()[1:]
        if re.search(r" \d+ +\d+$", row)
    ]
    assert len(weights) == 28
    assert [row for row in weights if row[1] > MOST_BYTES or row[2] > MOST_ASKED] == []
