"""How long the page of results takes with a hundred thousand things or a million: `python -m ggsn.bench.search`.

Some thousands of invented resources are written and indexed as on the site, which is timed; then they are multiplied in
the database, each time with other dates, until there are as many as asked for, and their entries with them. Words keep
their share of all. Each word is then searched for in turn by the portal (the whole page with facets, which nobody has
asked for before) and, where the database is PostgreSQL and --beside is given, by the best plain statements over an
index of its own kind of the same tokens: the newest thousand ranked that have this very word, and those that, as on the
page, have one that begins so. "times" is how often as long the page takes, for both.
"used" are milliseconds of processor, ours and the database's, on average.
"""
# ruff: noqa: S608 - the statements are made of names of columns and of words that the bench has made up itself

import argparse
import contextlib
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django
from tqdm import tqdm

from ggsn.bench import SECRETS

WORDS = 8  # of each frequency
RANKED = (
    "SELECT id, ts_rank(vector, {q}) FROM (SELECT id, vector FROM beside WHERE vector @@ {q} "
    "ORDER BY id DESC LIMIT 1000) newest ORDER BY 2 DESC LIMIT 20"
)
ASKED = {"word": "'''w:{word}'''::tsquery", "begun": "'''w:{word}'':*'::tsquery"}


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m ggsn.bench.search", description="Measure the page of results.")
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--written", type=int, default=3000, help="how many are made up before they are multiplied")
    parser.add_argument("--beside", action="store_true", help="compare with plain statements of PostgreSQL")
    parser.add_argument("--rounds", type=int, default=10, help="how often each word is searched for")
    return parser.parse_args()


# --- A large database -------------------------------------------------------------------------------------------------


def write(written):
    """Returns seconds per entry indexed in one go, and milliseconds of one contribution."""
    from django.core.management import call_command
    from django.db import connection

    from ggsn.search import blocks
    from ggsn.search.index import how_many, rebuild
    from ggsn.search.models import Entry
    from resources.models import Resource

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("populate", members=50, resources=written, meetings=20, terms=30, verbosity=1)
    with connection.cursor() as cursor:
        Entry.objects.all().delete()
        blocks.empty(cursor)
    begun = time.perf_counter()
    with tqdm(total=how_many(), desc="indexing in one go") as bar:
        rebuild(bar.update)
    each = (time.perf_counter() - begun) / how_many()
    return each, [*times_of_contributions(Resource.objects.published().order_by("-pk")[:40])]


def times_of_contributions(resources):
    """Each time one is taken out of the index, and then entered as when it is new."""
    from django.db import transaction

    from ggsn.search.index import index
    from ggsn.search.sources import BY_MODEL

    for resource in resources:
        source = BY_MODEL[type(resource)]
        type(resource).objects.filter(pk=resource.pk).update(published_at=None)
        index(source, [resource])
        type(resource).objects.filter(pk=resource.pk).update(published_at=resource.published_at)
        begun = time.perf_counter()
        with transaction.atomic():
            index(source, [resource])
        yield 1000 * (time.perf_counter() - begun)


