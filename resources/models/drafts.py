"""What somebody has typed of a contribution that is not sent yet."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from resources.models.library import Kind, Resource, State

KEPT = datetime.timedelta(days=settings.RETENTION["contributions"])


def last_touched():
    """For ordering resources: when somebody last worked on one, sent or not."""
    return Coalesce("draft__kept_at", "changed_at")


class DraftQuerySet(models.QuerySet):
    def forgettable(self):
        """Nobody has typed anything for long, nor given a file, nor said what it is."""
        limit = timezone.now() - KEPT
        touched = models.Q(resource__files__versions__uploaded_at__gte=limit)
        touched |= models.Q(resource__submitted_at=None, resource__changed_at__gte=limit)
        return self.filter(kept_at__lt=limit).exclude(touched)


class Draft(models.Model):
    """The answers of one form, step by step, as they were typed: right or not yet, whole or not. Of a resource that
    says something already they are those that were changed, and no others (resources/standing.py).

    Its contributor alone reads it. The resource itself says nothing of it before it is sent, so that what is published
    stays as it is while somebody works on it, and what is being reviewed does not change under the reviewer's eyes.
    """

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="draft")
    answers = models.JSONField(default=dict)  # {name of the field: [what was typed or ticked]}
    # {name of the field: the mark of what the resource said there when it was typed}
    began_with = models.JSONField(default=dict)
    # In which language its texts were begun: as long as it says anything it is asked for first, whatever the page is
    # read in later.
    language = models.CharField(max_length=8)
    step = models.CharField(max_length=10)  # where to go on
    kept_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = DraftQuerySet.as_manager()

    def __str__(self):
        return self.title

    @property
    def kept_until(self):
        """It is thrown away then, unless somebody goes on with it."""
        return self.kept_at + KEPT

    @property
    def address(self):
        """Where to go on."""
        return reverse(f"resources:{self.step}", args=[self.resource_id])

    @property
    def kind(self):
        return next((kind.label for kind in Kind if [kind] == self.answers.get("kind")), "")

    @property
    def title(self):
        codes = [self.language, *(code for code, _name in settings.LANGUAGES)]
        titles = (self.answers.get(build_localized_fieldname("title", code), [""])[-1:] for code in codes)
        return next((title[0].strip() for title in titles if title and title[0].strip()), "")

    @transaction.atomic
    def discard(self):
        """Forget it, and the resource with it where it has never said anything. What it said of who will see the
        resource holds for its files no longer."""
        self.delete()
        if self.resource.state == State.DRAFT and not self.resource.has_title:
            self.resource.delete()
        else:
            self.resource.keep_files_within()
