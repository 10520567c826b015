"""The process that opens a file has little to spend, knows no secret, and leaves nothing behind."""

import errno
import io
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from PIL import Image

from resources.cleaning import LARGEST, Refused, child, clean, kinds, worker
from tests.resources.cleaning import archives, documents, pictures, recordings
from tests.resources.cleaning.hands import give

MEMORY, SECONDS = 300 * 1024, 10  # kilobytes; seconds of a processor


def _noise(size, form, **options):
    """What no encoder can make small."""
    return pictures.saved(Image.effect_noise(size, 90).convert("RGB"), form, **options)


def _half_erased(size, form, level=None):
    picture = Image.effect_noise((500, 500), 90).resize(size, Image.Resampling.NEAREST).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(size).point([0] * 128 + [255] * 128))
    return pictures.saved(picture, form, **({} if level is None else {"compress_level": level}))


def _sheet_of_many_rows():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 40_000)).encode()
    content = documents.saved(documents.workbook())
    return documents.with_parts(
        content, replaced={"xl/worksheets/sheet1.xml": [(b"<sheetData>", b"<sheetData>" + rows)]}
    )


def _pdf_with_remarks():
    line = b"% remark\nBT /F 9 Tf 20 200 Td (Courage 100% (of us)) Tj ET\n"
    return documents.pdf(
        pages=500, changed=lambda document: [page.obj.Contents.write(line * 500) for page in document.pages]
    )


WORST = {
    "JPEG of 12 million points, turned": ("jpeg", lambda: _noise((4000, 3000), "JPEG", exif=pictures.exif(6))),
    "JPEG of 100 million points, turned": (
        "jpeg",
        lambda: pictures.saved(Image.new("L", (10_000, 10_000), 99), "JPEG", quality=30, exif=pictures.exif(6)),
    ),
    "progressive JPEG of 49 million points": (
        "jpeg",
        lambda: pictures.saved(Image.new("L", (7000, 7000), 99), "JPEG", quality=30, progressive=True),
    ),
    "PNG of 25 million points, turned": (
        "png",
        lambda: pictures.saved(
            Image.linear_gradient("L").resize((5000, 5000)).convert("RGB"),
            "PNG",
            compress_level=1,
            exif=pictures.exif(6),
        ),
    ),
    "PNG of 25 million points, half of them erased": ("png", lambda: _half_erased((5000, 5000), "PNG", 1)),
    "TIFF of 16 million points, half of them erased": ("tiff", lambda: _half_erased((4000, 4000), "TIFF")),
    "docx with a PNG of 16 million points, half of them erased": (
        "docx",
        lambda: documents.word_with_picture(_half_erased((4000, 4000), "PNG", 1)),
    ),
    "PDF of 20 pages": ("pdf", lambda: documents.pdf(pages=20)),
    "PDF of 500 pages": ("pdf", lambda: documents.pdf(pages=500)),
    "PDF of 500 pages with remarks in what they draw": ("pdf", _pdf_with_remarks),
    "docx with a photo": ("docx", documents.word_with_photo),
    "workbook of 40,000 rows": ("xlsx", _sheet_of_many_rows),
    "docx that unpacks a thousandfold": ("docx", archives.bomb),
    "100,000 parts": ("docx", archives.crowd),
    "GIF of 10,000 frames": ("gif", lambda: pictures.gif_of(10_000)),
    "text of 20 megabytes": ("txt", lambda: b"courage \xc3\xa9\n" * 1_900_000),
}


@pytest.mark.parametrize(("kind", "make"), WORST.values(), ids=WORST)
def test_the_worst_files_take_little(kind, make, tmp_path, record_property):
    (tmp_path / "original").write_bytes(make())

    answer = child.run(kind, tmp_path / "original", tmp_path / "cleaned")

    assert "used" in answer, "it was killed"
    record_property("used", answer["used"])
    assert answer["used"]["kilobytes"] < MEMORY
    assert answer["used"]["seconds"] < SECONDS


def _worker(code, tmp_path):
    """Run a few lines where the file would be opened."""
    before = (
        "import os, resource, sys, time\nfrom resources.cleaning import worker\nworker.limit()\n"
        + textwrap.dedent(code)
    )
    return subprocess.run([sys.executable, "-c", before], cwd=child._HOUSE, capture_output=True, check=False, text=True)


def test_memory_ends_before_300_megabytes(tmp_path):
    ended = _worker("x = [bytearray(1 << 20) for _ in range(300)]", tmp_path)

    assert "MemoryError" in ended.stderr


