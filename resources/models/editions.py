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
        """Something has changed. Two at once do no harm: either mark is a new one."""
        new = cls(pk=1, mark=secrets.token_hex(8))
        cls.objects.bulk_create([new], update_conflicts=True, unique_fields=["id"], update_fields=["mark"])

    @classmethod
    def current(cls):
        """The mark as it stands now; None as long as nothing has ever changed."""
        with connection.cursor() as cursor:  # by hand: each page asks, and Django composes longer than it asks
            cursor.execute(f"SELECT mark FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608
            row = cursor.fetchone()
        return row and row[0]


class Edition(Marked):
    """Of the library, as its readers see it."""
