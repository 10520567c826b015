"""How long the page of results takes with a hundred thousand things or a million: `python -m ggsn.bench.search`.

Some thousands of invented resources are written and indexed as on the site, which is timed; then they are multiplied in
the database, each time with other dates, until there are as many as asked for. Words keep their share of all. Each
word is then searched for in turn by the portal (the whole page with facets, nothing kept) and, where the database is
PostgreSQL, by the best plain statements over the same index: the newest thousand ranked, and a count up to a thousand.
"used" are milliseconds of processor, ours and the database's, on average.
"""
# ruff: noqa: S608 - the statements are made of names of columns and of words that the bench has made up itself

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django
from tqdm import tqdm

from ggsn.bench import SECRETS

WORDS = 8  # of each frequency
STATEMENTS = {
    "ranked": "SELECT id, ts_rank(vector, {q}) FROM (SELECT id, vector FROM search_entry WHERE vector @@ {q} "
    "ORDER BY id DESC LIMIT 1000) newest ORDER BY 2 DESC LIMIT 20",
    "counted": "SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE vector @@ {q} LIMIT 1000) AS newest",
}


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m ggsn.bench.search", description="Measure the page of results.")
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--written", type=int, default=3000, help="how many are made up before they are multiplied")
    parser.add_argument("--rounds", type=int, default=10, help="how often each word is searched for")
    return parser.parse_args()


# --- A large database -------------------------------------------------------------------------------------------------


def fill(written, wanted):
    """Returns seconds per entry indexed in one go, and milliseconds of one contribution."""
    from django.core.management import call_command
    from django.db import connection

    from ggsn.search.index import how_many, rebuild
    from ggsn.search.models import Entry, Word
    from resources.models import Resource

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("populate", members=50, resources=written, meetings=20, terms=30, verbosity=1)
    Entry.objects.all().delete()
    Word.objects.all().delete()
    begun = time.perf_counter()
    with tqdm(total=how_many(), desc="indexing in one go") as bar:
        rebuild(bar.update)
    each = (time.perf_counter() - begun) / how_many()
    contribution = time_of_contribution(Resource.objects.published().order_by("pk")[:40])
    multiply(connection, written, wanted)
    return each, contribution


def time_of_contribution(resources):
    from django.db import transaction

    from ggsn.search.index import index
    from ggsn.search.models import Entry
    from ggsn.search.sources import BY_MODEL

    times = []
    for resource in resources:
        source = BY_MODEL[type(resource)]
        Entry.objects.filter(kind=source.number, object_id=resource.pk).delete()
        begun = time.perf_counter()
        with transaction.atomic():
            index(source, [resource])
        times.append(1000 * (time.perf_counter() - begun))
    return times


def multiply(connection, written, wanted):
    """Copies of the written resources and of their entries, each copy one day older and under other numbers."""
    from resources.models import Resource

    own = {"id": "id + %(more)s", "form_key": "NULL"}
    own |= {field: f"{field} || '-' || %(copy)s" for field in ("slug_fr", "slug_en")}
    columns = [field.column for field in Resource._meta.concrete_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(own.get(column, f'"{column}"') for column in columns)
    entry = "id - CAST(%(copy)s AS bigint) * 86400 * 67108864 + %(more)s"  # a day older, another number
    vector = {"postgresql": ", vector"}.get(connection.vendor, "")
    statements = [
        f"INSERT INTO resources_resource ({quoted}) SELECT {chosen} FROM resources_resource WHERE id <= %(last)s",
        f"INSERT INTO search_entry (id, kind, object_id, languages, facets{vector}) SELECT {entry}, kind, "
        f"object_id + %(more)s, languages, facets{vector} FROM search_entry WHERE kind = 1 AND object_id <= %(last)s",
    ]
    if connection.vendor == "sqlite":
        statements.append(
            f"INSERT INTO search_tokens (id, tokens) SELECT {entry.replace('id', 't.id', 1)}, tokens "
            "FROM search_tokens t JOIN search_entry e ON e.id = t.id WHERE e.kind = 1 AND e.object_id <= %(last)s"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM resources_resource")
        (last,) = cursor.fetchone()
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("DROP INDEX search_entry_vector")
        for copy in tqdm(range(1, -(-wanted // written)), desc="multiplying"):
            for statement in statements:
                cursor.execute(statement, {"copy": copy, "more": copy * last, "last": last})
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute(
                "CREATE INDEX search_entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)"
            )
            cursor.execute("VACUUM ANALYZE search_entry")
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
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


def measure(rounds):
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client

    settings.SEARCHES_A_MINUTE = {"person": 10**9, "network": 10**9}
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    table, backend = {}, backend_of(connection)
    for frequency, some in words().items():
        page, plain = [], {name: [] for name in STATEMENTS} if connection.vendor == "postgresql" else {}
        hits, used = [], 0
        for word in tqdm(some, desc=frequency):
            hits.append(how_many_have(connection, word))
            for turn in range(rounds):
                caches["kept"].clear()
                before = processor_seconds(backend)
                took = timed(lambda word=word: client.get("/en/search/", {"q": word}))
                used += 1000 * (processor_seconds(backend) - before)
                beside = {name: timed(lambda word=word, name=name: run(connection, name, word)) for name in plain}
                if turn:  # the first only warms up
                    page.append(took)
                    for name, one in beside.items():
                        plain[name].append(one)
        table[frequency] = hits, page, plain, used / rounds / len(some)
    return table


def backend_of(connection):
    """The number of the database's process for this connection, where it is one on this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    return number if Path(f"/proc/{number}/stat").exists() else None


def how_many_have(connection, word):
    from ggsn.search.engines import ask_for_every

    return len(ask_for_every({"all": f"w:{word}"})["all"])


def run(connection, name, word):
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[name].replace("{q}", f"'''w:{word}'''::tsquery"))
        cursor.fetchall()


def percentile(times, percent):
    return sorted(times)[min(int(len(times) * percent / 100), len(times) - 1)]


def report(each, contribution, table):
    print(f"\nIndexed in one go: {1000 * each:.2f} ms each, {each * 100_000 / 60:.1f} minutes for 100,000")
    print(
        f"One contribution: median {statistics.median(contribution):.1f} ms, p95 {percentile(contribution, 95):.1f} ms"
    )
    print(
        f"{'milliseconds':12}{'hits':>18}{'p50':>8}{'p95':>8}{'p99':>8}{'used':>8}{'ranked':>9}{'counted':>9}{'ratio':>8}"
    )
    for frequency, (hits, page, plain, used) in table.items():
        p50, p95, p99 = (percentile(page, percent) for percent in (50, 95, 99))
        best = {name: statistics.median(times) for name, times in plain.items()}
        told = "".join(f"{one:9.1f}" for one in best.values()) or f"{'':18}"
        ratio = f"{p50 / best['ranked']:8.2f}" if best else ""
        print(f"{frequency:12}{min(hits):8} to {max(hits):6}{p50:8.1f}{p95:8.1f}{p99:8.1f}{used:8.1f}{told}{ratio}")


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
        each, contribution = fill(arguments.written, arguments.resources)
        report(each, contribution, measure(arguments.rounds))
        connection.close()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
