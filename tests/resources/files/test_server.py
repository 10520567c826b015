"""Through the real server: many at once, slow lines, lines that break (TRUST UP-55 to 58, UP-100, FLT-10, KEY-1)."""

import base64
import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from lxml import html

from tests.journeys.server import PASSWORD, database_beside, served
from tests.resources.files.conftest import TEXT

LINE = "--------------------------one"
FIRST, SECOND = (f"{name}:{base64.b64encode(name.encode() * 4).decode()}" for name in ["thefirst", "asecond1"])


class Browser:
    """One member at the running portal."""

    def __init__(self, address):
        self.port = urlsplit(address).port
        self.cookies = {}
        form = self.form("/en/account/login/")
        self.ask("POST", "/en/account/login/", urlencode({**form, "login": "member@example.org", "password": PASSWORD}))

    def ask(self, method, path, body=None, content_type="application/x-www-form-urlencoded", **headers):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=120)
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": content_type} if body is not None else {}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer

    def form(self, path):
        _status, _headers, page = self.ask("GET", path)
        return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())[1]}

    def give(self, path, key):
        return self.ask("POST", path, self.multipart(path, key), f"multipart/form-data; boundary={LINE}")

    def send(self, path, **typed):
        return self.ask("POST", path, urlencode({**self.form(path), **typed}))

    def filled_in(self, path):
        """{field: what stands in it} on this page."""
        _status, _headers, page = self.ask("GET", path)
        (form,) = [form for form in html.document_fromstring(page).forms if form.get("id") == "typed"]
        # In a text, the line break after its tag is none of it.
        return {name: value.removeprefix("\n") for name, value in form.form_values()}

    def names(self, path):
        """The address where the first of these files is named."""
        _status, _headers, page = self.ask("GET", path)
        return re.search(r"/en/library/my-contributions/files/[0-9a-f]{32}/", page.decode())[0]

    def multipart(self, path, key):
        facts = {**self.form(path), "form_key": key}
        parts = [
            f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in facts.items()
        ]
        parts.append(
            f'--{LINE}\r\nContent-Disposition: form-data; name="upload"; filename="notes.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\n{TEXT.decode()}"
        )
        parts.append(f'--{LINE}\r\nContent-Disposition: form-data; name="whole"\r\n\r\nyes\r\n--{LINE}--\r\n')
        return "\r\n".join(parts).encode()

    def files(self, path):
        """The addresses of the files on the page of a contribution."""
        _status, _headers, page = self.ask("GET", path)
        return re.findall(r"/files/versions/[0-9a-f]{32}/", page.decode())


@pytest.fixture(scope="module")
def database():
    with database_beside(os.environ.get("DATABASE_URL", "")) as url:
        yield url


@pytest.fixture(scope="module")
def running(tmp_path_factory, database):
    """It knows two keys, and writes with the first."""
    data_dir = tmp_path_factory.mktemp("portal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILE_KEYS", f"{FIRST},{SECOND}")
        patch.setenv("DOWNLOADS_PER_DAY", "3000")
        with served(data_dir, database) as address:
            yield data_dir, Browser(address)


@pytest.fixture
def path(running):
    """The page for the files of a new draft."""
    _data_dir, browser = running
    facts = {**browser.form("/en/library/contribute/"), "title_en": f"Draft {uuid.uuid4()}", "draft": "1"}
    browser.ask("POST", "/en/library/contribute/", urlencode(facts))
    _status, _headers, page = browser.ask("GET", "/en/library/my-contributions/")
    return max(
        re.findall(r"/en/library/my-contributions/\d+/files/", page.decode()),
        key=lambda found: int(found.split("/")[4]),
    )


def objects(data_dir):
    return {found.name for found in data_dir.glob("files/??/*")}


def connection_to(browser, path, headers, body):
    """A line on which not all has been said yet."""
    line = socket.create_connection(("localhost", browser.port), timeout=60)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
    line.sendall(f"{head}Content-Type: multipart/form-data; boundary={LINE}\r\n{headers}\r\n\r\n".encode() + body)
    return line


