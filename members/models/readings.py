"""How many profiles somebody opens on a day. Never whose."""

from django.db import models, transaction
from django.utils import timezone

from members.signals import profiles_read

NOTICED_AT = 150
AT_MOST = 300


class ReadingQuerySet(models.QuerySet):
    @transaction.atomic
    def count_one(self, member):
        """One more profile opened today: how many they are now. The coordination hears of it once, at NOTICED_AT.

        The row stays ours until the number is read, so that no two readers at once both miss that one.
        """
        today = self.filter(member=member, day=timezone.now().date())
        if not today.update(number=models.F("number") + 1):
            _reading, is_new = self.get_or_create(member=member, day=timezone.now().date(), defaults={"number": 1})
            if not is_new:
                today.update(number=models.F("number") + 1)
        number = today.values_list("number", flat=True).get()
        if number == NOTICED_AT:
            profiles_read.send(sender=Reading, member=member, number=number)
        return number


class Reading(models.Model):
    member = models.ForeignKey("members.Member", models.CASCADE, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="reading_once_a_day")]

    def __str__(self):
        return f"{self.day}: {self.number}"