def test_an_endless_file_is_ended_by_the_processor_it_took(tmp_path, monkeypatch):
    ended = _worker("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", tmp_path)

    assert ended.returncode == -signal.SIGKILL


def test_the_program_that_repacks_recordings_shares_one_budget_with_us(tmp_path):
    """Three times it is called, and each time what is left is less."""
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!{sys.executable}\nimport time\nwhile time.process_time() < 0.7: pass")
    program.chmod(0o700)

    ended = _worker(
        f"""
        from resources.cleaning import media
        media.SECONDS, media.imageio_ffmpeg.get_ffmpeg_exe = 3, lambda: {str(program)!r}
        for time in range(10):
            try:
                media._ffmpeg(may_fail=True)
            except media.Refused as refusal:
                print(refusal, worker.used()["seconds"] < media.SECONDS)
                break
        """,
        tmp_path,
    )

    assert ended.stdout.split() == ["too_heavy", "True"]


def test_a_recording_that_takes_too_long_is_not_called_something_else(tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!{sys.executable}\nwhile True: pass")
    program.chmod(0o700)

    ended = _worker(
        f"""
        from resources.cleaning import media
        media.SECONDS, media.imageio_ffmpeg.get_ffmpeg_exe = 2, lambda: {str(program)!r}
        try:
            media._ffmpeg(may_fail=True)
        except media.Refused as refusal:
            print(refusal)
        """,
        tmp_path,
    )

    assert ended.stdout.split() == ["too_heavy"]


FULL_OF = {
    "pdf": documents.pdf,
    "docx": documents.word,
    "odt": documents.open_text,
    "jpeg": pictures.jpeg,
    "png": pictures.png,
    "gif": lambda: pictures.gif_of(3),
    "tiff": pictures.tiff,
    "txt": lambda: b"courage",
    "mp3": lambda: recordings.recording("mp3"),
}


@pytest.mark.parametrize("kind", FULL_OF)
def test_a_full_disk_is_never_said_to_be_a_damaged_file(kind, tmp_path):
    """Nothing can be written to this device, as on a full disk."""
    (tmp_path / "original").write_bytes(FULL_OF[kind]())
    (tmp_path / "cleaned").symlink_to("/dev/full")

    answer = child.run(kind, tmp_path / "original", tmp_path / "cleaned")

    assert (answer["refused"], answer["params"]) == ("no_room", {})


def test_without_room_for_the_answer_the_end_says_it(tmp_path):
    (tmp_path / "original").write_bytes(b"courage")
    command = [sys.executable, "-m", "resources.cleaning.worker", "txt", tmp_path / "original", tmp_path / "cleaned"]

    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, cwd=child._HOUSE, stdout=full, check=False)

    assert ended.returncode == worker.NO_ROOM


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=["disk", "quota"])
@pytest.mark.parametrize("moment", ["desk", "copy", "answer", "end of the answer", "settle", "name"])
def test_whenever_the_disk_is_full_nothing_is_kept_and_it_is_said(moment, number, tmp_path, monkeypatch, worker_that):
    def full(*arguments, **options):
        raise OSError(number, os.strerror(number))

    where = {
        "desk": (child.tempfile, "TemporaryDirectory"),
        "copy": (child.Path, "open"),
        "answer": (child.tempfile, "TemporaryFile"),
        "settle": (child.os, "fsync"),
        "name": (child.Path, "rename"),
    }
    folder = tmp_path
    if moment == "end of the answer":
        folder = worker_that(f"raise SystemExit({worker.NO_ROOM})")
    else:
        monkeypatch.setattr(*where[moment], full)

    with pytest.raises(Refused, match="no_room"):
        give(b"courage", "x.txt", folder)

    assert list(folder.iterdir()) == []


def test_a_program_that_a_full_disk_has_stopped_does_not_accuse_the_file(tmp_path, monkeypatch, worker_that):
    folder = worker_that("import os; os.abort()")
    made = iter([child.tempfile.TemporaryFile(dir=tmp_path), open("/dev/full", "wb")])
    monkeypatch.setattr(child.tempfile, "TemporaryFile", lambda **options: next(made))

    with pytest.raises(Refused, match="no_room"):
        give(b"courage", "x.txt", folder)


def test_nothing_large_can_be_written(tmp_path):
    ended = _worker(
        "print(resource.getrlimit(resource.RLIMIT_FSIZE)[0], resource.getrlimit(resource.RLIMIT_CORE)[0])", tmp_path
    )

    assert [int(limit) for limit in ended.stdout.split()] == [LARGEST + 50 * 1024 * 1024, 0]


