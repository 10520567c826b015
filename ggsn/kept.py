"""What each worker keeps in memory until the next change: finished pages (ggsn.finished), parts of pages, counts.

A *stamp* (the modification time of one file in DATA_DIR) changes after every committed write to the database, whichever
process wrote. Reading it costs a microsecond, so each kept thing can be checked each time it is used, and an edit shows
on the very next request. Workers on several machines must set KEEP_PARTS=0.

Use it as a Django cache: ``caches["kept"].get_or_set(key, compute, timeout)`` or ``{% cache 600 name using="kept" %}``.
Values are handed out as they are, not copied: never change one. Keys must carry the language and the audience. Inside a
transaction that has written, nothing is read from here and nothing kept: it might still be rolled back.
"""

import logging
import os
import re
import secrets
import sys
import tempfile
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection as default_connection

logger = logging.getLogger(__name__)

# Statements that only read or steer. Whatever is not known to be one of them counts as a write.
_READ = re.compile(
    r"^[\s(]*(?:SELECT|VALUES|SHOW|EXPLAIN|PRAGMA|SET|RESET|BEGIN|START|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|LOCK"
    r"|DECLARE|FETCH|CLOSE|ANALYZE|VACUUM)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"^[\s(]*WITH\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
# Writes that change no finished page: sessions, counters of limits (in two tables), the outbox, the logs of the desk,
# signs of life, what is typed of a contribution and what it once said, the date of the last sign-in.
_SILENT_TABLES = [
    "django_session",
    "ggsn_cache",
    "search_turn",
    "usersessions_",
    "outreach_",
    "django_admin_log",
    "audit_",
    "checkup_",
    "resources_draft",
    "resources_lastlook",
    "resources_version",
    "resources_fingerprint",
    "accounts_",  # devices seen
    "members_reading",  # how many profiles somebody opened
    "members_application",  # which strangers may send as they like
]
_SILENT = re.compile(
    r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"
    rf'["`]?(?:{"|".join(_SILENT_TABLES)})'
    r'|^\s*UPDATE\s+"members_member"\s+SET\s+"last_login"\s*=\s*[^,]+WHERE',
    re.IGNORECASE,
)
_READS_SILENT = re.compile(rf'["`](?:{"|".join(_SILENT_TABLES)}|last_login["`])')


def _path():
    return settings.DATA_DIR / "stamp"


def stamp():
    """The present state of the content, as a number; equal numbers mean nothing was written in between."""
    try:
        return os.stat(_path()).st_mtime_ns
    except FileNotFoundError:
        return 0


def renew():
    """Make everything kept so far invalid, in all workers.

    A new file takes the place of the old one, so that it does not matter who owns that. Its time is the present to the
    microsecond, with random nanoseconds: no two renewals are ever alike. A failure is logged and not raised, since the
    write it follows is done; finished pages then live a minute at most.
    """
    now = time.time_ns()
    now += secrets.randbelow(1_000_000) - now % 1000
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=settings.DATA_DIR, prefix="stamp-")
        os.close(descriptor)
        os.utime(name, ns=(now, now))
        os.replace(name, _path())
    except OSError:
        logger.exception("Kept pages could not be renewed in DATA_DIR")


def watch(connection, **kwargs):
    """Renew the stamp after each write on this connection, once it is committed."""
    if _note_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note_writes)


def writes(sql):
    """Whether a statement may change what readers see."""
    if not isinstance(sql, str):
        return True
    if _WITH.match(sql):
        return _CHANGES.search(sql) is not None
    return not _READ.match(sql) and not _SILENT.match(sql)


def lasts(sql):
    """Whether what a statement finds may be kept: each write to any table it reads from renews the stamp."""
    return _READS_SILENT.search(sql) is None


def _note_writes(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    connection = context["connection"]
    if writes(sql) and not has_written(connection):
        if connection.in_atomic_block or connection.get_autocommit():
            # First of all that follows the commit: another follower's failure must not keep it from happening.
            connection.on_commit(renew)
            connection.run_on_commit.sort(key=lambda follower: follower[1] is not renew)
        else:
            renew()
    return result


def has_written(connection):
    """Whether the transaction in which this connection is has changed something that others cannot see yet."""
    return any(follower[1] is renew for follower in connection.run_on_commit)


# One store for all threads of the worker: Django makes a cache object for each thread.
_entries = OrderedDict()
_bytes = 0  # of all values in it
_lock = threading.Lock()
_here = threading.local()


class KeptCache(BaseCache):
    """A cache in this process whose entries live as long as the stamp under which their making began."""

    def __init__(self, location, params):
        super().__init__(params)
        self._most_bytes = params["OPTIONS"]["MAX_BYTES"]

    @property
    def _begun(self):
        """Under which stamp this thread began to make what: Django may hand one cache object to several threads."""
        if not hasattr(_here, "begun"):
            _here.begun = {}
        return _here.begun

    def get(self, key, default=None, version=None):
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys, version=None):
        """{key: value} of those that are there, under the one stamp of this moment."""
        if has_written(default_connection):
            return {}
        now, found, unmade = stamp(), {}, []
        with _lock:
            moment = time.monotonic()
            for key in keys:
                full = self.make_key(key, version)
                entry = _entries.get(full)
                if entry and entry[0] == now and entry[1] > moment:
                    _entries.move_to_end(full)
                    found[key] = entry[2]
                else:
                    unmade.append(full)
        # Whatever is set for these keys next was read after this moment, and is only as fresh as this stamp.
        if len(self._begun) > 500:
            self._begun.clear()
        self._begun.update(dict.fromkeys(unmade, now))
        return found

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_key(key, version)
        begun = self._begun.pop(key, None)
        if has_written(default_connection):
            return
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        until = float("inf") if seconds is None else time.monotonic() + seconds
        with _lock:
            _forget(key)
            _enter(key, (stamp() if begun is None else begun, until, value, _weight(value)))
            while _bytes > self._most_bytes or len(_entries) > self._max_entries:
                _forget(next(iter(_entries)))

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self.set(key, value, timeout, version)
        return True

    def delete(self, key, version=None):
        with _lock:
            return _forget(self.make_key(key, version))

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return False

    def clear(self):
        with _lock:
            for key in list(_entries):
                _forget(key)


def _weight(value):
    """Bytes: of texts and numbers as they are, of anything else as much as most has; and what keeping it takes."""
    return 500 + (sys.getsizeof(value) if isinstance(value, str | bytes | int) else 5000)


def _enter(key, entry):
    global _bytes
    _entries[key] = entry
    _bytes += entry[3]


def _forget(key):
    """Whether it was there."""
    global _bytes
    entry = _entries.pop(key, None)
    if entry is not None:
        _bytes -= entry[3]
    return entry is not None
