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
        if _renewed().get(cls) is connection.run_on_commit and connection.in_atomic_block:
            return
        new = cls(pk=1, mark=secrets.token_hex(8))
        cls.objects.bulk_create([new], update_conflicts=True, unique_fields=["id"], update_fields=["mark"])
        # Django takes another list at each commit, each rollback, and each return to a savepoint.
        _renewed()[cls] = connection.run_on_commit

    @classmethod
    def current(cls):
        """The mark as it stands now; None as long as nothing has ever changed."""
        _renewed().pop(cls, None)
        with connection.cursor() as cursor:  # by hand: each page asks, and Django composes longer than it asks
            cursor.execute(f"SELECT mark FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608
            row = cursor.fetchone()
        return row and row[0]


def _renewed():
    """{model: the list of what waits for the commit}, of those whose mark this connection has renewed, unread since."""
    if not hasattr(connection, "renewed_marks"):
        connection.renewed_marks = {}
    return connection.renewed_marks


class Edition(Marked):
    """Of the library, as its readers see it."""
