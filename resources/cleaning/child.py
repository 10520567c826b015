"""The side of the portal: gives the file to a process of its own, waits no longer than it may, believes no crash."""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from resources.cleaning import scanner
from resources.cleaning.kinds import ACCEPTED, LARGEST, SMALLEST, kind_by_name
from resources.cleaning.names import safe_name
from resources.cleaning.report import Finding, Refused, is_full
from resources.cleaning.sentences import HIDDEN, SENTENCES
from resources.cleaning.worker import NO_ROOM

PATIENCE = 60  # seconds by the clock; the processor's are counted in worker.py
LONGEST_ANSWER = 2_000_000
_HOUSE = Path(__file__).resolve().parents[2]
_PIECE = 1024 * 1024


@dataclass
class Cleaned:
    """A file written anew. What was `found` is gone from it; what no machine `cannot` take out is still there."""

    path: Path
    kind: str
    name: str
    size: int
    sha256: str
    pages: int | None = None
    seconds: float | None = None
    found: list = field(default_factory=list)
    cannot: list = field(default_factory=list)
    names: list = field(default_factory=list)
    words: str = ""

    @property
    def media_type(self):
        return ACCEPTED[self.kind].media_type

    @property
    def extension(self):
        return ACCEPTED[self.kind].extension

    @property
    def needs_a_yes(self):
        """Whether it says, or said, something that its contributor may not know to be in it."""
        return bool(self.names) or any(finding.code in HIDDEN for finding in self.cannot)


def clean(upload, name, folder):
    """`upload` (a file open for reading bytes) written anew into `folder`, as `Cleaned`; or Refused.

    `name` is what the device of the member calls it. The original is in `folder` while it is worked on, and gone
    afterwards whatever happens.
    """
    try:
        return _clean(upload, safe_name(name), Path(folder))
    except OSError as error:
        if is_full(error):
            raise Refused("no_room") from None
        raise


def _clean(upload, name, folder):
    kind = kind_by_name(name)
    with tempfile.TemporaryDirectory(dir=folder, prefix="cleaning-") as desk:
        source, target = Path(desk) / "original", Path(desk) / "cleaned"
        _copy(upload, source)
        scanner.scan(source)
        answer = run(kind, source, target)
        if "refused" in answer:
            raise Refused(answer["refused"], **answer["params"])
        if answer["keyed"]:
            raise Refused("keyed_link")
        return _cleaned(answer, kind, name, target, folder)


def _copy(upload, source):
    upload.seek(0)
    size = 0
    with source.open("xb") as file:
        while piece := upload.read(_PIECE):
            size += len(piece)
            if size > LARGEST:
                raise Refused("too_large", megabytes=LARGEST // 1024**2)
            file.write(piece)
    if not size:
        raise Refused("empty")
    if size < SMALLEST:
        raise Refused("next_to_nothing")


def run(kind, source, target):
    """The answer of the process that opened the file, what it used included; a refusal when there is none."""
    command = [sys.executable, "-P", "-s", "-m", "resources.cleaning.worker", kind, str(source), str(target)]
    # None of the portal's own environment: it holds secrets, and the file may yet find a hole in a library.
    surroundings = {"PYTHONPATH": str(_HOUSE), "PATH": os.defpath, "LC_ALL": "C.UTF-8", "TMPDIR": str(source.parent)}
    with tempfile.TemporaryFile(dir=source.parent) as output:
        process = subprocess.Popen(  # noqa: S603 our own interpreter, with paths of our own making
            command,
            cwd=source.parent,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _end(process)
        if process.returncode == NO_ROOM:
            return {"refused": "no_room", "params": {}}
        output.seek(0)
        return _understood(output.read(LONGEST_ANSWER), target) or _never_answered(source.parent)


def _end(process):
    """Nothing it started outlives it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _understood(output, target):
    """The answer, if it is one: whoever wrote it may have been taken over by the file."""
    try:
        answer = json.loads(output)
        if "refused" in answer:
            said = [answer["refused"]]
        else:
            said = [code for code, _params in [*answer["found"], *answer["cannot"]]]
        if set(said) <= set(SENTENCES) and ("refused" in answer or stat.S_ISREG(target.lstat().st_mode)):
            return answer
    except (ValueError, TypeError, KeyError, OSError, RecursionError):
        pass
    return None


def _never_answered(folder):
    """Because of the file, most often; but a full disk stops much as well. What was written is still there now."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(64 * 1024))
    return {"refused": "too_heavy", "params": {}}


def _cleaned(answer, kind, name, target, folder):
    extension = ACCEPTED[kind].extension
    with target.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    path = target.rename(folder / f"{sha256[:16]}-{os.urandom(8).hex()}.{extension}")
    return Cleaned(
        path=path,
        kind=kind,
        name=f"{name.rpartition('.')[0]}.{extension}",
        size=path.stat().st_size,
        sha256=sha256,
        pages=answer["pages"],
        seconds=answer["seconds"],
        found=[Finding(code, params) for code, params in answer["found"]],
        cannot=[Finding(code, params) for code, params in answer["cannot"]],
        names=answer["names"],
        words=answer["words"],
    )
