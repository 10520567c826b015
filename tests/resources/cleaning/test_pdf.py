"""What PDF files hold besides what their pages show: in what is drawn, in pictures within it, and beside the pages."""

import io
import struct
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.resources.cleaning import documents, pictures
from tests.resources.cleaning.hands import CANARY, betrays, codes, give, refusal

SAID = b"% typed by " + CANARY.encode() + b" on a machine\n"
DRAWN = b"BT /F 20 Tf 20 200 Td (Courage 100% \\) \\\\(of us)) Tj ET\n"
PHOTO = pictures.jpeg(exif=pictures.exif(), comment=pictures.SECRET)
INLINE = b"q 64 0 0 48 0 0 cm BI /W 64 /H 48 /CS /RGB /BPC 8 /F /DCT ID " + PHOTO + b"\nEI Q\n"


def drawing(content):
    """A PDF whose only page draws this."""
    return documents.pdf(changed=lambda document: document.pages[0].obj.Contents.write(content))


def drawn(path):
    with pikepdf.open(path) as document:
        contents = document.pages[0].obj.Contents
        return b"\n".join(each.read_bytes() for each in (contents if isinstance(contents, Array) else [contents]))


def seen(content):
    with pypdfium2.PdfDocument(content) as document:
        return document[0].render().to_pil().tobytes()


def _in_form(document, said):
    form = document.make_stream(said, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    document.pages[0].obj.Resources.XObject = Dictionary(X=form)


def _in_pattern(document, said):
    facts = {"BBox": [0, 0, 9, 9], "XStep": 9, "YStep": 9, "Resources": Dictionary()}
    pattern = document.make_stream(said, PatternType=1, PaintType=1, TilingType=1, **facts)
    document.pages[0].obj.Resources.Pattern = Dictionary(P=pattern)


def _in_letters(document, said):
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 9, 9], FontMatrix=[1, 0, 0, 1, 0, 0])
    font.CharProcs = Dictionary(a=document.make_stream(said))
    document.pages[0].obj.Resources.Font.G = document.make_indirect(font)


def _in_look_of_note(document, said):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[0, 0, 9, 9])
    note.AP = Dictionary(N=Dictionary(On=document.make_stream(said, BBox=[0, 0, 9, 9])))
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


def _in_parts(document, said):
    page = document.pages[0].obj
    page.Contents = Array([document.make_stream(piece) for piece in (b"q", said, page.Contents.read_bytes(), b"Q")])


def _on_a_page_nobody_turns_to(document, said):
    page = Dictionary(Type=Name.Page, Contents=document.make_stream(said))
    document.Root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.P, Pg=document.make_indirect(page)))


DRAWN_IN = {
    "page": lambda document, said: document.pages[0].obj.Contents.write(said + DRAWN),
    "end of a page": lambda document, said: document.pages[0].obj.Contents.write(DRAWN + said.strip()),
    "parts of a page": _in_parts,
    "form": _in_form,
    "pattern": _in_pattern,
    "letters": _in_letters,
    "look of a note": _in_look_of_note,
    "page nobody turns to": _on_a_page_nobody_turns_to,
}


@pytest.mark.parametrize("draw", DRAWN_IN.values(), ids=DRAWN_IN)
def test_words_between_what_is_drawn_are_gone(draw, tmp_path):
    content = documents.pdf(changed=lambda document: draw(document, SAID))

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) == {"properties"}
    assert seen(cleaned.path) == seen(content)


@pytest.mark.parametrize("draw", DRAWN_IN.values(), ids=DRAWN_IN)
def test_a_photo_in_the_midst_of_what_is_drawn_tells_nothing(draw, tmp_path):
    content = documents.pdf(changed=lambda document: draw(document, INLINE))

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()
    assert {"place", "picture_texts"} <= codes(cleaned.found)
    assert seen(cleaned.path) == seen(content)


