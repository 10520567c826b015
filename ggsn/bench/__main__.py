"""Starts everything, measures in turns, prints the table, leaves nothing behind."""

import argparse
import contextlib
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from tqdm import tqdm

from ggsn.bench import SECRETS, servers
from ggsn.bench.count import POOL
from ggsn.bench.load import Result, request
from ggsn.start import BASE_DIR

PASSWORD = "demo-grassroots"  # noqa: S105
SIGNED_IN = {"member": "member@example.org", "coordinator": "coordinator@example.org"}
BARE, EMPTY = (itertools.cycle([request(path)]) for path in ("/", "/nothing/"))


def read_arguments():
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the portal beside a bare Django page.")
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--resources", type=int, default=20000)
    parser.add_argument("--meetings", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5, help="how often each page has its turn")
    parser.add_argument("--seconds", type=float, default=0.7, help="how long a turn takes")
    parser.add_argument("--only", nargs="+", default=[], help="names of pages; the others are left out")
    parser.add_argument("--keep-in", type=Path, help="a directory whose filled database is used again and left there")
    return parser.parse_args()


# --- A database of one's own ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def own_database(directory):
    """On PostgreSQL where one can be reached, dropped at the end; else SQLite in the directory."""
    given = os.environ.get("DATABASE_URL", "")
    asked = [given] if given.startswith("postgres") else [] if given else ["postgres://postgres@127.0.0.1/postgres"]
    name = f"ggsn_bench_{os.getpid()}"
    for address in asked:
        parts = urlsplit(address)
        try:
            server = psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True, connect_timeout=3)
        except psycopg.Error as error:
            if given:
                raise SystemExit(f"The database cannot be reached: {str(error).strip()}") from None
            continue
        with server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return
    yield f"sqlite:///{directory / 'portal.sqlite3'}"


@contextlib.contextmanager
def place(arguments):
    """(directory, database address): temporary ones, or those of an earlier bench."""
    if arguments.keep_in:
        arguments.keep_in.mkdir(parents=True, exist_ok=True)
        directory = arguments.keep_in.resolve()
        yield directory, os.environ.get("DATABASE_URL") or f"sqlite:///{directory / 'portal.sqlite3'}"
        return
    directory = Path(tempfile.mkdtemp(prefix="ggsn-bench-"))
    try:
        with own_database(directory) as address:
            yield directory, address
    finally:
        shutil.rmtree(directory, ignore_errors=True)


# --- Filling it, asking Django ----------------------------------------------------------------------------------------


def manage(environment, *arguments):
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, cwd=BASE_DIR, env=environment)


