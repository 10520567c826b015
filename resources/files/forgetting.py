"""Files that were withdrawn, or never confirmed, are kept for a time only, and not at all once their giver is gone."""

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from members.forgetting import forgets
from members.models import Member
from members.signals import member_erased
from resources import storage
from resources.models import FileVersion


@forgets("files")
@forgets("unanswered")
def forget_withdrawn():
    """Also what nobody said yes to. The row first: bytes without a row are swept an hour later, a row without its bytes
    would be a broken one."""
    versions = list(FileVersion.objects.to_forget().select_related("file"))
    for version in versions:
        _forget(version)
        storage.forget(version.stored_as)
    return len(versions)


def _forget(version):
    version.delete()
    if not version.file.versions.exists():
        version.file.delete()


@receiver(pre_delete, sender=Member)
def forget_with_the_account(instance, **kwargs):
    forget_what_nobody_takes(instance)


@receiver(member_erased)
def forget_what_nobody_takes(member, **kwargs):
    """What readers could take may stay with its resource; what was withdrawn, or waits for a yes, has no time left."""
    unseen = FileVersion.objects.withdrawn() | FileVersion.objects.to_confirm()
    for version in unseen.filter(file__resource__contributor=member).select_related("file"):
        _forget(version)


@receiver(post_delete, sender=FileVersion)
def let_go_of_the_bytes(instance, **kwargs):
    """Whatever took the row away, and only once that is sure. Where the storage fails, `sweep_files` comes after."""
    transaction.on_commit(lambda: _let_go(instance.stored_as), robust=True)


def _let_go(stored_as):
    """Unless they are kept for what may be put back, or are already wanted again."""
    spared = {file["stored_as"] for file in storage.kept_elsewhere()}
    if stored_as not in spared and not FileVersion.objects.filter(stored_as=stored_as).exists():
        storage.forget(stored_as)
