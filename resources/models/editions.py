"""Which edition of the library this is; and what it takes to keep such a mark of anything."""

import secrets

from django.db import connection, models


class Marked(models.Model):
    """One row whose mark changes with every change of something: what was worked out under one mark holds under it."""

    mark = models.CharField(max_length=16)

    class Meta:
        abstract = True

    def __str__(self):
        return self.mark

    @classmethod
    def renew(cls):
        """Something has changed. Two at once do no harm: either mark is a new one.

        What a transaction changes after that has this mark, too, as long as nobody has asked for it: others see neither
        before its end. Else whoever writes a thousand things in one go writes this one row a thousand times, and each
        time it takes longer.
        """
        last = _renewals().get(cls)
        if last and last.still_counts:
            last.may_outlive |= last.savepoints != _savepoints()
        else:
            cls._write()

    @classmethod
    def _write(cls):
        new = cls(pk=1, mark=secrets.token_hex(8))
        cls.objects.bulk_create([new], update_conflicts=True, unique_fields=["id"], update_fields=["mark"])
        _renewals()[cls] = _Renewal()

    @classmethod
    def current(cls):
        """The mark as it stands now; None as long as nothing has ever changed."""
        last = _renewals().pop(cls, None)
        if last and last.still_counts and last.may_outlive:
            cls._write()
            del _renewals()[cls]
        with connection.cursor() as cursor:  # by hand: each page asks, and Django composes longer than it asks
            cursor.execute(f"SELECT mark FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608
            row = cursor.fetchone()
        return row and row[0]


class _Renewal:
    """A mark written in the transaction that is open, and asked for by nobody since.

    Django takes another list of what waits for the commit at each commit, each rollback, each return to a savepoint.
    """

    def __init__(self):
        self.waits = connection.run_on_commit if connection.in_atomic_block else None
        self.savepoints = _savepoints()
        # Whether something has changed under it, since another savepoint, that may yet be undone without it.
        self.may_outlive = False

    @property
    def still_counts(self):
        # Without autocommit (`commit_on_exit` tells) a commit leaves the list as it is.
        return connection.in_atomic_block and connection.commit_on_exit and self.waits is connection.run_on_commit


def _savepoints():
    return [name for name in connection.savepoint_ids if name]


def _renewals():
    """{model: _Renewal} of this connection."""
    if not hasattr(connection, "renewals"):
        connection.renewals = {}
    return connection.renewals


class Edition(Marked):
    """Of the library, as its readers see it."""
