"""The index of the library: its words, where they occur, and which edition of the library they are of."""

from django.db import models

from resources.models.library import Resource


class Edition(models.Model):
    """One row whose mark changes with every change of the library: what was counted under one mark holds under it."""

    mark = models.CharField(max_length=16)

    def __str__(self):
        return self.mark


class Word(models.Model):
    """A word that occurs in the library, folded, with its stem in one language."""

    language = models.CharField(max_length=8)
    word = models.CharField(max_length=40, db_index=True)
    stem = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="word_once")]
        indexes = [models.Index(fields=["stem", "language"], name="word_stem")]

    def __str__(self):
        return self.word


class Occurrence(models.Model):
    """That a resource contains a word, and how much that says about it. The key holds it all: it alone is read."""

    pk = models.CompositePrimaryKey("word_id", "resource_id", "weight")
    word = models.ForeignKey(Word, models.CASCADE, related_name="occurrences", db_index=False)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="occurrences")
    weight = models.PositiveSmallIntegerField()

    def __str__(self):
        return f"{self.word_id} in {self.resource_id}"
