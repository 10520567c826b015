"""Whatever comes along with a document is cleaned, refused or left out: nothing passes as it is, not even a font."""

import io
import zipfile

import docx
import pytest
from lxml import etree
from odf.opendocument import load

from tests.resources.cleaning import documents
from tests.resources.cleaning.documents import LETTER, RELATIONSHIPS
from tests.resources.cleaning.hands import CANARY, betrays, codes, give, refusal

ODF = "urn:oasis:names:tc:opendocument:xmlns"
FONT = f"\0\1\0\0 not a font: {CANARY}".encode()


def open_text_with_font(name="Fonts/Font_0.ttf", font=FONT, address=None):
    source = (
        f'<s:font-face xmlns:s="{ODF}:style:1.0" xmlns:svg="{ODF}:svg-compatible:1.0" s:name="Own" '
        'svg:font-family="Own"><svg:font-face-src><svg:font-face-uri xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xlink:href="{address or name}"><svg:font-face-format svg:string="truetype"/></svg:font-face-uri>'
        "</svg:font-face-src></s:font-face>"
    ).encode()
    faces = b"<office:font-face-decls>" + source + b"</office:font-face-decls><office:automatic-styles"
    entry = f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="x"/></manifest:manifest>'
    return documents.with_parts(
        documents.open_text(),
        {name: font},
        {
            "content.xml": [(b"<office:automatic-styles", faces)],
            "META-INF/manifest.xml": [(b"</manifest:manifest>", entry.encode())],
        },
    )


@pytest.mark.parametrize("font", [FONT, documents.word()], ids=["a font", "a letter"])
def test_an_open_document_is_kept_without_the_fonts_that_came_with_it(font, tmp_path):
    content = open_text_with_font(font=font)
    assert CANARY in betrays(content)

    cleaned = give(content, "x.odt", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "fonts" in codes(cleaned.found) and not cleaned.needs_a_yes
    with zipfile.ZipFile(cleaned.path) as archive:
        assert [name for name in archive.namelist() if "Font" in name] == []
        assert b"Fonts/" not in archive.read("content.xml") + archive.read("META-INF/manifest.xml")
        face = etree.fromstring(archive.read("content.xml")).find(".//{*}font-face")
        assert (face.get(f"{{{ODF}:svg-compatible:1.0}}font-family"), len(face)) == ("Own", 0)
    assert next(str(paragraph) for paragraph in load(str(cleaned.path)).text.childNodes) == "Courage, in a letter."


def test_an_open_document_that_fetches_its_font_from_elsewhere_is_refused(tmp_path):
    content = open_text_with_font(address="https://evil.example/a.ttf")

    assert refusal(content, "x.odt", tmp_path) == "outside_link"


def relations(*lines):
    listed = "".join(f'<Relationship Id="{name}" Type="{RELATIONSHIPS}/font" Target="{to}"/>' for name, to in lines)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def letter_with_fonts():
    """As Word embeds them: named by the table of fonts, made unreadable for others."""
    embedded = (
        f'<w:font w:name="Own"><w:embedRegular xmlns:r="{RELATIONSHIPS}" r:id="rId1" w:fontKey="{{0}}"/>'
        f'<w:embedBold xmlns:r="{RELATIONSHIPS}" r:id="rId2" w:fontKey="{{0}}"/></w:font></w:fonts>'
    )
    kind = '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
    kind += '<Override PartName="/word/fonts/two.bin" ContentType="application/x-font"/></Types>'
    return documents.with_parts(
        documents.word(),
        {
            "word/fonts/font1.odttf": FONT,
            "word/fonts/two.bin": documents.word(),
            "word/_rels/fontTable.xml.rels": relations(("rId1", "fonts/font1.odttf"), ("rId2", "fonts/two.bin")),
        },
        {
            "word/fontTable.xml": [(b"</w:fonts>", embedded.encode())],
            "[Content_Types].xml": [(b"</Types>", kind.encode())],
        },
    )


def test_a_letter_is_kept_without_the_fonts_that_came_with_it(tmp_path):
    content = letter_with_fonts()

    cleaned = give(content, "x.docx", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "fonts" in codes(cleaned.found) and not cleaned.needs_a_yes
    with zipfile.ZipFile(cleaned.path) as archive:
        assert [name for name in archive.namelist() if "fonts/" in name] == []
        assert b"<Relationship " not in archive.read("word/_rels/fontTable.xml.rels")
        assert b"embed" not in archive.read("word/fontTable.xml") and b'"Own"' in archive.read("word/fontTable.xml")
        types = archive.read("[Content_Types].xml")
        assert b"odttf" not in types and b"two.bin" not in types
        endings = {name.rpartition(".")[2] for name in archive.namelist()}
        assert {entry.get("Extension") for entry in etree.fromstring(types).iter("{*}Default")} <= endings
    assert [paragraph.text for paragraph in docx.Document(cleaned.path).paragraphs] == ["Courage, in a letter."]


def test_a_font_that_the_letter_itself_leads_to_does_not_pass_either(tmp_path):
    content = documents.related(documents.word(), LETTER, "font", "f.odttf", parts={"word/f.odttf": FONT})
    content = documents.with_parts(
        content,
        replaced={"[Content_Types].xml": [(b"</Types>", b'<Default Extension="odttf" ContentType="x/y"/></Types>')]},
    )

    cleaned = give(content, "x.docx", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "word/f.odttf" not in zipfile.ZipFile(io.BytesIO(cleaned.path.read_bytes())).namelist()


def test_a_presentation_is_kept_without_the_fonts_that_came_with_it(tmp_path):
    fonts = (
        '<p:embeddedFontLst><p:embeddedFont><p:font typeface="Own"/><p:regular r:id="rId9"/></p:embeddedFont>'
        "</p:embeddedFontLst>"
    )
    line = f'<Relationship Id="rId9" Type="{RELATIONSHIPS}/font" Target="fonts/font1.fntdata"/></Relationships>'
    plain = documents.slides()
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        whole = archive.read("p.xml")
    content = documents.with_parts(
        plain,
        {"fonts/font1.fntdata": FONT},
        {
            "p.xml": [(whole, whole.replace(b"/>", b">" + fonts.encode() + b"</p:presentation>"))],
            "_rels/p.xml.rels": [(b"</Relationships>", line.encode())],
        },
    )

    cleaned = give(content, "x.pptx", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "fonts" in codes(cleaned.found)
    with zipfile.ZipFile(cleaned.path) as archive:
        assert [name for name in archive.namelist() if name.startswith("fonts/")] == []
        assert b"embeddedFont" not in archive.read("p.xml") and b"rId9" not in archive.read("_rels/p.xml.rels")


@pytest.mark.parametrize("name", ["x.docx", "x.odt"])
def test_a_document_without_fonts_of_its_own_is_not_said_to_have_lost_any(name, tmp_path):
    given = {"x.docx": documents.word(), "x.odt": documents.open_text()}

    assert "fonts" not in codes(give(given[name], name, tmp_path).found)
