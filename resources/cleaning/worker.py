"""The process that opens one file: `python -m resources.cleaning.worker kind source target`.

It gives up its rights to memory, time and space before it looks at the file, says on its standard output what it
found, as JSON, and ends. Whatever goes wrong in here, the process that started it takes for a refusal.
"""

import errno
import json
import os
import resource
import sys
from importlib import import_module
from pathlib import Path

from resources.cleaning.kinds import ACCEPTED, LARGEST, require
from resources.cleaning.report import Refused, Report, is_full

MEMORY = 290 * 1024 * 1024  # bytes, all that is mapped
SECONDS = 9  # of a processor
LARGEST_WRITTEN = LARGEST + 50 * 1024 * 1024
NO_ROOM = 28  # how it ends when there is no room even for its answer


def limit():
    limits = [
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ]
    if sys.platform == "linux":  # elsewhere, on the machines of developers, the kernel does not keep to it
        limits.append((resource.RLIMIT_AS, MEMORY))
    for what, most in limits:
        resource.setrlimit(what, (most, most))


def open_and_write_anew(kind, source, target):
    require(source, kind)
    report = Report(kind)
    import_module(f"resources.cleaning.{ACCEPTED[kind].module}").clean(source, target, report)
    if not target.stat().st_size:
        raise Refused("broken")
    return report.as_answer()


def used():
    """What it took, a program started from here included."""
    mine, programs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = mine.ru_utime + mine.ru_stime + programs.ru_utime + programs.ru_stime
    return {"seconds": round(seconds, 3), "kilobytes": max(_most_memory(mine), programs.ru_maxrss)}


def _most_memory(usage):
    """Of this program alone: ru_maxrss begins with that of the one which started it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return usage.ru_maxrss
    return int(status.split("VmHWM:")[1].split()[0])


def main(kind, source, target):
    limit()
    # Libraries in C may print; only the answer goes out.
    answer_to = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        answer = open_and_write_anew(kind, Path(source), Path(target))
    except Exception as error:
        answer = _refusal(error, Path(target))
    answer["used"] = used()
    try:
        json.dump(answer, answer_to)
        answer_to.close()
    except OSError:
        os._exit(NO_ROOM)
    # Not one more line of C, which could crash after the answer.
    os._exit(0)


def _refusal(error, target):
    if is_full(error) or _is_no_room_for(target):  # the file may be as good as any
        return {"refused": "no_room", "params": {}}
    if isinstance(error, Refused):
        return {"refused": error.code, "params": error.params}
    # A file that its reader stumbles over is not understood, and so not taken.
    return {"refused": "too_heavy" if _is_too_much(error) else "broken", "params": {}}


def _is_no_room_for(target):
    """Asked again, because some libraries do not say why they could not write."""
    try:
        with target.open("ab") as file:
            file.write(bytes(64 * 1024))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return is_full(error)
    return False


def _is_too_much(error):
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.EFBIG)


if __name__ == "__main__":
    main(*sys.argv[1:])
