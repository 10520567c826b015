"""Files that were withdrawn, or never confirmed, are kept for a time only."""

from members.forgetting import forgets
from resources.models import FileVersion
from resources.storage.places import place


@forgets("files")
def forget_withdrawn():
    """The row first: bytes without a row are swept an hour later, a row without its bytes would be a broken one."""
    versions = list(FileVersion.objects.to_forget().select_related("file"))
    for version in versions:
        version.delete()
        place().delete(version.stored_as)
        if not version.file.versions.exists():
            version.file.delete()
    return len(versions)
