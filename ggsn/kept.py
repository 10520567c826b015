"""What each worker keeps in memory until the next change: finished pages, parts of pages, counts.

A *stamp* (the modification time of one file in DATA_DIR) changes after every committed write to the database, whichever
process wrote. Reading it costs a microsecond, so each kept thing can be checked each time it is used, and an edit shows
on the very next request. Several machines must share DATA_DIR, or set KEEP_PAGES=0.

Use it as a Django cache: ``caches["kept"].get_or_set(key, compute, timeout)`` or ``{% cache 600 name using="kept" %}``.
Values are handed out as they are, not copied: never change one. Keys must carry the language and the audience.
"""

import os
import re
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction

# Writes that change no page: sessions, counters of limits, the outbox, the date of the last sign-in.
_SILENT = re.compile(
    r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+["`]?(?:django_session|ggsn_cache|usersessions_|outreach_|django_admin_log)'
    r'|^\s*UPDATE\s+"members_member"\s+SET\s+"last_login"\s*=\s*[^,]+WHERE',
    re.IGNORECASE,
)
_WRITE = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b)", re.I | re.S)


def _path():
    return settings.DATA_DIR / "stamp"


def stamp():
    """The present state of the content, as a number; equal numbers mean nothing was written in between."""
    try:
        return os.stat(_path()).st_mtime_ns
    except FileNotFoundError:
        return 0


def renew():
    """Make everything kept so far invalid, in all workers."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    before = stamp()
    path.touch()
    now = max(time.time_ns(), before + 1_000_000)
    os.utime(path, ns=(now, now))


def watch(connection, **kwargs):
    """Renew the stamp after each write on this connection, once it is committed."""
    if _note_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note_writes)


def _note_writes(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if isinstance(sql, str) and _WRITE.match(sql) and not _SILENT.match(sql):
        connection = context["connection"]
        if not any(hook[1] is renew for hook in connection.run_on_commit):
            transaction.on_commit(renew, using=connection.alias)
    return result


class KeptCache(BaseCache):
    """A cache in this process whose entries live as long as the stamp under which their making began."""

    def __init__(self, location, params):
        super().__init__(params)
        self._entries = OrderedDict()
        self._lock = threading.Lock()
        self._begun = threading.local()

    def _stamps(self):
        if not hasattr(self._begun, "stamps"):
            self._begun.stamps = {}
        return self._begun.stamps

    def get(self, key, default=None, version=None):
        key = self.make_key(key, version)
        now = stamp()
        with self._lock:
            entry = self._entries.get(key)
            if entry and entry[0] == now and entry[1] > time.monotonic():
                self._entries.move_to_end(key)
                return entry[2]
        # Whatever is set for this key next was read after this moment, and is only as fresh as this stamp.
        begun = self._stamps()
        if len(begun) > 500:
            begun.clear()
        begun[key] = now
        return default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_key(key, version)
        begun = self._stamps().pop(key, None)
        if begun is None:
            begun = stamp()
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        until = float("inf") if seconds is None else time.monotonic() + seconds
        with self._lock:
            self._entries[key] = (begun, until, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self._max_entries:
                self._entries.popitem(last=False)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self.set(key, value, timeout, version)
        return True

    def delete(self, key, version=None):
        with self._lock:
            return self._entries.pop(self.make_key(key, version), None) is not None

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return False

    def clear(self):
        with self._lock:
            self._entries.clear()