ONLY_LOOKS_LIKE = {
    "in letters": b"BT /F 20 Tf 9 9 Td (a\\\n%(%) BI) Tj <25 25> Tj ET",
    "in a name": b"/BI#25 <</Lang (%)/BI [1]>> BDC EMC",
    "in points": b"BI /W 8 /H 1 /CS /G /BPC 8 ID %EI \xff%<E\nEI\nQ",
    "in points of many colours": b"BI /W 2 /H 1 /CS [/I /RGB 1 (%BI(%))] /BPC 8 ID %>\nEI",
    "in points as letters": b"BI /W 4 /H 1 /CS /G /BPC 8 /F /A85 ID EI %%%\n9jq~>\nEI\n",
}


@pytest.mark.parametrize("content", ONLY_LOOKS_LIKE.values(), ids=ONLY_LOOKS_LIKE)
def test_what_only_looks_like_words_between_stays_to_the_last_byte(content, tmp_path):
    cleaned = give(drawing(content + b"\n% gone"), "x.pdf", tmp_path)

    assert drawn(cleaned.path) == content + b"\n"
    assert codes(cleaned.found) == {"properties"}


def test_a_photo_in_two_parts_of_what_is_drawn_tells_nothing(tmp_path):
    """An image may begin in one part of what a page draws, and end in the next."""
    at = INLINE.index(b"/F /DCT")

    def change(document):
        parts = [document.make_stream(piece) for piece in (INLINE[:at], INLINE[at:] + SAID, DRAWN)]
        document.pages[0].obj.Contents = Array(parts)

    content = documents.pdf(changed=change)

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert seen(cleaned.path) == seen(content)
    assert "Courage" in cleaned.words


BROKEN = {
    "words without end": b"% (\nBT /F 9 Tf (Courage Tj ET",
    "an image without end": b"BI /W 1 /H 1 /BPC 8 /CS /G ID aaaaaaaa",
    "an image within an image": b"BI /W 1 BI /H 1 ID aEI",
    "an image that says twice how it is packed": INLINE.replace(b"/F /DCT", b"/F /DCT /F /Fl"),
    "an image that says it in two words": INLINE.replace(b"/F /DCT", b"/F /Fl /Filter /DCT"),
    "a photo that is none": INLINE.replace(PHOTO[:4], b"none"),
    "what nobody can read": b"% \n ) > ] }",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_drawn_in_an_unusual_way_is_refused(content, tmp_path):
    assert refusal(drawing(content), "x.pdf", tmp_path) == "broken"


PACKED = {
    "DCT": (Name("/DCT"), None),
    "DCT in a list": (Array([Name("/DCT")]), None),
    "in Flate, by its short name": (Array([Name("/Fl"), Name("/DCT")]), "flate"),
}


@pytest.mark.parametrize(("packed", "within"), PACKED.values(), ids=PACKED)
def test_a_photo_called_by_a_short_name_tells_nothing(packed, within, tmp_path):
    content = documents.pdf_with_photo(zlib.compress(PHOTO) if within else PHOTO, packed)

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert {"place", "picture_texts"} <= codes(cleaned.found)
    with pikepdf.open(cleaned.path) as document:
        raw = document.pages[0].Resources.XObject.Photo.read_raw_bytes()
    with Image.open(io.BytesIO(raw)) as photo:
        assert photo.size == (64, 48)


UNKNOWN = {
    "a way nobody knows": Name("/Novelty"),
    "a way nobody knows, within one": Array([Name.FlateDecode, Name("/Novelty")]),
    "as a photo, and then again": Array([Name.DCTDecode, Name.FlateDecode]),
}


@pytest.mark.parametrize("packed", UNKNOWN.values(), ids=UNKNOWN)
def test_a_picture_packed_otherwise_than_we_know_is_refused(packed, tmp_path):
    assert refusal(documents.pdf_with_photo(PHOTO, packed), "x.pdf", tmp_path) == "picture_inside"


def test_a_picture_packed_by_a_secret_key_is_refused(tmp_path):
    content = documents.pdf_with_photo(PHOTO, Name("/Crypto")).replace(b"/Crypto", b"/Crypt ")

    assert refusal(content, "x.pdf", tmp_path) == "picture_inside"


@pytest.mark.parametrize("packed", [b"/JPX", b"[/Fl /DCT]", b"/Novelty"])
def test_a_picture_drawn_within_that_we_cannot_clean_is_refused(packed, tmp_path):
    content = drawing(INLINE.replace(b"/F /DCT", b"/F " + packed))

    assert refusal(content, "x.pdf", tmp_path) == "picture_inside"


def told_by_a_screen(profile=pictures.PROFILE):
    """Behind its tables, the profile says of which device it is."""
    return struct.pack(">I", len(profile) + len(pictures.SECRET)) + profile[4:] + pictures.SECRET


SQUARE = b"/C cs 0.2 0.9 0.4 sc 20 20 200 100 re f "


def _as_colours(page, space, _document):
    page.Resources.ColorSpace = Dictionary(C=space)


def _within_colours(page, space, document):
    page.Resources.ColorSpace = document.make_indirect(
        Dictionary(C=space, I=document.make_indirect(Array([Name.Indexed, space, 1, b"\1\2\3\4\5\6"])))
    )


def _of_a_picture(page, space, document):
    points = document.make_stream(b"\1\2\3", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    points.ColorSpace = space
    page.Resources.XObject = Dictionary(X=points)
    _as_colours(page, space, document)


def _of_a_group(page, space, document):
    page.Group = Dictionary(S=Name.Transparency, CS=space)
    _as_colours(page, space, document)


def _of_an_ink(page, space, document):
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 0, 0], N=1)
    page.Resources.ColorSpace = Dictionary(C=space, S=Array([Name.Separation, Name.Red, space, function]))


