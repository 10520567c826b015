"""What is in a PDF, and is not seen on its pages."""

import pikepdf
from pikepdf import Array, Dictionary, Stream

_HIDDEN, _NOT_SHOWN = 2, 32  # flags of a note or a field
_FIELDS_IN_FIELDS = 10


def hides_words(note):
    """Whether a note or a field says something that nobody sees on the page, at least until it is printed."""
    flags = note.get("/F")
    if not isinstance(flags, int) or not flags & (_HIDDEN | _NOT_SHOWN):
        return False
    return any(map(_says_something, [note.get("/Contents"), _answer_of(note)]))


def _answer_of(field):
    """A field may have its answer from the one it is part of."""
    for _ in range(_FIELDS_IN_FIELDS):
        if "/V" in field:
            return field.V
        field = field.get("/Parent")
        if not isinstance(field, Dictionary):
            break
    return None


def _says_something(value):
    if isinstance(value, Array):
        return any(map(_says_something, value))
    return isinstance(value, Stream) or (isinstance(value, pikepdf.String) and bool(str(value).strip()))
