"""How bytes are kept: sealed, whole, and only readable with the keys (TRUST KEY-1 to 3, FLT-6)."""

import base64
import errno
import hashlib
import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse

from resources import storage
from resources.checks import refuse_wrong_keys
from resources.models import FileVersion
from resources.storage import cipher, keys, places
from tests.make import keep_bytes, make_file, make_version
from tests.resources.files.conftest import bytes_of

ONE, TWO = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for number, name in enumerate(["one", "two"]))
CHUNK = cipher.CHUNK


def object_of(version):
    return places.place()._path(version.stored_as)


# The cipher.


def unsealed(content, key, size, start=0, stop=None):
    def read(begin, end):
        return BytesIO(content[begin:end])

    return b"".join(cipher.unsealed(read, key, size, start, size if stop is None else stop))


def sealed(plain, key=b"k" * 32):
    pieces = [plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK)]
    return b"".join(cipher.sealed(pieces, key))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_comes_back_whole(size):
    plain = os.urandom(size)

    content = sealed(plain)

    assert len(content) == cipher.sealed_length(size)
    assert plain[:1000] not in content or size == 0 or size == 1
    assert unsealed(content, b"k" * 32, size) == plain


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (CHUNK - 1, CHUNK + 1), (CHUNK, 2 * CHUNK), (70_000, 150_000)])
def test_any_part_can_be_read_alone(start, stop):
    plain = os.urandom(150_000)

    assert unsealed(sealed(plain), b"k" * 32, len(plain), start, stop) == plain[start:stop]


def test_each_file_is_sealed_with_a_key_of_its_own(db):
    file = make_file()
    other = make_version(file)
    version = file.versions.first()

    assert object_of(version).read_bytes()[20:] != object_of(other).read_bytes()[20:]
    assert version.wrapped_key != other.wrapped_key


HEAD = len(cipher.HEAD)
STEP = CHUNK + 16


@pytest.mark.parametrize(
    "bent",
    [
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: content[:HEAD] + content[HEAD + STEP : HEAD + 2 * STEP] + content[HEAD + STEP :],
        lambda content: content[:HEAD] + content[HEAD : HEAD + STEP] * 2 + content[HEAD + 2 * STEP :],
        lambda content: content[: HEAD + 2 * STEP],
        lambda content: content[:-1],
    ],
    ids=["one bit", "moved", "repeated", "last chunk gone", "last byte gone"],
)
def test_what_was_bent_is_never_given_out_as_whole(bent):
    plain = os.urandom(3 * CHUNK - 5)
    content = bent(sealed(plain))

    with pytest.raises(storage.StorageAway):
        unsealed(content, b"k" * 32, len(plain))


def test_a_shorter_file_cannot_be_made_of_a_longer_one():
    """Not even with a row that lies about its size: the last chunk says that it is the last."""
    content = sealed(os.urandom(3 * CHUNK))

    with pytest.raises(storage.StorageAway):
        unsealed(content, b"k" * 32, 2 * CHUNK)


# Writing down.


