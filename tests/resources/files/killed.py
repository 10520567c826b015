"""A process that gives files and is killed at random moments, run by test_killed.py with a database of its own.

Each round, a child gives some files through the form, and is killed with no warning. Cleaning is left out: it has a
process of its own, and what matters here is what lies between the bytes and the row.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import time
import uuid
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from resources.cleaning import Cleaned  # noqa: E402
from resources.files import forms  # noqa: E402
from resources.models import FileVersion, ResourceFile  # noqa: E402
from resources.storage.places import place  # noqa: E402
from tests.make import make_member, make_resource  # noqa: E402
from tests.resources.files.conftest import page_of, sent  # noqa: E402

ROUNDS, FILES = 20, 3


def as_it_is(upload, name, folder):
    path = Path(folder) / "cleaned"
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file)
    content = path.read_bytes()
    return Cleaned(path=path, kind="txt", name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def give(member, draft, keys):
    client = Client()
    client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
    return [client.post(page_of(draft), sent(key.encode() * 5000, form_key=key)).status_code for key in keys]


def broken_rows():
    """Rows whose bytes are not there, or not those."""
    for version in FileVersion.objects.all():
        try:
            if hashlib.sha256(b"".join(version.opened())).hexdigest() != version.sha256:
                yield version.pk
        except Exception:
            yield version.pk


def main():
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    settings.UPLOADS_PER_HOUR, forms.clean = 10_000, as_it_is
    member = make_member()
    draft = make_resource(contributor=member, published_at=None)
    # The first time everything is read in, which takes longer: most kills would come too late.
    for _time in range(2):
        begun = time.monotonic()
        give(member, draft, [str(uuid.uuid4()) for _file in range(FILES)])
        lasts = time.monotonic() - begun
    before = FileVersion.objects.count()
    keys, killed, broken = [], 0, []
    for _round in range(ROUNDS):
        of_round = [str(uuid.uuid4()) for _file in range(FILES)]
        connection.close()
        child = os.fork()
        if child == 0:
            give(member, draft, of_round)
            os._exit(0)
        time.sleep(random.random() * lasts)
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        broken += broken_rows()
        keys += of_round
    there = FileVersion.objects.count()
    again = give(member, draft, keys)
    left_over = len(list(place().objects())) - FileVersion.objects.count()
    for path in place().root.glob("??/*"):
        os.utime(path, (0, 0))
    call_command("sweep_files", verbosity=0, stdout=open(os.devnull, "w"))
    told = {
        "killed": killed,
        "broken": broken,
        "some had come through, others not": 0 < there - before < len(keys),
        "answers": sorted(set(again)),
        "each once": FileVersion.objects.count() - before == len(keys) == len(set(keys)),
        "files without a version": ResourceFile.objects.filter(versions=None).count(),
        "left over before": left_over,
        "left over": len(list(place().objects())) - FileVersion.objects.count(),
        "scratch": len([path for path in (settings.DATA_DIR / "scratch").iterdir() if path.is_file()]),
    }
    print(json.dumps(told))


main()
