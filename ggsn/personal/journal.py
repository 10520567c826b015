"""The journal of goodbyes: which accounts were erased, so that a restored copy does not bring them back (PRIV-3).

One line of JSON each, in a file of its own beside the database: an internal number, a date, and what became of the
words. No name, no address. Keep it apart from the backups of the database, and put it back after a restore.
"""

import json
import os

from django.conf import settings
from django.utils.dateparse import parse_datetime


def path():
    return settings.DATA_DIR / "erasures.jsonl"


def note(member, words, at):
    path().parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"member": member.pk, "at": at.isoformat(), "words": words})
    with open(path(), "a", opener=lambda name, flags: os.open(name, flags, 0o600)) as journal:
        journal.write(line + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def entries():
    """[(number, date, words)]; a line cut short by a crash is left out: its erasure was not done either."""
    if not path().exists():
        return []
    found = []
    for line in path().read_text().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        found.append((entry["member"], parse_datetime(entry["at"]), entry["words"]))
    return found
