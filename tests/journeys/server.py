"""The portal as `make run` serves it, with a database and a data directory of its own, for as long as journeys last."""

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

PASSWORD = "a-phrase-for-journeys"
LONGEST_START = 240  # seconds; about ten where nothing else runs


@contextlib.contextmanager
def portal(data_dir, database_url):
    """The address of the running portal."""
    with database_beside(database_url) as own_url, served(data_dir, own_url) as address:
        yield address


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
def database_beside(url):
    """On PostgreSQL, a database of its own on the same server, gone afterwards; else SQLite in the data directory."""
    if not url.startswith(("postgres://", "postgresql://")):
        yield ""
        return
    parts = urlsplit(url)
    name = f"{re.sub('[^a-z0-9_]', '_', parts.path.strip('/').lower())}_journeys_{secrets.token_hex(4)}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
