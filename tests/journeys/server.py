"""The portal as `make run` serves it, with a database and a data directory of its own, for as long as journeys last."""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

PASSWORD = "a-phrase-for-journeys"
FIRST = "first_journey"
LONGEST_START = 240  # seconds; about ten where nothing else runs


@contextlib.contextmanager
def portal(data_dir, database_url, shared):
    """The address of a running portal: a copy of one that whoever came first has prepared in the directory `shared`."""
    first = shared / "first-portal"
    with contextlib.ExitStack() as own:
        with (shared / "first-portal.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not first.exists():
                forget_first(database_url)
                first.mkdir()
                with served(first, create(database_url, FIRST)):
                    pass
            shutil.copytree(first, data_dir, dirs_exist_ok=True)
            own_url = own.enter_context(database_beside(database_url, like=FIRST))
        yield own.enter_context(served(data_dir, own_url))


@contextlib.contextmanager
def served(data_dir, own_url):
    port = free_port()
    log = data_dir / "server.log"
    environment = {
        **os.environ,
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": own_url,
        "PORT": str(port),
        "DEMO_PASSWORD": PASSWORD,
        "MAIL_URL": "",
    }
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "ggsn.start"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(server, port, log)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(server, port, log):
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The portal did not start:\n{log.read_text()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The portal did not answer within {LONGEST_START} seconds:\n{log.read_text()}")


@contextlib.contextmanager
def database_beside(url, like=None):
    """On PostgreSQL, a database of its own on the same server, gone afterwards; else SQLite in the data directory.

    `like`: a copy of that one; on SQLite it lies in the data directory and is copied with it.
    """
    ending = f"journeys_{secrets.token_hex(4)}"
    try:
        yield create(url, ending, like)
    finally:
        drop(url, ending)


def create(url, ending, like=None):
    """The address of the new database."""
    if not is_postgresql(url):
        return ""
    name = beside(url, ending)
    with server_of(url) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{beside(url, like) if like else "template0"}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop(url, ending):
    if is_postgresql(url):
        with server_of(url) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{beside(url, ending)}" WITH (FORCE)')


def forget_first(url):
    """The database that was copied; nobody else knows when the last has been."""
    with contextlib.suppress(psycopg.OperationalError):  # without a server there is none
        drop(url, FIRST)


def is_postgresql(url):
    return url.startswith(("postgres://", "postgresql://"))


def beside(url, ending):
    return f"{re.sub('[^a-z0-9_]', '_', urlsplit(url).path.strip('/').lower())}_{ending}"


def server_of(url):
    return psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True)
