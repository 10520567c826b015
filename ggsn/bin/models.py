"""The bin: what the desk deletes can be put back for thirty days, and is nowhere else meanwhile (TRUST T4).

The rows themselves are deleted, so that no page, search, count, feed or file can forget to leave them out. What they
said lies here as one sealed text.
"""

import datetime
import json

from django.conf import settings
from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ggsn.bin.packing import AddressTaken, BelongsToNothing, NoWayBack, as_text, is_orphaned, is_taken, pack, unpack
from ggsn.bin.signals import put_back
from members import saying
from members.models import Member
from members.models.sealed import SealedTextField

# What goes through the bin when somebody deletes it at the desk.
KEPT = {
    "resources.Resource",
    "resources.Collection",
    "meetings.Meeting",
    "glossary.Term",
    "pages.Page",
    "outreach.Announcement",
}


class BinnedQuerySet(models.QuerySet):
    @transaction.atomic
    def throw(self, thing, by):
        """Into the bin with it, and with all that goes with it."""
        packed = pack(thing)
        binned = self.create(
            kind=thing._meta.label, title=str(thing)[:200], content=as_text(packed), files=_named(packed), by=by
        )
        thing.delete()
        return binned

    def files(self):
        """[{stored_as, key_id}] of all bytes that must be there if something is put back."""
        return [file for files in self.values_list("files", flat=True) for file in files]

    def wrap_keys(self, anew):
        """See resources.storage.WRAPPED_ELSEWHERE."""
        for pk in [pk for pk, files in self.values_list("pk", "files") if files]:
            with transaction.atomic():
                for binned in self.select_for_update().filter(pk=pk):
                    binned.wrap_keys(anew)


def _file_versions(packed):
    return [columns for label, columns in packed["rows"] if label == "resources.FileVersion"]


def _named(packed):
    return [{"stored_as": columns["stored_as"], "key_id": columns["key_id"]} for columns in _file_versions(packed)]


class Binned(models.Model):
    kind = models.CharField(_("kind"), max_length=60, editable=False)
    title = SealedTextField(_("title"), editable=False)
    content = SealedTextField(editable=False)
    # Where the bytes of its files lie, and by which of the master keys they open: random names that say nothing.
    files = models.JSONField(default=list, editable=False)
    by = models.ForeignKey(
        Member, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("deleted by")
    )
    binned_at = models.DateTimeField(_("deleted"), default=timezone.now, editable=False)

    objects = BinnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing in the bin")
        verbose_name_plural = _("things in the bin")

    def __str__(self):
        """Without its title: what the desk notes outlives it."""
        return _("Deleted on %(day)s") % {"day": saying.day(self.binned_at)}

    @property
    def goes_at(self):
        return self.binned_at + datetime.timedelta(days=settings.RETENTION["bin"])

    def wrap_keys(self, anew):
        packed = json.loads(self.content)
        for columns in _file_versions(packed):
            pair = anew(columns["stored_as"], columns["key_id"], columns["wrapped_key"])
            columns["key_id"], columns["wrapped_key"] = pair
        if _named(packed) != self.files:
            self.content, self.files = as_text(packed), _named(packed)
            self.save(update_fields=["content", "files"])

    def put_back(self):
        """As it was, under its old address: False where somebody was faster. NoWayBack changes nothing."""
        try:
            return self._put_back()
        except IntegrityError as error:  # somebody else was at work in the same moment, or the table has rules by now
            packed = json.loads(self.content)
            cause = AddressTaken if is_taken(packed) else BelongsToNothing if is_orphaned(packed) else NoWayBack
            raise cause from error
        except DatabaseError as error:
            raise NoWayBack from error

    @transaction.atomic
    def _put_back(self):
        # As it lies there now: its keys may have been wrapped anew meanwhile.
        lying = type(self).objects.select_for_update().filter(pk=self.pk).first()
        if lying is None:
            return False
        things = unpack(json.loads(lying.content))
        self.delete()
        put_back.send(sender=type(self), things=things)
        return True