def test_nothing_of_a_file_can_be_read_in_the_storage(db):
    version = make_file(content=b"Meet at the usual place. " * 50).versions.get()

    lying = object_of(version)
    assert b"usual" not in lying.read_bytes()
    assert version.name not in str(lying)
    assert (lying.stat().st_mode & 0o777, lying.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_was_written_must_be_what_was_cleaned(tmp_path):
    (tmp_path / "cleaned").write_bytes(b"other")
    before = {name for name, _since in places.place().objects()}

    with pytest.raises(storage.StorageAway):
        storage.keep(tmp_path / "cleaned", hashlib.sha256(b"expected").hexdigest())

    assert {name for name, _since in places.place().objects()} == before


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_no_fragment(monkeypatch, tmp_path, step):
    (tmp_path / "cleaned").write_bytes(b"x" * 200_000)
    disk = places.Disk(tmp_path / "files")
    monkeypatch.setattr(storage, "place", lambda: disk)

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "write":
        monkeypatch.setattr(places, "_opened_privately", full)
    else:
        monkeypatch.setattr(places.os, step, full)

    with pytest.raises(storage.Full):
        storage.keep(tmp_path / "cleaned", "0")

    assert list(disk.objects()) == []


def test_a_broken_off_write_leaves_only_what_the_sweeper_takes(tmp_path):
    """What a kill in the midst of writing leaves: never anything under a name that a row could have."""
    disk = places.Disk(tmp_path / "files")
    (disk.root / "ab").mkdir(parents=True)
    (disk.root / "ab" / f".{'ab' * 16}.1234").write_bytes(b"half")

    ((name, _since),) = disk.objects()
    disk.delete_object(name)

    assert list(disk.objects()) == []


# The keys.


@pytest.fixture
def written_with_one(settings, db):
    settings.FILE_KEYS = ONE
    return make_file(content=b"Written with one").versions.get()


def read(version):
    return b"".join(FileVersion.objects.get(pk=version.pk).opened())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is no key"),
        ("one", "entry 1 does not begin with a name of letters and digits and a colon"),
        ("a name:xx", "entry 1 does not begin with a name of letters and digits and a colon"),
        ("one:???", "entry 1 is not base64"),
        ("one:c2hvcnQ=", "entry 1 has 5 bytes, not 32"),
        (f"{ONE},{ONE}", "the name of entry 2 is there twice"),
    ],
)
def test_keys_that_make_no_sense_are_named_without_being_shown(text, sentence):
    with pytest.raises(ValueError) as told:
        keys.read(text)

    assert str(told.value) == sentence


def test_two_keys_are_valid_at_once_and_the_first_is_used(settings, written_with_one):
    settings.FILE_KEYS = f"{TWO},{ONE}"

    now = keep_bytes(b"Written with two")

    assert (now["key_id"], read(written_with_one)) == ("two", b"Written with one")


def test_a_wrapped_key_opens_the_file_it_belongs_to_and_no_other(settings):
    one, two = keep_bytes(b"one"), keep_bytes(b"two")

    with pytest.raises(keys.WrongKey):
        keys.unwrap(one["wrapped_key"], one["key_id"], two["stored_as"])


def test_rotating_wraps_everything_anew_and_the_old_key_can_go(settings, written_with_one):
    settings.FILE_KEYS = f"{TWO},{ONE}"
    out = StringIO()

    call_command("rotate_file_keys", verbosity=0, stdout=out)
    settings.FILE_KEYS = TWO

    assert "the others can go" in out.getvalue()
    assert (read(written_with_one), FileVersion.objects.get().key_id) == (b"Written with one", "two")


def test_rotating_moves_no_bytes_and_changes_nothing_the_second_time(settings, written_with_one):
    settings.FILE_KEYS = f"{TWO},{ONE}"
    before = object_of(written_with_one).stat().st_mtime_ns

    call_command("rotate_file_keys", verbosity=0, stdout=StringIO())
    once = FileVersion.objects.get().wrapped_key
    call_command("rotate_file_keys", verbosity=0, stdout=StringIO())

    assert FileVersion.objects.get().wrapped_key == once
    assert object_of(written_with_one).stat().st_mtime_ns == before


def test_whoever_began_to_read_before_the_rotation_reads_to_the_end(settings, written_with_one):
    settings.FILE_KEYS = f"{TWO},{ONE}"
    row = FileVersion.objects.get()
    under_way = row.opened()

    call_command("rotate_file_keys", verbosity=0, stdout=StringIO())

    assert (b"".join(under_way), b"".join(row.opened()), read(row)) == (b"Written with one",) * 3


