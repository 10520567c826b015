"""The portal on the loopback, killed at random moments while members give files and send what they wrote.

Each round a server as `make run` starts it, workers and all, is sent a file and some contributions, and is killed with
no warning at a random moment of each of them; the next one is sent the same again. Two of three clean no files, so that
kills meet what lies between the bytes and the row. Servers are forked from here, where all is read in already: else
they would be starting most of the time. As a test with few kills; and at full size, with the environment of a portal:

    DATA_DIR=/tmp/killed python -m tests.resources.files.killed 200
"""

import atexit
import hashlib
import http.client
import json
import os
import random
import signal
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.translation import override  # noqa: E402

from ggsn.start import HOST, SERVER  # noqa: E402
from resources.cleaning import Cleaned  # noqa: E402
from resources.files import forms  # noqa: E402
from resources.models import Draft, FileVersion, Resource, ResourceFile, State  # noqa: E402
from resources.storage.places import place  # noqa: E402
from tests.commands.test_start import LONGEST, free_port  # noqa: E402
from tests.make import make_member, make_resource  # noqa: E402
from tests.resources.files.conftest import page_of, sent  # noqa: E402
from tests.resources.test_contribute import answers  # noqa: E402

FORM = "application/x-www-form-urlencoded"
RANDOM = random.Random(20)


