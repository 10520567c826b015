"""The index. All of it can be lost and made anew from the rooms: `manage.py reindex`."""

from django.db import models

from resources.models.editions import Marked


class Entry(models.Model):
    """One thing that can be found. The newer of two of a kind has the larger number (ggsn.search.index).

    Kept narrow: the tokens are in a tsvector beside these columns on PostgreSQL, in the table search_tokens and its
    FTS5 index on SQLite; both come with the first migration and are written by ggsn.search.engines only.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    object_id = models.BigIntegerField()
    # Codes with spaces between: the languages it has a text in, and what it is filed under.
    languages = models.CharField(max_length=40)
    facets = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self):
        return f"{self.kind}/{self.object_id}"


class Word(models.Model):
    """A word that occurs in entries, folded: in how many, and in how many that newcomers may know of."""

    word = models.CharField(max_length=40, primary_key=True)
    times = models.IntegerField(default=0)
    times_in_public = models.IntegerField(default=0)

    def __str__(self):
        return self.word


class Edition(Marked):
    """Of what facets and the terms of the glossary are called (ggsn.search.vocabulary)."""


class Turn(models.Model):
    """How often somebody searched in one minute. Who, is a digest that nothing leads back from; what, is nowhere."""

    who = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()
    times = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.times} in a minute"