COLOURED = {
    "colours of a page": _as_colours,
    "colours within colours": _within_colours,
    "colours of a picture": _of_a_picture,
    "colours of a group": _of_a_group,
    "colours of an ink": _of_an_ink,
}


def coloured(set_colours, profile, *, together=True, **facts):
    def change(document):
        page = document.pages[0].obj
        page.Contents.write(SQUARE + DRAWN)
        stream = document.make_stream(profile, **{"N": 3, "Xi_Of": pikepdf.String(CANARY), **facts})
        space = Array([Name.ICCBased, stream])
        set_colours(page, document.make_indirect(space) if together else space, document)
        intent = {"Type": Name.OutputIntent, "S": Name.GTS_PDFA1, "OutputConditionIdentifier": "sRGB"}
        document.Root.OutputIntents = Array([Dictionary(**intent, DestOutputProfile=stream)])

    return documents.pdf(changed=change)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("set_colours", COLOURED.values(), ids=COLOURED)
def test_colours_in_a_pdf_say_nothing_of_the_screen_they_are_of(set_colours, together, tmp_path):
    content = coloured(set_colours, told_by_a_screen(), together=together)

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) == {"properties"}
    assert seen(cleaned.path) == seen(content)
    with pikepdf.open(cleaned.path) as document:
        kept = document.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        space = document.pages[0].obj.Resources.ColorSpace.C
        assert (space[0], space[1].read_bytes()) == (Name.ICCBased, kept)
    assert kept[36:40] == b"acsp"


INSTEAD = {
    "of three": ({"N": 3}, ["/DeviceRGB"]),
    "of one": ({"N": 1}, ["/DeviceGray"]),
    "of four": ({"N": 4}, ["/DeviceCMYK"]),
    "by name": ({"N": 3, "Alternate": Name.DeviceRGB}, ["/DeviceRGB"]),
    "by measure": ({"N": 3, "Alternate": Array([Name.CalRGB, Dictionary(WhitePoint=[1, 1, 1])])}, ["/CalRGB", None]),
    "by itself": ({"N": 3, "Alternate": Array([Name.ICCBased, Name.X])}, ["/DeviceRGB"]),
}


