"""Files in a bucket: against a server that speaks S3, and against one that fails (TRUST FLT-10, UP-99)."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from ggsn.checkup import slow
from resources import storage
from resources.models import FileVersion
from resources.storage import bucket, places
from tests.journeys.server import free_port
from tests.make import keep_bytes, make_file
from tests.resources.files.conftest import bytes_of, page_of, sent

pytestmark = [pytest.mark.django_db, pytest.mark.bucket]
CONTENT = os.urandom(300_000)


@pytest.fixture(scope="module")
def s3():
    """The port of a server of its own, on this machine only."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and server.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def there(s3, settings):
    settings.FILE_STORAGE_URL = f"s3://key:secret@127.0.0.1:{s3}/files?tls=0"
    place = places.place()
    place.storage.connection.create_bucket(Bucket="files")
    yield place
    place.bucket.objects.all().delete()


def test_a_file_is_kept_sealed_in_the_bucket_and_comes_back(client, there):
    version = make_file(content=CONTENT).versions.get()

    lying = there.bucket.Object(version.stored_as).get()["Body"].read()
    response = client.get(version.file.get_absolute_url())

    assert (bytes_of(response), response.status_code) == (CONTENT, 200)
    assert CONTENT[:100] not in lying and len(lying) == storage.sealed_length(len(CONTENT))


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (65_535, 65_537), (131_072, 300_000)])
def test_a_part_of_it_is_asked_for_alone(client, there, start, stop):
    file = make_file(content=CONTENT)

    response = client.get(file.get_absolute_url(), headers={"range": f"bytes={start}-{stop - 1}"})

    assert (response.status_code, bytes_of(response)) == (206, CONTENT[start:stop])


def test_a_large_one_goes_in_parts(there):
    content = os.urandom(9 << 20)
    kept = keep_bytes(content)

    with contextlib.closing(there.read(kept["stored_as"], 0, 12)) as answer:
        assert answer.read(12) == b"GGSN file 1\n"
    assert there.size(kept["stored_as"]) == storage.sealed_length(len(content))


def test_it_is_given_and_swept_like_on_a_disk(client, there, member):
    from tests.make import make_resource

    draft = make_resource(contributor=member, published_at=None)
    client.force_login(member)
    client.post(page_of(draft), sent())
    left_over = keep_bytes(b"A row never came")["stored_as"]

    call_command("sweep_files", stdout=StringIO())
    young = {name for name, _since in there.objects()}
    later = timezone.now() + timedelta(hours=2)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        call_command("sweep_files", stdout=StringIO())

    kept = FileVersion.objects.get().stored_as
    assert (young, {name for name, _since in there.objects()}) == ({kept, left_over}, {kept})


def test_the_self_check_puts_something_there_and_takes_it_away(there, monkeypatch):
    written = []
    write = bucket.Bucket.write
    monkeypatch.setattr(bucket.Bucket, "write", lambda *args: written.append(args) or write(*args))

    assert slow.storage() == (True, "kept")
    assert (len(written), list(there.objects())) == (1, [])


@pytest.fixture
def failing(httpserver, settings, monkeypatch):
    """A bucket on a server that does what a test says."""
    settings.FILE_STORAGE_TIMEOUT = 0.3
    settings.FILE_STORAGE_URL = f"s3://key:secret@127.0.0.1:{httpserver.port}/files?tls=0"
    monkeypatch.setattr(places, "_place", lambda url, data_dir: bucket.Bucket(url))
    return httpserver


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_flt_10_a_bucket_that_refuses_is_told_without_its_name(client, failing, status, caplog, settings):
    settings.FILE_STORAGE_URL, url = "", settings.FILE_STORAGE_URL
    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(places, "_place", lambda url, data_dir: places.Disk(data_dir / "files"))
        file = make_file(content=CONTENT)
    settings.FILE_STORAGE_URL = url
    failing.expect_request(f"/files/{file.versions.get().stored_as}").respond_with_data("", status=status)

    response = client.get(file.get_absolute_url())

    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert "secret" not in caplog.text and str(failing.port) not in caplog.text


@pytest.mark.parametrize("fault", ["hangs", "is gone"])
def test_flt_10_a_bucket_that_does_not_answer_is_away(failing, fault):
    if fault == "hangs":
        failing.expect_request("/files/x").respond_with_handler(lambda request: time.sleep(1))
    place = places.place() if fault == "hangs" else bucket.Bucket("s3://key:secret@127.0.0.1:9/files?tls=0")

    with pytest.raises(storage.StorageAway):
        place.size("x")
    with pytest.raises(storage.StorageAway):
        place.write("x", [b"y"])


def test_flt_10_what_is_cut_in_the_midst_is_never_given_as_whole(failing):
    failing.expect_request("/files/x").respond_with_data(b"y" * 500, status=206)

    with contextlib.closing(places.place().read("x", 0, 1000)) as answer:
        piece = answer.read(1000)

    assert len(piece) == 500  # which the cipher refuses: test_storage.py
