"""`make run`: the portal as people meet it first, with two workers, on a database of its own."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from ggsn.start import SERVER, answers, running, secret_file

LONGEST = 240  # seconds; ten where nothing else runs


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def own_database():
    """The address of an empty database beside the one the tests use; "" for a file in DATA_DIR."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield ""
        return
    name = f"ggsn_start_{secrets.token_hex(4)}"
    parts = urlsplit(given)
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def hears_ctrl_c():
    """Whoever runs these tests in the background of a shell has been told to ignore it, and so would the portal."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Portal:
    """A run of `make run`, from the second of its two lines on."""

    def __init__(self, data_dir, database, **environment):
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database,
            "PORT": str(self.port),
            "MAIL_URL": "",
            **environment,
        }
        self.log = data_dir / "said"
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ggsn.start"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=said,
                stderr=said,
                preexec_fn=hears_ctrl_c,
            )

    def wait(self):
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                if "</html>" in self.get("/en/") and "The portal is at" in self.said():
                    return self
            time.sleep(0.1)
        raise AssertionError(self.said())

    def said(self):
        return self.log.read_text()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path, connection=None):
        """The text at this address, on a connection that stays open where one is given."""
        asked = connection or self.connect()
        try:
            asked.request("GET", path)
            return asked.getresponse().read().decode()
        finally:
            if connection is None:
                asked.close()

    def manage(self, *arguments):
        environment = {
            **self.environment,
            "SECRET_KEY_FILE": str(Path(self.environment["DATA_DIR"]) / "secret-key"),
            "FIELD_KEYS_FILE": str(Path(self.environment["DATA_DIR"]) / "field-keys"),
            "DJANGO_SETTINGS_MODULE": "ggsn.settings",
            "DEMONSTRATION": "1",
            "HTTPS": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        if not environment["DATABASE_URL"]:
            del environment["DATABASE_URL"]
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, check=True)

    def children(self):
        """Ids of everything this run has started, workers included."""
        found, left = [], [self.process.pid]
        while left:
            pid = left.pop()
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    left += [int(child) for child in children.read_text().split()]
                    found += [int(child) for child in children.read_text().split()]
        return found

    def end(self, how=signal.SIGINT):
        self.process.send_signal(how)
        return self.process.wait(120)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def database():
    with own_database() as address:
        yield address


@pytest.fixture(scope="module")
def portal(data_dir, database):
    portal = Portal(data_dir, database).wait()
    yield portal
    if portal.process.poll() is None:
        portal.end(signal.SIGTERM)


@pytest.fixture
def closing():
    with contextlib.ExitStack() as stack:
        yield stack


def rename_home(portal, title):
    code = f"page = Page.objects.get(key='home'); page.title_en = {title!r}; page.save()"
    portal.manage("shell", "--verbosity", "0", "-c", f"from ggsn.pages.models import Page; {code}")


def test_it_says_where_it_is_and_who_may_sign_in(portal):
    said = portal.said()

    assert f"http://127.0.0.1:{portal.port}/" in said
    assert re.findall(r"^  (\w+)@example.org$", said, re.M) == [
        "member",
        "other",
        "applicant",
        "regional",
        "coordinator",
        "admin",
    ]
    assert "Password: demo-grassroots" in said


def test_it_keeps_its_secret_and_its_data_to_itself(portal, data_dir):
    modes = {path.name: path.stat().st_mode & 0o077 for path in data_dir.iterdir() if path.name != "said"}

    assert set(modes.values()) == {0}
    assert "secret-key" in modes


def test_a_secret_that_could_not_be_written_leaves_no_file_that_would_count_as_made(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        secret_file(tmp_path / "key", "\ud800")

    assert secret_file(tmp_path / "key", "whole").read_text() == "whole"
    assert secret_file(tmp_path / "key", "another").read_text() == "whole"


def test_lines_without_anything_behind_them_do_not_take_the_keys_of_files_away(tmp_path):
    code = "from ggsn.start import *; settle_environment(8000); from ggsn.settings import FILE_KEYS; print(FILE_KEYS)"
    empty = {"FILE_KEYS": "", "FILE_KEYS_FILE": "", "DATA_DIR": str(tmp_path)}

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env={**os.environ, **empty}, capture_output=True, text=True
    )

    assert (answer.stderr, answer.stdout.strip()) == ("", (tmp_path / "file-keys").read_text())


def test_every_page_says_that_this_is_a_demonstration(portal):
    assert '<p class="demo">' in portal.get("/en/")


def test_an_edit_shows_on_the_very_next_request_in_every_worker(portal, closing):
    connections, before = [], []
    for _attempt in range(10):  # on a busy machine the one that woke first may take them all
        some = [closing.enter_context(contextlib.closing(portal.connect())) for _ in range(16)]
        before += [portal.get("/en/", connection) for connection in some for _ in range(3)]
        connections += some
        if len(workers_that_answered(portal, connections)) in {0, 2}:
            break

    rename_home(portal, "A title nobody has seen before")
    after = [portal.get("/en/", connection) for connection in connections]
    rename_home(portal, "And back again")
    again = [portal.get("/en/", connection) for connection in connections]

    assert ["nobody has seen before" in text for text in before] == [False] * 3 * len(connections)
    assert ["nobody has seen before" in text for text in after] == [True] * len(connections)
    assert ["And back again" in text for text in again] == [True] * len(connections)
    assert len(workers_that_answered(portal, connections)) in {0, 2}


def workers_that_answered(portal, connections):
    """Which processes hold the other ends of these connections; nothing where the system does not tell."""
    if not Path("/proc/net/tcp").exists():
        return set()
    ours = {f"{connection.sock.getsockname()[1]:04X}" for connection in connections}
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(tuple(f":{port}" for port in ours))}
    holders = set()
    for pid in portal.children():
        with contextlib.suppress(OSError):
            if any(os.readlink(link) in sockets for link in Path(f"/proc/{pid}/fd").iterdir()):
                holders.add(pid)
    return holders


def test_a_second_run_is_quick_keeps_the_data_and_a_ctrl_c_ends_everything(portal, data_dir, database):
    rename_home(portal, "Kept over night")
    children = portal.children()
    portal.end()
    left = [pid for pid in children if Path(f"/proc/{pid}").exists()]

    second = Portal(data_dir, database).wait()
    text = second.get("/en/")
    ended = second.end(signal.SIGTERM)

    assert (len(children) >= 3, left, ended) == (True, [], 0)
    assert "Kept over night" in text
    assert second.said().count("Loading the demonstration community") == 1


def test_whoever_ends_it_while_it_is_prepared_leaves_nothing_running(tmp_path):
    with own_database() as address:
        portal = Portal(tmp_path, address)
        soon(portal.children)
        children = portal.children()

        ended = portal.end(signal.SIGTERM)

        assert (ended, [pid for pid in children if Path(f"/proc/{pid}").exists()]) == (0, [])


def test_a_worker_that_still_loads_ends_with_its_server(tmp_path, monkeypatch):
    code = f"import os, pathlib, time; (pathlib.Path({str(tmp_path)!r}) / f'{{os.getpid()}}.loads').touch()"
    (tmp_path / "slow.py").write_text(f"{code}; time.sleep(600)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with running("-m", "granian", *SERVER, "--port", str(free_port()), "slow:application") as server:
        soon(lambda: len(list(tmp_path.glob("*.loads"))) == 2)

    assert server.returncode == 0
    assert [path.stem for path in tmp_path.glob("*.loads") if Path(f"/proc/{path.stem}").exists()] == []


@pytest.mark.parametrize("told_in", ["README.md", "docs/production.md"])
def test_a_real_community_is_told_to_serve_with_the_same_options(told_in):
    (told,) = re.findall(r"granian (--.*) ggsn.wsgi:application", (settings.BASE_DIR / told_in).read_text())
    ours = {option for option in SERVER if option.startswith("--")}

    assert ours - set(told.split()) == {"--log-level"}


def test_what_a_child_left_behind_when_it_ended_by_itself_is_ended_too():
    port = free_port()
    keeps_the_port = f"sys.executable, '-m', 'http.server', '--bind', '127.0.0.1', '{port}'"

    with running("-c", f"import subprocess, sys; subprocess.Popen([{keeps_the_port}])") as child:
        child.wait()
        soon(lambda: answers(port))

    soon(lambda: not answers(port))


def test_a_second_ctrl_c_does_not_keep_it_from_ending_what_it_has_started():
    slow = "import signal, time; signal.signal(15, lambda *_: (print('asked', flush=True), time.sleep(1), exit()));"
    slow += "print('ready', flush=True); time.sleep(60)"
    code = f"from ggsn.start import *; note_endings()\nwith running('-c', {slow!r}) as child: wait(child)"

    said = []
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, preexec_fn=hears_ctrl_c
    ) as process:
        for line in process.stdout:  # until nobody is left who could say anything
            said.append(line)
            if line in {"ready\n", "asked\n"}:
                process.send_signal(signal.SIGINT)

    assert process.returncode == 0
    assert sorted(said) == ["\n", "asked\n", "ready\n"]  # the empty line may come before "asked", or after it


def soon(is_so):
    until = time.monotonic() + LONGEST
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"PORT": "abc"}, "PORT=abc is not a port: choose a number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT=70000 is not a port: choose a number from 1 to 65535."),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR cannot be used: "),
        (
            {"DATABASE_URL": "what://is/this"},
            "A setting makes no sense: DATABASE_URL is not the address of a database; ",
        ),
        ({"MAIL_URL": "mail.example.org"}, "A setting makes no sense: MAIL_URL is not the address of a mail server; "),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}, "CommandError: The database cannot be reached: "),
        ({"TRUSTED_PROXIES": "many"}, "A setting makes no sense: "),
    ],
)
def test_an_obstacle_is_one_sentence(tmp_path, environment, says):
    answer = started(tmp_path, **environment)

    assert answer.returncode == 1
    assert answer.stderr.startswith(says)
    assert answer.stderr.count("\n") == 1


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = started(tmp_path, PORT=str(port))

    assert (answer.returncode, answer.stderr) == (
        1,
        f"Port {port} is in use. Stop what runs there, or choose another: make run PORT={port % 65535 + 1}\n",
    )


def started(data_dir, **environment):
    environment = {**os.environ, "DATABASE_URL": "", "DATA_DIR": str(data_dir), "PORT": str(free_port()), **environment}
    return subprocess.run(
        [sys.executable, "-m", "ggsn.start"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )


def test_an_old_python_is_one_sentence(tmp_path):
    """As a Python 3.9 sees it, on a machine that has no other."""
    code = (
        "import sys, runpy, shutil; sys.version_info = (3, 9, 2); shutil.which = lambda name: None;"
        "sys.argv = ['environment.py', 'requirements.txt']; runpy.run_path('environment.py', run_name='__main__')"
    )
    (tmp_path / "environment.py").write_text((settings.BASE_DIR / "ggsn" / "environment.py").read_text())

    answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)

    assert (answer.returncode, answer.stderr) == (
        1,
        "The portal needs Python 3.11 or newer; this is 3.9. Install one, or name it: make run PYTHON=...\n",
    )