def as_it_is(upload, name, folder):
    """In the place of cleaning, which has a process of its own and takes longest: kills meet what comes after it."""
    path = Path(folder) / "cleaned"
    content = upload.read()
    path.write_bytes(content)
    return Cleaned(path=path, kind="txt", name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


CLEANERS = [forms.clean, as_it_is, as_it_is]
KINDS = ["files", "begun", "sent", "begun", "sent"]


class Server:
    """As `make run` starts it, on a port of its own."""

    def __init__(self, cleaner):
        self.port, self.cleaner = free_port(), cleaner
        forms.clean = cleaner
        connections.close_all()
        self.pid = os.fork()
        if self.pid == 0:
            self._serve()
        atexit.register(self.kill)
        until = time.monotonic() + LONGEST
        while self.ask("GET", "/healthz")[0] != 200:
            if time.monotonic() > until:
                raise TimeoutError("The server did not start.")
            time.sleep(0.02)

    def _serve(self):
        from granian.cli import cli

        os.setsid()
        # A cut connection is all that a killed server says.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        cli([*SERVER, "--host", HOST, "--port", str(self.port), "ggsn.wsgi:application"])
        os._exit(1)

    def ask(self, method, path, body=None, cookies="", content_type=FORM):
        """(status, content), or (0, b"") where it does not listen yet, or was killed meanwhile."""
        line = http.client.HTTPConnection(HOST, self.port, timeout=60)
        headers = {"Cookie": cookies, "Content-Type": content_type}
        try:
            if body is None:
                line.request(method, path, headers=headers)
            else:
                line.request(method, path, slowly(body), {**headers, "Content-Length": str(len(body))})
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            line.close()

    def kill(self):
        """With its workers, all at once."""
        atexit.unregister(self.kill)
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def slowly(body):
    """Like over a line: some of it comes a little later."""
    yield body[: len(body) // 2]
    time.sleep(0.02)
    yield body[len(body) // 2 :]


class Giving:
    """A member who gives files, begins contributions, and sends them: with cookies as their browser has them."""

    def __init__(self, member, shelf):
        client = Client()
        client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.token = _get_new_csrf_string()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"
        self.member, self.shelf = member, shelf

    def file(self):
        key = str(uuid.uuid4())
        facts = sent(content_of(key), form_key=key, csrfmiddlewaretoken=self.token)
        return page_of(self.shelf), encode_multipart(BOUNDARY, facts), MULTIPART_CONTENT, key

    def beginning(self):
        key = str(uuid.uuid4())
        facts = {"form_key": key, "kind": "guide", "languages": "en", "csrfmiddlewaretoken": self.token}
        return reverse("resources:contribute"), urlencode(facts).encode(), FORM, key

    def sending(self):
        """A draft in which all is answered but the last step."""
        draft = make_resource(title_fr=None, contributor=self.member, published_at=None)
        facts = {**answers(link_1="https://example.org/"), "tags": f"Care {draft.pk}"}
        kept = {name: value if isinstance(value, list) else [value] for name, value in facts.items()}
        Draft.objects.create(resource=draft, answers=kept, step="check", language="en")
        body = urlencode({"consent": "on", "csrfmiddlewaretoken": self.token}).encode()
        return reverse("resources:check", args=[draft.pk]), body, FORM, draft.pk

    def hand_in(self, server, requests, waits=None):
        """All of them, each after its wait in seconds: (how it was answered, how long that took)."""

        def send(request, wait):
            path, body, kind, _key = request
            time.sleep(wait)
            begun = time.monotonic()
            return server.ask("POST", path, body, self.cookies, kind)[0], time.monotonic() - begun

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(send, requests, waits or [0] * len(requests)))


def content_of(key):
    return f"{key}\n".encode() * 3000


def some_of_each(giving):
    """What is under way when a server is killed. Of files, each worker takes in one at a time."""
    return [giving.file(), giving.beginning(), giving.sending(), giving.beginning(), giving.sending()]


def cut_off(giving, kills):
    """(all that was handed in, how much of it was cut off or answered before, how it was answered when sent again)"""
    handed_in, lasts, told = [], {}, {}
    for cleaner in CLEANERS:
        server = Server(cleaner)
        for _time in range(3):
            handed_in.append(some_of_each(giving))
            lasts[cleaner] = [seconds for _status, seconds in giving.hand_in(server, handed_in[-1])]
        server.kill()
    server = Server(CLEANERS[0])
    for number in range(1, kills + 1):
        requests, last = some_of_each(giving), lasts[server.cleaner]
        handed_in.append(requests)
        # The kill falls at any moment of each, or a little after.
        kill = 1.1 * max(last)
        waits = [kill - RANDOM.uniform(0, 1.1 * seconds) for seconds in last]
        with ThreadPoolExecutor(1) as pool:
            answered = pool.submit(giving.hand_in, server, requests, waits)
            time.sleep(kill)
            server.kill()
        for kind, (status, _seconds) in zip(KINDS, answered.result(), strict=True):
            told.setdefault(kind, Counter())["answered" if status else "cut"] += 1
        server = Server(CLEANERS[number % len(CLEANERS)])
        told.setdefault("again", Counter()).update(status for status, _seconds in giving.hand_in(server, requests))
    return handed_in, told, server


def served_whole(server, giving, keys):
    """Whether each file is handed out, to its last byte."""
    for version in FileVersion.objects.filter(form_key__in=keys):
        got = server.ask("GET", version.get_absolute_url(), cookies=giving.cookies)
        yield got == (200, content_of(str(version.form_key))) and version.sha256 == hashlib.sha256(got[1]).hexdigest()


def main(kills):
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    settings.ALLOWED_HOSTS = [HOST, "testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.UPLOADS_PER_HOUR = settings.DOWNLOADS_PER_DAY = 10_000
    member = make_member()
    with override("en"):
        giving = Giving(member, make_resource("Shelf", contributor=member, published_at=None))
        # Once here, so that all is read in before anything is forked.
        own = Client()
        own.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
        own.post(page_of(giving.shelf), sent(), follow=True)
        own.post(giving.sending()[0], {"consent": "on"}, follow=True)
        known = FileVersion.objects.count(), Resource.objects.count()
        rounds, told, server = cut_off(giving, kills)
    handed_in = {kind: [] for kind in KINDS}
    for requests in rounds:
        for kind, request in zip(KINDS, requests, strict=True):
            handed_in[kind].append(request[3])
    keys, begun, drafts = handed_in["files"], handed_in["begun"], Resource.objects.filter(pk__in=handed_in["sent"])
    wholes = list(served_whole(server, giving, keys))
    server.kill()
    left_over = len(list(place().objects())) - FileVersion.objects.count()
    for path in [*place().root.glob("??/*"), *(settings.DATA_DIR / "scratch").iterdir()]:
        os.utime(path, (0, 0))
    call_command("sweep_files", verbosity=0, stdout=open(os.devnull, "w"))
    told |= {
        "each file once": FileVersion.objects.count() - known[0] == len(keys),
        "each file whole": wholes == [True] * len(keys),
        "each begun once": Resource.objects.filter(form_key__in=begun).count() == len(begun),
        "nothing else": Resource.objects.count() - known[1] == len(begun) + len(drafts),
        "each sent once": all(sent_once(draft) for draft in drafts),
        "files without a version": ResourceFile.objects.filter(versions=None).count(),
        "left over before": left_over,
        "left over": len(list(place().objects())) - FileVersion.objects.count(),
        "scratch": len(list((settings.DATA_DIR / "scratch").iterdir())),
    }
    print(json.dumps(told))


def sent_once(draft):
    """It waits for review, with all that was said of it, and once."""
    is_there = (draft.state, draft.title_en) == (State.WAITING, "Garden plan")
    return is_there and not Draft.objects.filter(resource=draft).exists() and draft.links.count() == 1


main(int(sys.argv[1]))
