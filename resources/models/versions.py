"""What a contribution said each time it was sent or decided upon."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resources.models.library import Resource


class Version(models.Model):
    """The words and facts of a resource at one moment, so that reviewers see what has changed since.

    `words` are {language: {text: what it says}}, `facts` {fact: what it was}.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    at = models.DateTimeField(_("date"), default=timezone.now)
    words = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        indexes = [models.Index(fields=["resource", "at"], name="version_of_resource")]

    def __str__(self):
        return f"{self.resource_id} {self.at:%Y-%m-%d}"