@pytest.mark.parametrize(("facts", "instead"), INSTEAD.values(), ids=INSTEAD)
def test_colours_that_are_only_words_become_those_of_any_screen(facts, instead, tmp_path):
    cleaned = give(coloured(_within_colours, pictures.SECRET * 20, **facts), "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    with pikepdf.open(cleaned.path) as document:
        space = document.pages[0].obj.Resources.ColorSpace.C
        assert [str(each) if isinstance(each, Name) else None for each in space] == instead
        assert "/DestOutputProfile" not in document.Root.OutputIntents[0]


def test_colours_that_nobody_can_show_are_refused(tmp_path):
    assert refusal(coloured(_as_colours, pictures.SECRET, N=7), "x.pdf", tmp_path) == "broken"


def test_colours_that_say_nothing_stay_as_they_are(tmp_path):
    first = give(coloured(_as_colours, told_by_a_screen()), "x.pdf", tmp_path)

    assert give(first.path.read_bytes(), "x.pdf", tmp_path).found == []


def _told(thing, key="/Xi_Author"):
    thing[key] = pikepdf.String(CANARY)


def _told_of_place(document):
    document.pages[0].obj.VP = Array([Dictionary(Name=CANARY)])


def _told_of_pages(document):
    middle = document.make_indirect(Dictionary(Type=Name.Pages, Kids=document.Root.Pages.Kids, Count=1))
    document.pages[0].obj.Parent, middle.Parent = middle, document.Root.Pages
    document.Root.Pages.Kids = Array([middle])
    middle.MediaBox, middle.Rotate = document.pages[0].obj.MediaBox, 90
    del document.pages[0].obj["/MediaBox"]
    _told(middle)


def _told_of_form(document):
    _in_form(document, DRAWN)
    form = document.pages[0].obj.Resources.XObject.X
    _told(form, "/PTEX.FileName")
    form["/PTEX.InfoDict"] = document.make_indirect(Dictionary(Author=CANARY))


def _told_of_picture(document):
    facts = {"Width": 1, "Height": 1, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB, "Name": Name(f"/{CANARY}")}
    picture = document.make_stream(b"\1\2\3", Subtype=Name.Image, **facts)
    document.pages[0].obj.Resources.XObject = Dictionary(X=picture)


def _told_of_letters(document):
    font = document.pages[0].obj.Resources.Font.F
    font.FontDescriptor = document.make_indirect(Dictionary(Type=Name.FontDescriptor, FontName=Name.Helvetica, Flags=4))
    _told(font)
    _told(font.FontDescriptor)


def _told_of_paper(document):
    document.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFA1, OutputConditionIdentifier="x", Info=CANARY)])


def _told_of_hidden_pages(document):
    page = document.make_indirect(Dictionary(Type=Name.Template, Contents=document.make_stream(CANARY.encode())))
    dests = Dictionary(Names=Array([pikepdf.String("here"), Array([document.pages[0].obj, Name.Fit])]))
    document.Root.Names = Dictionary(Dests=dests, Templates=Dictionary(Names=Array([pikepdf.String("a"), page])))


TOLD_OF = {
    "page": lambda document: _told(document.pages[0].obj),
    "place of a page": _told_of_place,
    "pages": _told_of_pages,
    "all pages": lambda document: _told(document.Root.Pages, "/ITXT"),
    "what draws": lambda document: _told(document.pages[0].obj.Contents),
    "form": _told_of_form,
    "picture": _told_of_picture,
    "letters": _told_of_letters,
    "paper": _told_of_paper,
    "pages to be made later": _told_of_hidden_pages,
}


@pytest.mark.parametrize("change", TOLD_OF.values(), ids=TOLD_OF)
def test_what_programs_note_beside_what_is_shown_is_gone(change, tmp_path):
    content = documents.pdf(changed=change)

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) == {"properties"}
    assert seen(cleaned.path) == seen(content)


def test_what_shows_a_page_stays(tmp_path):
    boxes = {key: [0, 0, 300, 300] for key in ("CropBox", "BleedBox", "TrimBox", "ArtBox")}
    facts = {"Tabs": Name.S, "StructParents": 0, "Rotate": 90, "UserUnit": 2, "Group": Dictionary(S=Name.Transparency)}

    def change(document):
        for key, value in {**boxes, **facts}.items():
            document.pages[0].obj[f"/{key}"] = value

    cleaned = give(documents.pdf(changed=change), "x.pdf", tmp_path)

    assert cleaned.found == []
    with pikepdf.open(cleaned.path) as document:
        assert {f"/{key}" for key in {**boxes, **facts}} <= set(document.pages[0].obj.keys())


def test_a_script_noted_beside_a_page_is_still_refused(tmp_path):
    def change(document):
        document.pages[0].obj["/Xi_Do"] = Dictionary(S=Name.JavaScript, JS="1")

    assert refusal(documents.pdf(changed=change), "x.pdf", tmp_path) == "pdf_script"