def ask(environment, *arguments):
    command = [sys.executable, "-m", "ggsn.bench.count", *arguments]
    answer = subprocess.run(command, check=True, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def prepare(environment, bare, arguments):
    """Fill the database; returns what few rows cost, and what many cost, with addresses and words."""
    manage(environment, "prepare")
    print("Queries with ten rows of each")
    manage(environment, "populate", "--members", "10", "--resources", "10", "--meetings", "10", "--verbosity", "0")
    few = ask(environment)["queries"]
    manage(environment, "demonstration")
    many = [f"--{name}={getattr(arguments, name)}" for name in ("members", "resources", "meetings")]
    manage(environment, "populate", *many)
    subprocess.run([sys.executable, "-m", "ggsn.bench.bare.fill"], check=True, cwd=BASE_DIR, env=bare)
    return few, ask(environment, "--all")


def time_start(environment):
    """Seconds from `make run` in a made environment to its first page."""
    with servers.socket.socket() as free:
        free.bind((servers.HOST, 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ggsn.start"],
        cwd=BASE_DIR,
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None and time.perf_counter() - began < 60:
            with contextlib.suppress(OSError):
                if servers.get(port, "/en/")[0] == 200:
                    return time.perf_counter() - began
            time.sleep(0.02)
        raise SystemExit("make run does not answer.")
    finally:
        process.terminate()
        process.wait()


# --- Measuring --------------------------------------------------------------------------------------------------------


class Turn:
    """One row of the table: a page for somebody on some server, and the bare page measured just before, each time."""

    def __init__(self, page, audience, server, messages):
        self.page, self.audience, self.server = page, audience, server
        self.asked, self.many = itertools.cycle(messages), len(messages)
        self.own, self.ratios = Result(), []

    def warm_up(self, seconds):
        """The caches of both workers, of the database, of the machine; a word that is searched once stays cold."""
        self.server.answers(self.asked, seconds * (4 if 1 < self.many <= POOL else 1), Result())

    def take(self, bare, yardstick, seconds):
        if self.audience.endswith("kept") and self.many > 1:
            self.warm_up(seconds)  # finished pages live a minute, and a round of all pages takes longer
        beside = bare.answers(BARE, seconds, yardstick)
        self.ratios.append(self.server.answers(self.asked, seconds, self.own) / beside)

    @property
    def ratio(self):
        return statistics.median(self.ratios)


def turns(facts, kept, unkept, cookies, only):
    """Every page for newcomers (finished pages kept, and not) and for those who sign in."""
    for page, (address, audiences) in facts["addresses"].items():
        if only and page not in only:
            continue
        words = facts["words"].get(page, [""])
        paths = [address.replace("{word}", quote(word)) for word in words]
        if "newcomer" in audiences:
            messages = [request(path) for path in paths]
            yield Turn(page, "newcomer, kept", kept, messages)
            yield Turn(page, "newcomer", unkept, messages)
        for audience in cookies.keys() & audiences:
            yield Turn(page, audience, kept, [request(path, cookies[audience]) for path in paths])


def measure(facts, few, bare, kept, unkept, arguments):
    cookies = {who: servers.sign_in(kept.port, address, PASSWORD) for who, address in SIGNED_IN.items()}
    planned = list(turns(facts, kept, unkept, cookies, arguments.only))
    for turn in tqdm(planned * 2, desc="warming up"):
        turn.warm_up(arguments.seconds)
    bare.answers(BARE, arguments.seconds, Result())
    yardstick, empty = Result(), Result()
    for _ in tqdm(range(arguments.rounds), desc="rounds"):
        for turn in planned:
            turn.take(bare, yardstick, arguments.seconds)
        bare.answers(EMPTY, arguments.seconds, empty)
    report(planned, yardstick, empty, facts, few, cookies)


ROW = "{:15}{:15}{:8.0f}{:8.2f}{:7.1f}{:7.1f}{:7.1f}{:9.2f}{:8.2f}"


def report(planned, yardstick, empty, facts, few, cookies):
    print(f"\n{'':30}{'':16}{'milliseconds':>21}{'processor':>17}{'queries at':>14}{'first visit':>18}")
    print(f"{'page':15}{'read by':15}{'per s':>8}{'x bare':>8}{'p50':>7}{'p95':>7}{'p99':>7}", end="")
    print(f"{'ms each':>9}{'x bare':>8}{'ten and all':>14}{'bytes':>10}{'asked':>8}")
    print(row("(bare Django)", "anybody", yardstick, 1, yardstick) + f"{'3':>14}")
    print(row("(an empty view)", "anybody", empty, empty.per_second / yardstick.per_second, yardstick) + f"{'0':>14}")
    for turn in planned:
        who = turn.audience.partition(",")[0]
        counted = f"{few[turn.page][who]} / {facts['queries'][turn.page][who]}"
        path = facts["addresses"][turn.page][0].replace("{word}", quote(facts["words"]["search"][0]))
        size, requests = servers.weigh(turn.server.port, path, cookies.get(who, ""))
        asked = counted if turn.audience == who else "0"
        print(row(turn.page, turn.audience, turn.own, turn.ratio, yardstick) + f"{asked:>14}{size:>10}{requests:>8}")
    if wrong := sum(turn.own.wrong for turn in planned):
        raise SystemExit(f"{wrong} answers were not 200: these figures mean nothing.")


def row(page, audience, own, ratio, yardstick):
    times = [own.percentile(percent) for percent in (50, 95, 99)]
    in_cpu = yardstick.cpu_each / own.cpu_each if own.cpu_each else float("nan")
    return ROW.format(page, audience, own.per_second, ratio, *times, own.cpu_each, in_cpu)


def main():
    arguments = read_arguments()
    with place(arguments) as (directory, address), contextlib.ExitStack() as stack:
        key = {**SECRETS, "DATABASE_URL": address}
        environment = servers.environment(
            **key, DATA_DIR=str(directory), DEMONSTRATION="1", HTTPS="0", DESK_SECOND_FACTOR="0", DEBUG="0",
            ALLOWED_HOSTS="127.0.0.1", DEMO_PASSWORD=PASSWORD, DJANGO_SETTINGS_MODULE="ggsn.bench.settings",
        )  # fmt: skip
        bare_environment = servers.environment(**key, DJANGO_SETTINGS_MODULE="ggsn.bench.bare.settings")
        print(f"Measuring on {address.partition(':')[0]}, {os.cpu_count()} cores")
        few, facts = prepare(environment, bare_environment, arguments)
        started = time_start(environment)

        def serve(application, environment, path):
            server = servers.Server(application, environment)
            stack.callback(server.stop)
            return server.wait(path)

        bare = serve("ggsn.bench.bare.wsgi:application", bare_environment, "/")
        kept = serve("ggsn.wsgi:application", environment, "/en/")
        unkept = serve("ggsn.wsgi:application", {**environment, "KEEP_PAGES": "0"}, "/en/")
        fresh = kept.memory()
        measure(facts, few, bare, kept, unkept, arguments)
        for when, memory in [("at the start", fresh), ("after all this", kept.memory())]:
            told = ", ".join(f"{resident:.0f} ({proportional:.0f})" for resident, proportional in memory)
            print(f"Megabytes resident (proportional) of each worker {when}: {told}")
        print(f"From `make run` to the first page: {started:.1f} s")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
