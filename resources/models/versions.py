"""What a contribution said each time it was sent or decided upon."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resources.models.library import Resource

_TELLING = 12  # letters of a checksum


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


def line_of(file, titles, version):
    """What one reads of a file, and of what is in it as much as tells it from any other."""
    title = " ".join(" / ".join(dict.fromkeys(filter(None, titles))).split())
    facts = [title, file.language_id or "", file.visibility, version.name, version.size, version.sha256[:_TELLING]]
    return "\t".join(map(str, facts))


def tells_of(line, sha256):
    """Whether it is of these bytes."""
    return line.endswith(f"\t{sha256[:_TELLING]}")
