"""The ways out of the house: when each is free again, and whether all of them are held."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The line that stands for all: while it is held, nothing leaves.
EVERYTHING = "everything"


class LineQuerySet(models.QuerySet):
    def is_held(self):
        return self.filter(name=EVERYTHING, held_at__isnull=False).exists()

    def busy(self):
        return self.filter(free_at__gt=timezone.now())

    def claim(self, name, seconds):
        """Take the line for so long. False when somebody else has it: of two that ask at once, one gets it."""
        now = timezone.now()
        self.get_or_create(name=name)
        return bool(self.filter(name=name, free_at__lte=now).update(free_at=now + datetime.timedelta(seconds=seconds)))

    def rest(self, name, seconds):
        """Leave the line alone for so long: whoever is at its other end asked for it, or does not answer."""
        self.filter(name=name).update(free_at=timezone.now() + datetime.timedelta(seconds=seconds))

    def hold(self):
        """From now on nothing leaves, until somebody has looked. What was held already stays so."""
        self.get_or_create(name=EVERYTHING)
        self.filter(name=EVERYTHING, held_at=None).update(held_at=timezone.now())

    def release(self):
        return bool(self.filter(name=EVERYTHING, held_at__isnull=False).update(held_at=None))


class Line(models.Model):
    """A channel of Slack, which takes one message a second, or everything at once."""

    name = models.CharField(max_length=100, unique=True)
    free_at = models.DateTimeField(default=timezone.now)
    held_at = models.DateTimeField(_("held"), null=True, blank=True)

    objects = LineQuerySet.as_manager()

    def __str__(self):
        return self.name
