"""A disk that is full at any moment of an upload: said in a sentence, nothing kept, and the next one goes (FLT-6)."""

import errno
import os
import tempfile
from pathlib import Path
from sqlite3 import OperationalError as SqliteError

import pytest
from django.db import OperationalError
from django.utils.translation import override
from psycopg.errors import DiskFull

from resources.cleaning import child
from resources.files import limits, uploads
from resources.models import FileVersion, ResourceFile
from resources.storage import places
from tests.make import make_file
from tests.resources.files.conftest import bytes_of, page_of, sent

pytestmark = pytest.mark.django_db
SENTENCES = {
    "en": "There is no room for files at this moment. Nothing of it was kept.",
    "fr": "Il n’y a plus de place pour des fichiers en ce moment.",
}


def raises(number):
    def fail(*arguments, **options):
        raise OSError(number, os.strerror(number))

    return fail


class FullFile:
    """A file on a full disk, which says so when it is written to, or only when what it held back must be written."""

    def __init__(self, number, moment):
        self.number, self.moment, self.closed = number, moment, False

    def write(self, content):
        if self.moment == "write":
            raises(self.number)()

    def seek(self, where):
        raises(self.number)()

    def close(self):
        self.closed = True
        raises(self.number)()


def full_while_it_comes(monkeypatch, moment, number):
    if moment == "scratch":
        monkeypatch.setattr(uploads, "scratch", raises(number))
    elif moment == "open":
        monkeypatch.setattr(uploads.tempfile, "TemporaryFile", raises(number))
    else:
        monkeypatch.setattr(uploads.tempfile, "TemporaryFile", lambda **options: FullFile(number, moment))


WHERE = {
    "desk of the form": (tempfile, "mkdtemp"),
    "copy": (child, "_copy"),
    "room for the answer": (child.subprocess, "Popen"),
    "settling": (child.os, "fsync"),
    "name": (Path, "rename"),
    "storage": (places, "_opened_privately"),
    "storage settles": (places.os, "replace"),
}


def fill_the_disk(monkeypatch, moment, number):
    if moment in WHERE:
        monkeypatch.setattr(*WHERE[moment], raises(number))
    elif moment == "worker":
        monkeypatch.setattr(child, "run", lambda *arguments: {"refused": "no_room", "params": {}})
    else:
        full_while_it_comes(monkeypatch, moment, number)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG], ids=["disk", "quota", "too long"])
@pytest.mark.parametrize("moment", ["scratch", "open", "write", "seek", *WHERE, "worker"])
def test_whenever_it_is_full_that_is_said_and_nothing_kept(signed_in, draft, monkeypatch, moment, number, language):
    with override(language):
        path = page_of(draft)
    before = sorted(name for name, _since in places.place().objects())

    with monkeypatch.context() as full:
        fill_the_disk(full, moment, number)
        response = signed_in.post(path, sent())
    kept = sorted(name for name, _since in places.place().objects())
    left = list(uploads.scratch().iterdir())
    after = signed_in.post(path, sent()).status_code

    body = response.content.decode()
    assert response.status_code == 200
    assert SENTENCES[language] in body
    assert (kept, left) == (before, [])
    assert (after, FileVersion.objects.count(), ResourceFile.objects.count()) == (302, 1, 1)


def test_another_fault_of_the_disk_is_told_as_one(signed_in, draft, monkeypatch):
    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", raises(errno.EIO))

    response = signed_in.post(page_of(draft), sent())

    assert "Our storage does not answer" in str(response.context["form"].errors["upload"])


def sqlite_is_full():
    error = SqliteError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    return error


@pytest.mark.parametrize("cause", [sqlite_is_full(), DiskFull("could not extend file")], ids=["SQLite", "PostgreSQL"])
def test_a_full_database_is_told_too(signed_in, draft, monkeypatch, cause):
    def fail(*arguments, **facts):
        raise OperationalError from cause

    with monkeypatch.context() as full:
        full.setattr(FileVersion, "save", fail)
        response = signed_in.post(page_of(draft), sent())

    assert SENTENCES["en"] in response.content.decode()
    assert (FileVersion.objects.count(), ResourceFile.objects.count()) == (0, 0)
    assert signed_in.post(page_of(draft), sent()).status_code == 302


def test_files_are_still_given_out_where_nothing_can_be_counted(client, member, monkeypatch):
    """What cannot be written into the cache of the database is silently not there."""
    file = make_file(visibility="members")
    monkeypatch.setattr(limits.cache, "add", lambda *facts: False)
    client.force_login(member)

    assert bytes_of(client.get(file.get_absolute_url()))