def test_up_100_the_same_file_twenty_times_at_once_makes_one_row_and_one_object(running, path):
    data_dir, browser = running
    key, before, answers = str(uuid.uuid4()), objects(data_dir), []
    body = browser.multipart(path, key)

    def give():
        answers.append(browser.ask("POST", path, body, f"multipart/form-data; boundary={LINE}")[0])

    threads = [threading.Thread(target=give) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = browser.give(path, key)[0]

    assert set(answers) <= {302, 503} and 302 in [*answers, again]
    assert (len(browser.files(path)), len(objects(data_dir) - before)) == (1, 1)


def test_up_57_slow_uploads_leave_the_pages_free(running, path):
    _data_dir, browser = running
    lines = []
    with contextlib.ExitStack() as stack:
        for _number in range(6):
            lines.append(
                stack.enter_context(connection_to(browser, path, "Content-Length: 1000", b"--" + LINE.encode()))
            )
            time.sleep(0.2)

        pages = [browser.ask("GET", "/en/library/")[0] for _time in range(5)]

    assert pages == [200] * 5


def test_up_58_whoever_leaves_half_way_leaves_nothing(running, path):
    data_dir, browser = running
    before, body = objects(data_dir), browser.multipart(path, str(uuid.uuid4()))

    connection_to(browser, path, f"Content-Length: {len(body)}", body[: body.index(TEXT) + 15]).close()
    time.sleep(1)

    assert (browser.files(path), objects(data_dir) - before) == ([], set())
    assert browser.give(path, str(uuid.uuid4()))[0] == 302


def test_a_line_that_breaks_under_a_file_takes_nothing_along_that_was_typed(running, path):
    """Without script: all of it was kept before, or is asked for afterwards."""
    _data_dir, browser = running
    steps = path.removesuffix("files/")
    typed = {f"{name}_en": f"{name} as typed" for name in ["title", "summary", "text"]}
    browser.send(f"{steps}text/", **typed)
    browser.give(path, str(uuid.uuid4()))
    naming = browser.names(path)
    said = {"title_en": "A sheet to print", "title_fr": "À imprimer", "name": "plan", "language": "es"}
    said["visibility"] = "members"
    browser.send(naming, **said)

    for address in [path, f"{naming}version/"]:
        body = browser.multipart(address, str(uuid.uuid4()))
        connection_to(browser, address, f"Content-Length: {len(body)}", body[: body.index(TEXT) + 15]).close()
        assert set(re.findall(rb'name="(\w+)"', body)) == {b"csrfmiddlewaretoken", b"form_key", b"upload", b"whole"}
    time.sleep(1)

    assert {name: value for name, value in browser.filled_in(naming).items() if name in said} == said
    assert {name: value for name, value in browser.filled_in(f"{steps}text/").items() if name in typed} == typed
    assert len(browser.files(path)) == 1


def test_up_55_a_length_that_is_too_short_is_refused(running, path):
    data_dir, browser = running
    before, body = objects(data_dir), browser.multipart(path, str(uuid.uuid4()))

    with connection_to(browser, path, f"Content-Length: {body.index(TEXT) + 15}", body) as line:
        answer = line.recv(100)

    assert answer.split()[1] in {b"200", b"400"}
    assert (browser.files(path), objects(data_dir) - before) == ([], set())


def test_up_56_without_a_length_nothing_is_read(running, path):
    data_dir, browser = running
    before, body = objects(data_dir), browser.multipart(path, str(uuid.uuid4()))
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"

    with connection_to(browser, path, "Transfer-Encoding: chunked", chunked) as line:
        answer = line.recv(100)

    assert answer.split()[1] in {b"302", b"400", b"403", b"411"}
    assert len(browser.files(path)) == len(objects(data_dir) - before) <= 1


def test_flt_10_what_breaks_off_is_never_taken_for_whole(running, path):
    data_dir, browser = running
    before = objects(data_dir)
    browser.give(path, str(uuid.uuid4()))
    ((name),) = objects(data_dir) - before
    (address,) = browser.files(path)
    whole = browser.ask("GET", address)
    part = browser.ask("GET", address, Range="bytes=6-10")
    lying = data_dir / "files" / name[:2] / name
    kept = lying.read_bytes()
    lying.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))

    bent = browser.ask("GET", address)

    assert (whole[0], whole[2]) == (200, TEXT)
    assert (part[0], part[2]) == (206, TEXT[6:11])
    assert (bent[0], bent[1]["Retry-After"]) == (503, "120")


def test_key_1_no_reading_fails_while_the_keys_are_rotated(running, database, path):
    data_dir, browser = running
    for _time in range(3):
        browser.give(path, str(uuid.uuid4()))
    over, answers = threading.Event(), []

    def read(address):
        while not over.is_set():
            status, _headers, content = browser.ask("GET", address)
            answers.append((status, content))
            time.sleep(0.02)

    def rotate(*keys):
        """The first of these is what all files are read with afterwards."""
        facts = {"DATA_DIR": str(data_dir), "DATABASE_URL": database, "FILE_KEYS": ",".join(keys)}
        surroundings = {**os.environ, **facts, "DJANGO_SETTINGS_MODULE": "ggsn.settings"}
        command = [sys.executable, "manage.py", "rotate_file_keys", "-v", "0"]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True)
        return done.stdout + done.stderr

    threads = [threading.Thread(target=read, args=[address]) for address in browser.files(path)]
    for thread in threads:
        thread.start()
    told = [rotate(*keys) for keys in [(SECOND, FIRST), (FIRST, SECOND), (SECOND, FIRST)]]
    over.set()
    for thread in threads:
        thread.join()

    assert len(threads) == 3 and len(answers) > 30
    assert set(answers) == {(200, TEXT)}
    assert [re.findall(r"the key called (\S+): the others can go", line) for line in told] == [
        ["asecond1"],
        ["thefirst"],
        ["asecond1"],
    ], told
