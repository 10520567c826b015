"""What is in a PDF, and is not seen on its pages."""

from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Stream

_HIDDEN, _NOT_SHOWN = 2, 32  # flags of a note or a field
_FIELDS_IN_FIELDS = 10
# Points at an edge, 5 millimetres: what printers cut off. More may hold a line of text, however large the page is.
_EDGE = 14.2


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


def is_cropped(page):
    """Whether clearly less is shown of a page than there is. Where printed paper is to be cut hides nothing."""
    whole, shown = _box(page.mediabox), _box(page.cropbox)
    if not whole or not shown:
        return False  # programs show all of it
    left, lower, right, upper = (inner - outer for inner, outer in zip(shown, whole, strict=True))
    return max(left, lower, -right, -upper) > _EDGE


def _box(said):
    """Left, lower, right, upper: any two corners may be given."""
    if not isinstance(said, Array) or len(said) != 4 or not all(isinstance(each, int | Decimal) for each in said):
        return None
    (left, right), (lower, upper) = sorted([said[0], said[2]]), sorted([said[1], said[3]])
    return [float(each) for each in (left, lower, right, upper)]
