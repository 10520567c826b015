"""What became of a contribution, and what its contributor was told."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Member


class Review(models.Model):
    """What a reviewer decided, and the word they sent the contributor."""

    class Decision(models.TextChoices):
        PUBLISHED = "published", pgettext_lazy("a resource", "Published")
        CHANGES = "changes", _("Changes asked for")
        DECLINED = "declined", _("Declined")

    resource = models.ForeignKey("resources.Resource", models.CASCADE, related_name="reviews")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", verbose_name=_("reviewer"))
    at = models.DateTimeField(_("date"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    word = models.TextField(_("word to the contributor"), blank=True, max_length=5000)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self):
        return self.get_decision_display()
