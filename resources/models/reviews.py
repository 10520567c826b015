"""What became of a contribution, and what its contributor was told."""

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.utils import build_localized_fieldname

from members.models import Member
from resources.links import refuse_keys


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
    word = models.TextField(_("word to the contributor"), blank=True, max_length=5000, validators=[refuse_keys])

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self):
        return self.get_decision_display()


class LastLook(models.Model):
    """Up to which contribution a reviewer has looked at what came in."""

    reviewer = models.OneToOneField(Member, models.CASCADE, related_name="last_look")
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"


class Phrase(models.Model):
    """A kind word to begin an answer with, in the languages contributors read."""

    decision = models.CharField(_("decision"), max_length=10, choices=Review.Decision)
    text = models.TextField(_("text"), max_length=1000, null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("kind word")
        verbose_name_plural = _("kind words")

    def __str__(self):
        return Truncator(self.text or "").chars(80) or f"{self._meta.verbose_name} {self.pk or ''}"

    def in_language(self, code):
        """What it says in this language; empty where nobody has written it yet: words are never mixed."""
        return getattr(self, build_localized_fieldname("text", code), None) or ""
