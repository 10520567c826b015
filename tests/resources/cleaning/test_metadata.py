"""UP 76 to 91: of what a file tells besides what it shows, nothing is left in the bytes that are kept."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
from odf import office
from odf.opendocument import load
from PIL import Image

from resources.cleaning import Refused, proof, segments
from resources.cleaning.report import Report
from tests.resources.cleaning import crannies, documents, pictures
from tests.resources.cleaning.hands import CANARY, HERE, SOMEBODY, betrays, case, codes, give, refusal

PICTURES = {
    "UP-76 JPEG with place": ("x.jpg", pictures.jpeg(exif=pictures.exif()), {"place", "camera", "picture_data"}),
    "UP-77 JPEG with comment": ("x.jpg", pictures.jpeg(comment=pictures.SECRET), {"picture_texts"}),
    "UP-78 JPEG with XMP": ("x.jpg", pictures.with_xmp(), {"picture_texts"}),
    "UP-79 JPEG with IPTC": ("x.jpg", pictures.with_iptc(), {"picture_texts"}),
    "UP-80 JPEG with preview": ("x.jpg", pictures.with_thumbnail(), {"camera", "thumbnail", "picture_data"}),
    "UP-81 PNG with words": ("x.png", pictures.png_with_words(), {"place", "camera", "picture_data", "picture_texts"}),
    "UP-82 WebP with EXIF": (
        "x.webp",
        pictures.webp(exif=pictures.exif(), xmp=pictures.XMP),
        {"place", "camera", "picture_data", "picture_texts"},
    ),
    "other: TIFF with words": ("x.tiff", pictures.tiff(), {"camera", "picture_data"}),
    "other: JPEG with something behind": ("x.jpg", pictures.jpeg() + CANARY.encode(), {"added_data"}),
    "other: PNG with something behind": ("x.png", pictures.png() + CANARY.encode(), {"added_data"}),
    "other: GIF with comment": (
        "x.gif",
        pictures.saved(pictures.photo().convert("P"), "GIF", comment=pictures.SECRET),
        {"picture_texts"},
    ),
}


@pytest.mark.parametrize(("name", "content", "found"), PICTURES.values(), ids=PICTURES)
def test_a_picture_keeps_what_it_shows_and_tells_nothing(name, content, found, tmp_path):
    assert betrays(content)

    cleaned = give(content, name, tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) == found
    assert "faces" in codes(cleaned.cannot)
    with Image.open(cleaned.path) as picture:
        assert picture.size == (64, 48)
        assert dict(picture.getexif()) == {} or picture.format == "TIFF"
        assert ("icc_profile" in picture.info) == (picture.format != "GIF")


ALL_CRANNIES = {**crannies.MOVING, **crannies.IN_DOCUMENTS}


@pytest.mark.parametrize(("ending", "content"), crannies.MOVING.values(), ids=crannies.MOVING)
def test_a_picture_that_moves_tells_nothing_in_the_crannies_between_its_parts(ending, content, tmp_path):
    cleaned = give(content, f"x.{ending}", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) & {"picture_texts", "picture_data", "added_data"}
    with Image.open(cleaned.path) as picture:
        assert (picture.n_frames, picture.size) == (3, (40, 30))
        assert [picture.seek(frame) or picture.convert("RGB").getpixel((1, 1)) for frame in range(3)]


@pytest.mark.parametrize(("ending", "content"), ALL_CRANNIES.values(), ids=ALL_CRANNIES)
def test_a_picture_in_a_letter_tells_nothing_in_the_crannies_between_its_parts(ending, content, tmp_path):
    letter = documents.word_with_picture(content)

    cleaned = give(letter, "x.docx", tmp_path)

    assert betrays(letter) and betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) & {"picture_texts", "picture_data", "added_data"}


@pytest.mark.parametrize(("ending", "content"), crannies.TOO_LONG.values(), ids=crannies.TOO_LONG)
def test_a_picture_whose_parts_are_longer_than_they_can_be_is_refused_wherever_it_is(ending, content, tmp_path):
    assert refusal(content, f"x.{ending}", tmp_path) == "broken"
    assert refusal(documents.word_with_picture(content), "x.docx", tmp_path) == "broken"


@pytest.mark.parametrize("content", crannies.IN_PDF.values(), ids=crannies.IN_PDF)
def test_a_picture_of_jpeg_2000_in_a_pdf_tells_nothing_in_the_crannies_between_its_parts(content, tmp_path):
    document = documents.pdf_with_photo(content, documents.Name.JPXDecode)

    cleaned = give(document, "x.pdf", tmp_path)

    assert betrays(document) and betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) & {"picture_texts", "picture_data"}
    with pikepdf.open(cleaned.path) as kept:
        raw = kept.pages[0].Resources.XObject.Photo.read_raw_bytes()
    with Image.open(io.BytesIO(raw)) as after, Image.open(io.BytesIO(crannies.codestream(comment=False))) as before:
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize(("ending", "content"), ALL_CRANNIES.values(), ids=ALL_CRANNIES)
def test_what_writing_anew_overlooks_the_proof_sees(ending, content, monkeypatch):
    """The proof looks on its own: as if nothing at all had been taken out."""
    kind = {"jpg": "jpeg"}.get(ending, ending)
    monkeypatch.setitem(segments._STRIPPERS, kind, lambda content, report: content)

    with pytest.raises(Refused, match="broken"):
        segments.strip(content, Report(kind), kind)


@pytest.mark.parametrize("content", crannies.IN_PDF.values(), ids=crannies.IN_PDF)
def test_the_proof_sees_it_in_jpeg_2000_too(content):
    with pytest.raises(Refused, match="broken"):
        proof.prove(content, segments.kind_of(content))


@case("UP-83 HEIC")
def test_heic_is_refused_with_what_to_do(tmp_path):
    assert refusal(pictures.heic(), "x.heic", tmp_path) == "heic"
    assert refusal(pictures.heic(), "x.jpg", tmp_path) == "heic"


def _words_of_pdf(path):
    with pypdfium2.PdfDocument(path) as document:
        return [document[page].get_textpage().get_text_range() for page in range(len(document))]


@case("UP-84 PDF properties")
def test_a_pdf_tells_nothing_of_who_made_it(tmp_path):
    content = documents.pdf_with_properties()
    assert betrays(content) == {CANARY, SOMEBODY}

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert codes(cleaned.found) == {"properties"}
    assert _words_of_pdf(cleaned.path) == ["Courage on page 1"]
    with pypdfium2.PdfDocument(cleaned.path) as document:
        assert set(document.get_metadata_dict().values()) == {""}


@case("UP-85 PDF revisions")
def test_a_pdf_holds_none_of_its_earlier_versions(tmp_path):
    content = documents.pdf_saved_over()
    assert CANARY.encode() in content

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "older_versions" in codes(cleaned.found)
    assert (_words_of_pdf(cleaned.path), cleaned.words, cleaned.pages) == (
        ["Courage on page 1"],
        "Courage on page 1",
        1,
    )


def test_a_photo_in_a_pdf_tells_nothing(tmp_path):
    content = documents.pdf_with_photo()
    assert betrays(content) == {CANARY, HERE}

    assert betrays(give(content, "x.pdf", tmp_path).path.read_bytes()) == set()


def counted(findings):
    return {finding.code: finding.params["count"] for finding in findings}


SURE = "Are you sure?"


def notes_of_pdf(path):
    with pikepdf.open(path) as document:
        notes = [note for page in document.pages for note in page.obj.get("/Annots", [])]
        return [(str(note.Subtype), str(note.get("/Contents", ""))) for note in notes]


def test_comments_in_a_pdf_are_gone_and_links_stay(tmp_path):
    content = documents.pdf_with_comments(SURE)
    assert betrays(content, SURE, CANARY, SOMEBODY) == {SURE, CANARY, SOMEBODY}

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes(), SURE, CANARY, SOMEBODY) == set()
    assert notes_of_pdf(cleaned.path) == [("/Link", "Our site"), ("/Highlight", "")]
    assert (cleaned.names, counted(cleaned.found)) == ([], {"comment_words": 3, "comment_authors": 2})
    assert not cleaned.needs_a_yes
    assert codes(cleaned.cannot) == {"words", "covered"}
    assert _words_of_pdf(cleaned.path) == ["Courage on page 1"]


def test_what_was_written_onto_a_page_of_a_pdf_is_seen_and_stays_without_its_author(tmp_path):
    content = documents.pdf_with_annotation(Subtype=documents.Name.FreeText, T=SOMEBODY, Contents=SURE, Subj=CANARY)

    cleaned = give(content, "x.pdf", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert notes_of_pdf(cleaned.path) == [("/FreeText", SURE)]
    assert codes(cleaned.cannot) == {"comments", "words", "covered"}
    assert (cleaned.names, cleaned.needs_a_yes) == ([SOMEBODY], True)


@case("UP-86 docx properties, UP-89 docx preview")
def test_a_letter_tells_nothing_of_who_wrote_it(tmp_path):
    content = documents.word_with_everything_told()
    assert betrays(content, CANARY, SOMEBODY, HERE, "00C0FFEE") == {CANARY, SOMEBODY, HERE, "00C0FFEE"}

    cleaned = give(content, "x.docx", tmp_path)

    assert betrays(cleaned.path.read_bytes(), CANARY, SOMEBODY, HERE, "00C0FFEE") == set()
    assert codes(cleaned.found) == {"properties", "thumbnail", "template"}
    with zipfile.ZipFile(cleaned.path) as archive:
        assert [name for name in archive.namelist() if name.startswith(("docProps", "customXml"))] == []
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    letter = docx.Document(cleaned.path)
    assert [paragraph.text for paragraph in letter.paragraphs] == ["Courage, in a letter."]
    assert CANARY not in {letter.core_properties.author, letter.core_properties.title}


@case("UP-87 comments and changes")
def test_names_in_comments_and_changes_are_shown_and_taken_out(tmp_path):
    content = documents.word_with_changes()
    assert betrays(content) == {CANARY, SOMEBODY}

    cleaned = give(content, "x.docx", tmp_path)

    assert betrays(cleaned.path.read_bytes(), CANARY, SOMEBODY, SURE, "ZQ7", "2026-01-02", "00C0FFEE") == set()
    assert cleaned.names == [SOMEBODY]
    assert {"comment_authors", "change_authors"} <= codes(cleaned.found)
    assert counted(cleaned.found)["comment_words"] == 1
    assert {"changes", "words"} == codes(cleaned.cannot)
    with zipfile.ZipFile(cleaned.path) as archive:
        assert [name for name in archive.namelist() if "comments" in name] == []
        assert b"comment" not in archive.read("word/document.xml") + archive.read("[Content_Types].xml")
    letter = docx.Document(cleaned.path)
    assert list(letter.comments) == []
    assert letter.paragraphs[0].text == "Kept, and more"


def test_comments_as_a_word_processor_writes_them_are_gone_with_their_anchors(tmp_path):
    def change(letter):
        letter.add_comment(letter.add_paragraph("Discussed").runs, SURE, author=SOMEBODY, initials="ZQ7")

    content = documents.word(changed=change)
    assert betrays(content, SURE, SOMEBODY, "ZQ7") == {SURE, SOMEBODY, "ZQ7"}

    cleaned = give(content, "x.docx", tmp_path)

    assert betrays(cleaned.path.read_bytes(), SURE, SOMEBODY, "ZQ7", "commentRange", "commentReference") == set()
    assert (counted(cleaned.found)["comment_words"], SURE in cleaned.words) == (1, False)
    assert ("comment_authors" in codes(cleaned.found), cleaned.names, cleaned.needs_a_yes) == (True, [], False)
    letter = docx.Document(cleaned.path)
    assert [paragraph.text for paragraph in letter.paragraphs] == ["Courage, in a letter.", "Discussed"]


def test_a_change_that_is_nobody_s_needs_a_yes_too(tmp_path):
    """Without a name there is nothing to show by name: what was deleted is still in it."""
    cleaned = give(
        documents.in_letter("<w:p><w:del><w:r><w:delText>Gone</w:delText></w:r></w:del></w:p>"), "x.docx", tmp_path
    )

    assert (cleaned.names, codes(cleaned.cannot)) == ([], {"changes", "words"})
    assert cleaned.needs_a_yes


def test_what_hides_nothing_needs_no_yes(tmp_path):
    assert not give(documents.word(), "x.docx", tmp_path).needs_a_yes
    assert not give(documents.pdf(), "x.pdf", tmp_path).needs_a_yes
    assert not give(pictures.jpeg(), "x.jpg", tmp_path).needs_a_yes


@case("UP-88 photo in docx")
def test_a_photo_in_a_letter_tells_nothing_and_stands_as_before(tmp_path):
    content = documents.word_with_photo()
    assert betrays(content) == {CANARY, HERE}

    cleaned = give(content, "x.docx", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "faces" in codes(cleaned.cannot)
    shape = docx.Document(cleaned.path).inline_shapes[0]._inline
    assert (shape.docPr.get("name"), shape.docPr.get("descr")) == ("Picture", "People in a street")
    with zipfile.ZipFile(cleaned.path) as archive:
        photo = archive.read("word/media/image1.jpg")
    with Image.open(io.BytesIO(photo)) as picture:
        picture.load()
        assert dict(picture.getexif()) == {0x0112: 6}
        assert picture.info["icc_profile"][12:24] == pictures.PROFILE[12:24]


@case("UP-90 ODT meta")
def test_an_open_document_tells_nothing_of_who_wrote_it(tmp_path):
    content = documents.open_text()
    assert betrays(content) == {CANARY, SOMEBODY, HERE}

    cleaned = give(content, "x.odt", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert (cleaned.names, cleaned.needs_a_yes) == ([], False)
    assert {"properties", "thumbnail", "comment_authors", "comment_words"} == codes(cleaned.found)
    letter = load(str(cleaned.path))
    assert [str(paragraph) for paragraph in letter.text.childNodes] == ["Courage, in a letter.", "With a note. And on."]
    assert letter.text.getElementsByType(office.Annotation) == []
    assert "Sure?" not in cleaned.words
    with zipfile.ZipFile(cleaned.path) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED


@case("UP-91 hidden sheet")
def test_a_hidden_sheet_is_shown(tmp_path):
    content = documents.workbook_with_secrets()
    assert betrays(content) == {CANARY, SOMEBODY}

    cleaned = give(content, "x.xlsx", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert cleaned.names == ["Phone tree 7"]
    assert codes(cleaned.cannot) == {"hidden_sheets", "words"}
    assert cleaned.needs_a_yes
    assert {"properties", "template", "comment_authors", "comment_words"} == codes(cleaned.found)
    book = openpyxl.load_workbook(io.BytesIO(cleaned.path.read_bytes()))
    assert (book["Plan"]["A1"].value, book["Plan"]["A2"].value) == ("Courage", "=SUM(B1:B3)")
    assert book["Plan"]["A1"].comment is None
    assert betrays(cleaned.path.read_bytes(), "Sure?") == set()
    with zipfile.ZipFile(cleaned.path) as archive:
        assert [name for name in archive.namelist() if "omment" in name or "vml" in name.lower()] == []
        assert b"legacyDrawing" not in archive.read("xl/worksheets/sheet1.xml")
    assert "Courage" in cleaned.words


def test_a_presentation_tells_nothing_and_what_it_hides_is_shown(tmp_path):
    content = documents.slides()
    assert betrays(content) == {CANARY, SOMEBODY, HERE}

    cleaned = give(content, "x.pptx", tmp_path)

    assert betrays(cleaned.path.read_bytes(), CANARY, SOMEBODY, HERE, "ZQ7", "2026-01-02", "Sure?") == set()
    assert cleaned.names == []
    assert codes(cleaned.found) == {"chart_data", "comment_authors", "comment_words", "picture_data", "place"}
    remains = {"hidden_slides", "speaker_notes", "cropped", "faces", "packed", "words"}
    assert codes(cleaned.cannot) == remains
    assert cleaned.words == "Courage\nSay it slowly"
    with zipfile.ZipFile(cleaned.path) as archive:
        assert "b.xlsx" not in archive.namelist()
        assert b"externalData" not in archive.read("charts/c.xml")
        assert {"a.xml", "c1.xml"} & set(archive.namelist()) == set()


def test_the_page_of_notes_that_programs_put_behind_each_slide_says_nothing(tmp_path):
    number = b'<a:fld type="slidenum"><a:t>1</a:t></a:fld>'
    notes = {"n1.xml": [(b"<a:t>Say it slowly</a:t>", number)]}

    cleaned = give(documents.with_parts(documents.slides(), replaced=notes), "x.pptx", tmp_path)

    assert "speaker_notes" not in codes(cleaned.cannot)


def test_a_hidden_sheet_of_an_open_document_is_shown(tmp_path):
    content = documents.open_sheets()
    assert betrays(content, CANARY, "00c0ffee") == {CANARY, "00c0ffee"}

    cleaned = give(content, "x.ods", tmp_path)

    assert betrays(cleaned.path.read_bytes(), CANARY, "00c0ffee") == set()
    assert (cleaned.names, cleaned.words) == (["Phone tree 7"], "Courage")
    assert codes(cleaned.found) == {"printer"}
    assert codes(cleaned.cannot) == {"hidden_sheets", "words"}
    with zipfile.ZipFile(cleaned.path) as archive:
        assert b"ShowGrid" in archive.read("settings.xml")


@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.webp", "x.tif", "x.pdf", "x.docx", "x.xlsx", "x.odt"])
def test_what_was_cleaned_is_found_clean(name, tmp_path):
    told = {
        "jpg": pictures.jpeg(exif=pictures.exif(6), comment=pictures.SECRET),
        "png": pictures.png_with_words(),
        "webp": pictures.webp(exif=pictures.exif()),
        "tif": pictures.tiff(),
        "pdf": documents.pdf_with_photo(),
        "docx": documents.word_with_photo(),
        "xlsx": documents.workbook_with_secrets(),
        "odt": documents.open_text(),
    }
    once = give(told[name.rpartition(".")[2]], name, tmp_path)

    again = give(once.path.read_bytes(), name, tmp_path)

    assert (again.found, set(again.names) - {"Phone tree 7"}) == ([], set())
