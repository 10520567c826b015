"""The self-check looks at the place where the library keeps its files: this machine's disk, or a bucket (FLT-10)."""

import errno
import os
import re
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from werkzeug import Response

from ggsn.checkup import slow
from ggsn.checkup.models import Pulse
from resources.storage import bucket, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    """The library's directory. Nothing else is looked at, so that what is amiss lies there."""
    settings.DATA_DIR, settings.FILE_STORAGE_URL = tmp_path, ""
    monkeypatch.setattr(slow, "_checks", {"storage": slow._checks["storage"]})
    return tmp_path / "files"


def found():
    """What the page of the desk shows afterwards."""
    slow.look_at_all()
    pulse = Pulse.objects.get(name="storage")
    return pulse.is_well, pulse.words


def lying(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_put_on_the_disk_of_the_library_comes_back_and_goes(files):
    assert found() == (True, "kept")
    assert (files.is_dir(), lying(files)) == (True, [])


def test_where_django_keeps_its_own_files_is_not_asked(settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "nowhere.Storage"}}

    assert found() == (True, "kept")


def test_a_disk_that_is_full_is_noticed(files, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(places.os, "fsync", full)

    assert found() == (False, "failed")
    assert lying(files) == []


def test_a_directory_that_is_none_is_noticed_by_the_command_of_the_night(files):
    files.write_text("in the way")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("check_up", stdout=said)

    assert "!! Files: Nothing can be put there, or nothing comes back." in said.getvalue()


def test_a_disk_that_gives_back_something_else_is_noticed(files, monkeypatch):
    write = places.Disk.write
    monkeypatch.setattr(places.Disk, "write", lambda place, name, pieces: write(place, name, [bytes(1024)]))

    assert found() == (False, "changed")
    assert lying(files) == []


@pytest.fixture
def server(httpserver, settings, monkeypatch):
    """A bucket on a server that does what a test says."""
    settings.FILE_STORAGE_TIMEOUT = 0.3
    settings.FILE_STORAGE_URL = f"s3://key:secret@127.0.0.1:{httpserver.port}/files?tls=0"
    monkeypatch.setattr(places, "_place", lambda url, data_dir: bucket.Bucket(url))
    return httpserver


@pytest.mark.bucket
@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_bucket_that_refuses_is_noticed(server, files, status):
    server.expect_request(re.compile("/files/.*")).respond_with_data("", status=status)

    assert found() == (False, "failed")
    assert not files.exists()


@pytest.mark.bucket
def test_a_bucket_that_hangs_is_noticed(server):
    server.expect_request(re.compile("/files/.*")).respond_with_handler(lambda request: time.sleep(1) or Response())

    assert found() == (False, "failed")


@pytest.mark.bucket
def test_a_bucket_that_is_away_is_noticed(server, settings):
    settings.FILE_STORAGE_URL = "s3://key:secret@127.0.0.1:9/files?tls=0"

    assert found() == (False, "failed")


@pytest.mark.bucket
def test_a_bucket_that_gives_back_something_else_is_noticed(server):
    server.expect_request(re.compile("/files/.*"), method="PUT").respond_with_data(headers={"ETag": '"x"'})
    server.expect_request(re.compile("/files/.*"), method="DELETE").respond_with_data(status=204)
    server.expect_request(re.compile("/files/.*")).respond_with_data(bytes(1024))

    assert found() == (False, "changed")
    assert server.log[-1][0].method == "DELETE"