def multiply(written, wanted):
    """Copies of the written resources and of their entries, each copy one day older and under other numbers."""
    from django.db import connection

    from resources.models import Resource

    own = {"id": "id + %(more)s", "form_key": "NULL"}
    own |= {field: f"{field} || '-' || %(copy)s" for field in ("slug_fr", "slug_en")}
    columns = [field.column for field in Resource._meta.concrete_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(own.get(column, f'"{column}"') for column in columns)
    statement = (
        f"INSERT INTO resources_resource ({quoted}) SELECT {chosen} FROM resources_resource WHERE id <= %(last)s"
    )
    copies = -(-wanted // written)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM resources_resource")
        (last,) = cursor.fetchone()
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        for copy in tqdm(range(1, copies), desc="multiplying"):
            cursor.execute(statement, {"copy": copy, "more": copy * last, "last": last})
        enter_copies(cursor, copies, last)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("RESET statement_timeout")


def enter_copies(cursor, copies, last):
    """The entries of all copies, the oldest first, by what fills the index of the site."""
    from django.db import transaction

    from ggsn.search import blocks
    from ggsn.search.index import Row, fill, rows
    from ggsn.search.models import Entry, Word
    from ggsn.search.sources import BY_MODEL, SOURCES
    from resources.models import Resource

    source = BY_MODEL[Resource]
    written = rows(source, list(Resource.objects.published().filter(pk__lte=last)))
    others = {other: rows(other, list(other.for_members())) for other in SOURCES if other is not source}

    def copied():
        for copy in tqdm(reversed(range(copies)), total=copies, desc="entering"):
            for row in written:
                yield source, Row(row.object_id + copy * last, row.date - copy * 86400, row.languages, row.tokens)

    with transaction.atomic():
        times, in_public = Counter(), Counter()
        Entry.objects.all().delete()
        Word.objects.all().delete()
        blocks.empty(cursor)
        fill(cursor, copied(), times, in_public)
        for other, made in others.items():
            fill(cursor, ((other, row) for row in made), times, in_public)
        words = (Word(word=word, times=often, times_in_public=in_public[word]) for word, often in times.items())
        Word.objects.bulk_create(words, batch_size=1000)


def index_beside(cursor):
    """The same tokens in PostgreSQL's own kind of index."""
    from ggsn.search.index import tokens_in
    from ggsn.search.models import Entry

    cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '1GB'")
    cursor.execute("CREATE TABLE beside (id bigint PRIMARY KEY, vector tsvector NOT NULL)")
    cursor.execute("ALTER TABLE beside ALTER COLUMN vector SET STORAGE EXTERNAL, SET (toast_tuple_target = 128)")
    entries = tqdm(Entry.objects.order_by("pk").iterator(), total=Entry.objects.count(), desc="beside")
    made = ([entry.pk, list(tokens_in(entry.tokens))] for entry in entries)
    while some := list(itertools.islice(made, 1000)):
        cursor.executemany("INSERT INTO beside VALUES (%s, array_to_tsvector(%s::text[]))", some)
    cursor.execute("CREATE INDEX beside_vector ON beside USING gin (vector) WITH (fastupdate = off)")
    cursor.execute("VACUUM ANALYZE beside")
    cursor.execute("RESET statement_timeout")


# --- Measuring --------------------------------------------------------------------------------------------------------


def words():
    """{how frequent: words}: of the most frequent ones, of those in the middle, of those written once."""
    from ggsn.search.models import Word
    from resources.words import is_small

    ranked = [
        word for word in Word.objects.order_by("-times", "word").values_list("word", flat=True) if not is_small(word)
    ]
    middle = len(ranked) // 20
    return {
        "rare": ranked[-WORDS:],
        "medium": ranked[middle : middle + WORDS],
        "frequent": ranked[:WORDS],
    }


def timed(work):
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def processor_seconds(backend):
    """What this process and the database's own for this connection have used so far: true on a busy machine, too."""
    used = time.process_time()
    if backend:
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def measure(rounds, is_compared):
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.SEARCHES_A_MINUTE = {"person": 10**9, "network": 10**9}
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    turns = itertools.count()
    table, backend, others = {}, backend_of(connection), Beside(connection) if is_compared else None
    for frequency, some in words().items():
        page, plain = [], {name: [] for name in ASKED} if is_compared else {}
        hits, used = [], 0
        for word in tqdm(some, desc=frequency):
            hits.append(how_many_have(word))
            for turn in range(rounds):
                before = processor_seconds(backend)
                asked = {"q": word, "turn": next(turns)}  # an address of its own, so that no page lies ready
                took = timed(lambda asked=asked: client.get("/en/search/", asked))
                used += 1000 * (processor_seconds(backend) - before)
                beside = {name: others.time(name, word) for name in plain}
                if turn:  # the first only warms up
                    page.append(took)
                    for name, one in beside.items():
                        plain[name].append(one)
        table[frequency] = hits, page, plain, used / rounds / len(some)
    return table


class Beside:
    """The plain statements, each word by whichever of PostgreSQL's ways is the quickest for it: through the index of
    words, or from the newest on. Left to itself it errs by seconds, which would make any page look fast beside it."""

    WAYS = (
        "SET enable_seqscan = off; SET enable_indexscan = off",
        "SET enable_seqscan = off; SET enable_bitmapscan = off",
    )

    def __init__(self, connection):
        self.connections = [connection.copy() for _way in self.WAYS]
        for one, way in zip(self.connections, self.WAYS, strict=True):
            one.cursor().execute(f"SET statement_timeout = 0; {way}")  # the wrong way may take long the first time
        self.best = {}

    def time(self, name, word):
        if (name, word) not in self.best:
            for one in self.connections:  # each finds in memory what it needs
                self.run(one, name, word)
            self.best[name, word] = min(self.connections, key=lambda one: timed(lambda: self.run(one, name, word)))
        return timed(lambda: self.run(self.best[name, word], name, word))

    def run(self, connection, name, word):
        with connection.cursor() as cursor:
            cursor.execute(RANKED.format(q=ASKED[name].format(word=word)))
            cursor.fetchall()


def backend_of(connection):
    """The number of the database's process for this connection, where it is one on this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    return number if Path(f"/proc/{number}/stat").exists() else None


def how_many_have(word):
    from ggsn.search.asking import Reading, how_many

    token = f"w:{word}"
    return how_many(Reading([token]).find(token))


def percentile(times, percent):
    return sorted(times)[min(int(len(times) * percent / 100), len(times) - 1)]


def report(each, contribution, table):
    print(f"\nIndexed in one go: {1000 * each:.2f} ms each, {each * 100_000 / 60:.1f} minutes for 100,000")
    print(
        f"One contribution: median {statistics.median(contribution):.1f} ms, p95 {percentile(contribution, 95):.1f} ms"
    )
    print(
        f"{'milliseconds':12}{'hits':>18}{'p50':>8}{'p95':>8}{'p99':>8}{'used':>8}"
        f"{'word':>8}{'begun':>8}{'times':>7}{'times':>7}"
    )
    for frequency, (hits, page, plain, used) in table.items():
        p50, p95, p99 = (percentile(page, percent) for percent in (50, 95, 99))
        best = {name: statistics.median(times) for name, times in plain.items()}
        told = "".join([f"{one:8.1f}" for one in best.values()] + [f"{p50 / one:7.2f}" for one in best.values()])
        print(f"{frequency:12}{min(hits):8} to {max(hits):6}{p50:8.1f}{p95:8.1f}{p99:8.1f}{used:8.1f}{told}")


@contextlib.contextmanager
def own_database():
    """A new one on PostgreSQL, as for `make bench`; else SQLite. It is gone at the end."""
    from ggsn.bench.__main__ import own_database as made

    with tempfile.TemporaryDirectory(prefix="ggsn-bench-") as directory, made(Path(directory)) as address:
        os.environ.update(
            **SECRETS, DATABASE_URL=address, DATA_DIR=directory, DEMONSTRATION="1",
            HTTPS="0", ALLOWED_HOSTS="127.0.0.1", DJANGO_SETTINGS_MODULE="ggsn.settings",
        )  # fmt: skip
        yield


def main():
    arguments = read_arguments()
    with own_database():
        django.setup()
        from django.conf import settings
        from django.db import connection

        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        print(f"Measuring on {connection.vendor}, {arguments.resources} resources, {os.cpu_count()} cores")
        is_compared = arguments.beside and connection.vendor == "postgresql"
        if not is_compared:
            print("Nothing to compare with in this run: that takes PostgreSQL and --beside (BESIDE=1 make bench).")
        each, contribution = write(arguments.written)
        multiply(arguments.written, arguments.resources)
        if is_compared:
            with connection.cursor() as cursor:
                index_beside(cursor)
        report(each, contribution, measure(arguments.rounds, is_compared))
        connection.close()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
