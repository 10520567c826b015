"""How a file comes in: one at a time, bounded while it comes, without a name on the disk, only where it is asked for.

Django reads a form before it knows who may send it, so that the bounds are here: nothing is kept of a file that was
sent elsewhere, by somebody who is no member, or that is too large. The texts of the form are read in any case.
"""

import contextlib
import html
import tempfile
import threading

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.core.signals import request_finished, request_started
from django.dispatch import receiver
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

from members.roles import is_member
from resources import storage
from resources.cleaning.names import DECEIVING

TOO_LARGE = "too large"  # so much that it is not even read
_TAKES_FILES = {"resources:files", "resources:file-version"}
# A worker reads a slow upload for as long as it takes, in one of its few threads: some must remain for the pages.
_turns = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)
_mine = threading.local()


def scratch():
    """Where files are opened and written anew; `manage.py sweep_files` clears up after a crash."""
    directory = settings.DATA_DIR / "scratch"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def _take_turn():
    _mine.turn = _turns.acquire(blocking=False)
    return _mine.turn


@receiver([request_started, request_finished])
def end_turn(**kwargs):
    if getattr(_mine, "turn", False):
        _mine.turn = False
        _turns.release()


class HonestNames(MultiPartParser):
    """Reads a form as Django does, which leaves letters that nobody sees out of names before anybody could ask.

    A name that deceives keeps the letter it does so by, so that it is refused with a reason (resources.cleaning.names).
    """

    def sanitize_file_name(self, file_name):
        deceiving = next((letter for letter in html.unescape(file_name) if letter in DECEIVING), "")
        return deceiving + (super().sanitize_file_name(file_name) or "") or None


class OneFile(FileUploadHandler):
    """Writes what comes into a file without a name, which is gone when the request is, even if the worker is killed."""

    is_read = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if self.is_read:
            return None
        match = self.request.resolver_match
        self.is_wanted = match is not None and match.view_name in _TAKES_FILES and is_member(self.request.user)
        self.is_far_too_long = content_length > 2 * settings.LARGEST_FILE
        self.kept = None
        if self.is_wanted and not _take_turn():
            # Nothing is read at all, so that the token against forged forms is missing: ggsn.errors says why.
            self.request.comes_too_many_at_once = True
            return QueryDict(), MultiValueDict()
        self.is_read = True
        return HonestNames(META, input_data, [self], encoding).parse()

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.is_wanted and self.is_far_too_long:
            self.request.upload_fault = TOO_LARGE
            raise StopUpload(connection_reset=True)
        if not self.is_wanted or self.is_far_too_long:
            raise SkipFile
        self.size = 0
        with self._room():
            self.kept = tempfile.TemporaryFile(dir=scratch())

    def receive_data_chunk(self, raw_data, start):
        """What comes after the limit, or finds no room, is read, so that the answer can be heard, but not kept."""
        self.size += len(raw_data)
        if self.kept and self.size <= settings.LARGEST_FILE:
            with self._room():
                self.kept.write(raw_data)

    def file_complete(self, file_size):
        with self._room():
            if self.kept:
                self.kept.seek(0)
        if self.kept:
            return UploadedFile(self.kept, self.file_name or "x", self.content_type, self.size, self.charset)
        return None

    @contextlib.contextmanager
    def _room(self):
        """Where there is none, nothing is kept, and the form says so."""
        try:
            yield
        except OSError as error:
            self.request.upload_fault = storage.in_words(error)
            if self.kept:
                _close(self.kept)
            self.kept = None

    def upload_interrupted(self):
        if self.kept:
            _close(self.kept)


def _close(file):
    """Whatever it had still to write down goes with it."""
    with contextlib.suppress(OSError):
        file.close()
