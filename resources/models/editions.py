"""Which edition of the library this is."""

from django.db import models


class Edition(models.Model):
    """One row whose mark changes with every change of the library: what was counted under one mark holds under it."""

    mark = models.CharField(max_length=16)

    def __str__(self):
        return self.mark