def test_an_interrupted_rotation_goes_on_where_it_was(settings, written_with_one, monkeypatch):
    settings.FILE_KEYS = ONE
    make_file(content=b"Another")
    settings.FILE_KEYS = f"{TWO},{ONE}"
    from resources.management.commands import rotate_file_keys as command

    turns, wrap = iter([None, KeyboardInterrupt]), command.wrap

    def interrupted(*arguments):
        if fault := next(turns):
            raise fault
        return wrap(*arguments)

    monkeypatch.setattr(command, "wrap", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_file_keys", verbosity=0, stdout=StringIO())
    between = sorted(FileVersion.objects.values_list("key_id", flat=True))
    monkeypatch.setattr(command, "wrap", wrap)
    call_command("rotate_file_keys", verbosity=0, stdout=StringIO())

    assert between == ["one", "two"]
    assert set(FileVersion.objects.values_list("key_id", flat=True)) == {"two"}


def test_a_rotation_that_lacks_a_key_says_so(settings, written_with_one):
    settings.FILE_KEYS = TWO
    told = StringIO()

    with pytest.raises(SystemExit):
        call_command("rotate_file_keys", verbosity=0, stdout=StringIO(), stderr=told)

    assert "FILE_KEYS has no key called one." in told.getvalue()


# KEY-2: a lost or wrong key is known at the start.


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TWO, "FILE_KEYS has no key called one."),
        (TWO.replace("two", "one"), "The key called one in FILE_KEYS is not the one that files were written with."),
        ("", "FILE_KEYS: there is no key."),
    ],
    ids=["lost", "wrong", "none"],
)
def test_without_the_right_key_the_portal_does_not_start(settings, written_with_one, text, sentence):
    settings.FILE_KEYS = text

    with pytest.raises(ImproperlyConfigured) as told:
        refuse_wrong_keys()

    assert str(told.value) == sentence


def test_with_the_right_key_it_starts(written_with_one):
    refuse_wrong_keys()


def test_the_web_server_s_door_and_the_command_before_it_ask_for_the_keys(tmp_path):
    """As started by hand: one sentence, no trace."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "localhost",
        "DATA_DIR": str(tmp_path),
        "FILE_KEYS": "one:c2hvcnQ=",
        "FIELD_KEYS": ONE,
        "DJANGO_SETTINGS_MODULE": "ggsn.settings",
    }
    house = Path(__file__).resolve().parents[3]

    done = [
        subprocess.run([sys.executable, *command], cwd=house, env=environment, capture_output=True, text=True)
        for command in (["-c", "import ggsn.wsgi"], ["manage.py", "prepare"])
    ]

    assert [program.returncode for program in done] == [1, 1]
    assert ["FILE_KEYS: entry 1 has 5 bytes, not 32." in program.stderr for program in done] == [True, True]
    assert "c2hvcnQ" not in done[0].stderr + done[1].stderr
    assert done[1].stderr.strip().count("\n") == 0


# KEY-3: the keys are nowhere else.


def test_no_dump_holds_a_master_key_or_a_file_s_own(settings, written_with_one):
    master = ONE.partition(":")[2]
    own = keys.unwrap(written_with_one.wrapped_key, written_with_one.key_id, written_with_one.stored_as)
    out = StringIO()

    call_command("dumpdata", stdout=out)

    dumped = out.getvalue()
    assert json.loads(dumped)
    assert master not in dumped and base64.b64encode(own).decode() not in dumped and own.hex() not in dumped


def test_no_page_of_the_desk_shows_a_wrapped_key(at_the_desk, written_with_one):
    resource = written_with_one.file.resource
    pages = [
        at_the_desk.get(path).content.decode()
        for path in [
            reverse("admin:resources_resource_change", args=[resource.pk]),
            reverse("admin:resources_resource_history", args=[resource.pk]),
            reverse("admin:resources_resource_changelist"),
        ]
    ]

    secrets = [written_with_one.wrapped_key, written_with_one.stored_as]
    assert [secret for page in pages for secret in secrets if secret in page] == []
    assert written_with_one.name in pages[0]


def test_a_fault_tells_no_key_to_the_log(client, settings, written_with_one, caplog):
    settings.FILE_KEYS = TWO.replace("two", "one")

    response = client.get(written_with_one.file.get_absolute_url())

    told = caplog.text + response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert "is not the one that files were written with" in caplog.text
    assert [
        word for word in [ONE[4:], TWO[4:], written_with_one.wrapped_key, written_with_one.stored_as] if word in told
    ] == []


def test_a_fault_in_the_midst_tells_nothing_and_gives_no_short_file(client, db, caplog):
    version = make_file(content=os.urandom(3 * CHUNK)).versions.get()
    path = object_of(version)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)

    response = client.get(version.file.get_absolute_url())

    with pytest.raises(storage.StorageAway):
        bytes_of(response)
    assert response.headers["Content-Length"] == str(3 * CHUNK)