@pytest.fixture
def worker_that(monkeypatch, tmp_path):
    """Lets something else run where the file would be opened."""

    def behaves(code):
        (tmp_path / "fake").mkdir()
        fake = tmp_path / "fake" / "python"
        fake.write_text(f"#!{sys.executable}\n{textwrap.dedent(code)}")
        fake.chmod(0o700)
        monkeypatch.setattr(child.sys, "executable", str(fake))
        (tmp_path / "folder").mkdir()
        return tmp_path / "folder"

    return behaves


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise SystemExit(1)",
        "print('not an answer')",
        "print('[]')",
        """print('{"found": [["no such code", {}]], "cannot": []}'); open("cleaned", "w")""",
        """import os; os.symlink('/etc/passwd', 'cleaned'); print('{"found": [], "cannot": []}')""",
        "print('[' * 10_000_000)",
        "",
    ],
    ids=["crash", "killed", "failed", "nonsense", "list", "unknown", "another file", "flood", "silence"],
)
def test_whatever_goes_wrong_is_a_refusal(code, worker_that):
    folder = worker_that(code)

    with pytest.raises(Refused, match="too_heavy"):
        give(b"courage", "x.txt", folder)

    assert list(folder.iterdir()) == []


def test_nobody_waits_for_ever_and_nothing_it_started_lives_on(worker_that, monkeypatch):
    folder = worker_that(
        """
        import os, subprocess, time
        started = subprocess.Popen(["/bin/sleep", "600"])
        open("../../started", "w").write(str(started.pid))
        time.sleep(600)
        """
    )
    monkeypatch.setattr(child, "PATIENCE", 1)

    with pytest.raises(Refused, match="too_heavy"):
        give(b"courage", "x.txt", folder)

    assert _ends(int((folder.parent / "started").read_text()))


def _ends(pid):
    """Told to die already: on a busy machine the kernel takes a moment to do it."""
    for _ in range(100):
        if not _is_running(pid):
            return True
        time.sleep(0.1)
    return False


def _is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


def test_it_knows_nothing_of_the_portal(worker_that, monkeypatch):
    folder = worker_that("import os; open('../../known', 'w').write(repr(dict(os.environ)))")
    monkeypatch.setenv("SECRET_KEY", "zanzibar")
    monkeypatch.setenv("DATABASE_URL", "postgres://zanzibar")

    with pytest.raises(Refused):
        give(b"courage", "x.txt", folder)

    assert "zanzibar" not in (folder.parent / "known").read_text()


def test_it_does_not_even_load_django(tmp_path):
    (tmp_path / "x").write_bytes(documents.word())
    code = f"""
        import sys
        from pathlib import Path
        from resources.cleaning import worker
        for module in {sorted({kind.module for kind in kinds.ACCEPTED.values()})}:
            __import__("resources.cleaning." + module)
        worker.open_and_write_anew("docx", Path({str(tmp_path / "x")!r}), Path({str(tmp_path / "y")!r}))
        sys.exit("django" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=child._HOUSE, check=False).returncode == 0


def test_the_original_is_gone_and_what_is_kept_is_whole(tmp_path):
    import hashlib

    cleaned = give(documents.word(), "x.docx", tmp_path)

    assert list(tmp_path.iterdir()) == [cleaned.path]
    assert cleaned.size == cleaned.path.stat().st_size
    assert cleaned.sha256 == hashlib.sha256(cleaned.path.read_bytes()).hexdigest()


class Endless(io.RawIOBase):
    """An upload that says nothing of its size."""

    given = 0

    def seek(self, *where):
        return 0

    def read(self, size):
        self.given += size
        return b"a" * size


def test_no_more_is_read_than_the_largest_file(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "LARGEST", 3 * 1024 * 1024)
    upload = Endless()

    with pytest.raises(Refused, match="too_large"):
        clean(upload, "x.txt", tmp_path)

    assert upload.given <= 4 * 1024 * 1024
    assert list(tmp_path.iterdir()) == []


def test_the_largest_file_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "LARGEST", 1000)

    assert give(b"a" * 1000, "x.txt", tmp_path).size == 1000


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="empty"):
        give(b"", "x.txt", tmp_path)


def test_no_word_of_the_answer_is_too_long(tmp_path):
    cleaned = give(b"courage " * 100_000, "x.txt", tmp_path)

    assert len(cleaned.words) == 200_000
    assert os.path.getsize(cleaned.path) == 800_000
