"""The two places where objects lie: a directory of this machine, or a bucket that speaks S3 (FILE_STORAGE_URL)."""

import contextlib
import errno
import functools
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _


class StorageAway(Exception):
    """The storage does not answer, refuses, or does not give back what it was given. Try again later."""

    sentence = _("Our storage does not answer. Nothing was kept: try again in a few minutes.")


class Full(StorageAway):
    """There is no room left."""

    sentence = _("There is no room for files at this moment. Nothing of it was kept.")


def place():
    return _place(settings.FILE_STORAGE_URL, settings.DATA_DIR)


@functools.lru_cache(maxsize=4)
def _place(url, data_dir):
    if not url:
        return Disk(data_dir / "files")
    from resources.storage.bucket import Bucket  # its libraries are an extra

    return Bucket(url)


class Disk:
    """A directory that only the portal's own account can open."""

    def __init__(self, root):
        self.root = Path(root)

    def _path(self, name):
        return self.root / name[:2] / name

    def write(self, name, pieces):
        """Under its name only once it is whole and on the disk."""
        path = self._path(name)
        part = path.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with _opened_privately(part) as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
            _settle(path.parent)
            _settle(self.root)
        except OSError as error:
            raise in_words(error) from None
        finally:
            part.unlink(missing_ok=True)

    def size(self, name):
        try:
            return self._path(name).stat().st_size
        except OSError as error:
            raise in_words(error) from None

    def read(self, name, begin, end):
        try:
            file = self._path(name).open("rb")
            file.seek(begin)
        except OSError as error:
            raise in_words(error) from None
        return file

    def delete(self, name):
        self._path(name).unlink(missing_ok=True)

    def objects(self):
        """(name, since when) of all that lies here, fragments of what was never finished too."""
        for path in self.root.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def delete_object(self, name):
        """Like `delete`, for fragments as well: those begin with a dot."""
        (self.root / name.lstrip(".")[:2] / name).unlink(missing_ok=True)

    def abandon(self, long_ago):
        """Nothing to do: fragments are among the objects."""


def _opened_privately(path):
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _settle(directory):
    """A name is only sure to be there after a power cut once its directory is written down too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def in_words(error):
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return Full("The disk is full.")
    return StorageAway(f"The directory of files cannot be used: {errno.errorcode.get(error.errno, 'unknown')}.")
