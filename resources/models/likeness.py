"""By what a resource can be recognised: its links, its titles, its text, in a form in which like is equal.

Files have such a form already: the digest of what they are (FileVersion.sha256).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from resources.models.library import Resource


class Fingerprint(models.Model):
    """One feature of a resource, digested. Two with the same digest are worth a look (resources/duplicates.py)."""

    class About(models.TextChoices):
        LINK = "link", _("the same address")
        TITLE = "title", _("a title that is alike")
        TEXT = "text", _("the same text")

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="fingerprints")
    about = models.CharField(max_length=5, choices=About)
    digest = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "about", "digest"], name="fingerprint_once")]

    def __str__(self):
        return self.digest
