"""The index. All of it can be lost and made anew from the rooms: `manage.py reindex`."""

from django.db import models

from resources.models import Edition as LibraryEdition
from resources.models.editions import Marked


class Entry(models.Model):
    """One thing that can be found. Its id is its place in the index (ggsn.search.blocks)."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    object_id = models.BigIntegerField()
    date = models.BigIntegerField(default=0)  # seconds since 1970: which of two is the newer
    # Codes with commas between: the languages it has a text in.
    languages = models.CharField(max_length=40)
    # All its tokens, packed: what must be struck out of the index when it changes or goes.
    tokens = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self):
        return f"{self.kind}/{self.object_id}"


class Posting(models.Model):
    """Where a word stands: in which places of one block (ggsn.search.bits)."""

    pk = models.CompositePrimaryKey("token", "block")
    token = models.TextField()
    block = models.BigIntegerField()
    places = models.BinaryField()

    def __str__(self):
        return f"{self.token} in {self.block}"


class Filed(models.Model):
    """What is filed under one code: in which places of one block."""

    pk = models.CompositePrimaryKey("block", "code")
    block = models.BigIntegerField()
    code = models.TextField()
    places = models.BinaryField()

    def __str__(self):
        return f"{self.code} in {self.block}"


class Block(models.Model):
    """Its mark is another after each change: what was kept of it in memory holds for one mark."""

    number = models.BigIntegerField(primary_key=True)
    mark = models.BinaryField()

    def __str__(self):
        return str(self.number)


class Word(models.Model):
    """A word that occurs in entries, folded: in how many, and in how many that newcomers may know of."""

    word = models.CharField(max_length=40, primary_key=True)
    times = models.IntegerField(default=0)
    times_in_public = models.IntegerField(default=0)

    def __str__(self):
        return self.word


class Edition(Marked):
    """Of what facets and the terms of the glossary are called (ggsn.search.vocabulary).

    The library keeps what it was answered under an edition of its own, and must ask again, too.
    """

    @classmethod
    def renew(cls):
        LibraryEdition.renew()  # first, as where something in the library is saved: else two would wait for each other
        super().renew()


class Turn(models.Model):
    """How often somebody searched in one minute. Who, is a digest that nothing leads back from; what, is nowhere."""

    who = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()
    times = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.times} in a minute"
