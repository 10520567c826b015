"""What is in a PDF and not seen on its pages is asked about; what is seen, is not."""

import pytest
from pikepdf import Array, Dictionary, Name

from tests.resources.cleaning import documents
from tests.resources.cleaning.hands import codes, give

HIDDEN, NOT_SHOWN, PRINTED = 2, 32, 4


def with_field(document, **facts):
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], FT=Name.Tx, T="who", **facts)
    document.pages[0].obj.Annots = Array([document.make_indirect(field)])
    document.Root.AcroForm = Dictionary(Fields=document.pages[0].obj.Annots)


def _with_field_of_field(document):
    with_field(document, F=HIDDEN)
    field = document.pages[0].obj.Annots[0]
    field.Parent = document.make_indirect(Dictionary(FT=Name.Tx, V="Amira", Kids=Array([field])))


def _with_note(document):
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[0, 0, 9, 9], Contents="Amira", F=HIDDEN)
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


NOT_SEEN = {
    "field": lambda document: with_field(document, V="Amira", F=HIDDEN | PRINTED),
    "field, until it is printed": lambda document: with_field(document, V="Amira", F=NOT_SHOWN | PRINTED),
    "field with several answers": lambda document: with_field(document, V=Array(["", "Amira"]), F=HIDDEN),
    "field with a long answer": lambda document: with_field(document, V=document.make_stream(b"Amira"), F=HIDDEN),
    "field of a field": _with_field_of_field,
    "note": _with_note,
}
SEEN_OR_EMPTY = {
    "shown": lambda document: with_field(document, V="Amira", F=PRINTED),
    "empty": lambda document: with_field(document, V=" ", F=HIDDEN),
    "without an answer": lambda document: with_field(document, F=HIDDEN),
    "a choice": lambda document: with_field(document, V=Name.Off, F=HIDDEN),
}


@pytest.mark.parametrize("change", NOT_SEEN.values(), ids=NOT_SEEN)
def test_words_in_what_is_hidden_on_a_page_are_asked_about(change, tmp_path):
    cleaned = give(documents.pdf(changed=change), "x.pdf", tmp_path)

    assert "hidden_text" in codes(cleaned.cannot)
    assert cleaned.needs_a_yes


@pytest.mark.parametrize("change", SEEN_OR_EMPTY.values(), ids=SEEN_OR_EMPTY)
def test_fields_that_are_shown_or_say_nothing_are_not_asked_about(change, tmp_path):
    assert not give(documents.pdf(changed=change), "x.pdf", tmp_path).needs_a_yes


def _cut(**boxes):
    def change(document):
        page = document.pages[0].obj
        for key, box in boxes.items():
            page[f"/{key}"] = box

    return change


def _cut_as_all_pages(document):
    del document.pages[0].obj["/MediaBox"]
    document.Root.Pages.MediaBox, document.Root.Pages.CropBox = [0, 0, 300, 300], [0, 0, 300, 180]


def _without_size(document):
    del document.pages[0].obj["/MediaBox"]


CUT = {
    "half of the page": _cut(CropBox=[0, 0, 150, 300]),
    "a line above": _cut(CropBox=[0, 0, 300, 280]),
    "in another order": _cut(CropBox=[300, 300, 60, 0]),
    "all pages": _cut_as_all_pages,
    "a corner that is not at nought": _cut(MediaBox=[-100, -100, 300, 300], CropBox=[0, 0, 300, 300]),
}
UNCUT = {
    "not at all": _cut(),
    "the whole page": _cut(CropBox=[0, 0, 300, 300]),
    "more than the page": _cut(CropBox=[-50, -50, 400, 400]),
    "what printers cut off": _cut(MediaBox=[0, 0, 300, 300], CropBox=[8.5, 8.5, 291.5, 291.5]),
    "what is to be printed": _cut(TrimBox=[50, 50, 250, 250], ArtBox=[60, 60, 90, 90], BleedBox=[45, 45, 255, 255]),
    "nonsense": _cut(CropBox=[0, 0, Name.X, 10]),
    "not a box": _cut(CropBox=Name.X),
    "without a size": _without_size,
}


@pytest.mark.parametrize("change", CUT.values(), ids=CUT)
def test_a_page_that_was_cropped_is_asked_about(change, tmp_path):
    cleaned = give(documents.pdf(changed=change), "x.pdf", tmp_path)

    assert "cropped" in codes(cleaned.cannot)
    assert cleaned.needs_a_yes


@pytest.mark.parametrize("change", UNCUT.values(), ids=UNCUT)
def test_a_page_that_is_shown_whole_or_nearly_is_not_asked_about(change, tmp_path):
    assert not give(documents.pdf(changed=change), "x.pdf", tmp_path).needs_a_yes
