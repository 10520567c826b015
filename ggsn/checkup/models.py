"""Signs of life: when each thing that runs by itself last did, and what checks found that take long.

from ggsn.checkup.models import beat
beat("deliver")        # in each round of a loop, or at the end of a nightly command
"""

import time

from django.db import models
from django.utils import timezone

# A loop of two seconds need not write each time it turns.
NOTED_EVERY = 20

_noted = {}


class Pulse(models.Model):
    """One row for each thing that lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    is_well = models.BooleanField(default=True)
    # Which of its sentences a check says (ggsn.checkup.slow), and what it counted. Never what a server answered.
    words = models.CharField(max_length=40, default="", blank=True)
    facts = models.JSONField(default=dict, blank=True)

    def __str__(self):
        return self.name

    @property
    def age(self):
        return timezone.now() - self.at


def beat(name):
    """Write down that `name` is alive, twenty seconds after the last time at the soonest. Says whether it did."""
    now = time.monotonic()
    if name in _noted and now - _noted[name] < NOTED_EVERY:
        return False
    keep(name)
    _noted[name] = now
    return True


def keep(name, is_well=True, words="", **facts):
    pulse = Pulse(name=name, at=timezone.now(), is_well=is_well, words=words, facts=facts)
    Pulse.objects.bulk_create(
        [pulse], update_conflicts=True, unique_fields=["name"], update_fields=["at", "is_well", "words", "facts"]
    )
