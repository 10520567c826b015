"""What a document hides is asked about: its words would be searched for all the same. What hides nothing is not."""

import pytest

from tests.resources.cleaning import documents
from tests.resources.cleaning.hands import codes, give

HIDING = {"hidden_text", "hidden_rows", "hidden_slides", "hidden_sheets", "hidden_layers", "cropped"}
KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "presentation": "presentation",
        "fo": "xsl-fo-compatible",
        "manifest": "manifest",
    }.items()
)


def open_document(kind, body, *, own="", common="", header=""):
    """Its name and content: with styles of its own, those in common, and what stands at the head of each page."""
    media_type = f"application/vnd.oasis.opendocument.{KINDS[kind]}"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{of}"/>'
        for path, of in {"/": media_type, "content.xml": "text/xml", "styles.xml": "text/xml"}.items()
    )
    parts = {
        "mimetype": media_type,
        "content.xml": f"<office:document-content {NAMES}><office:automatic-styles>{own}</office:automatic-styles>"
        f"<office:body><office:{KINDS[kind]}>{body}</office:{KINDS[kind]}></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {NAMES}><office:styles>{common}</office:styles><office:master-styles>"
        f"<style:master-page>{header}</style:master-page></office:master-styles></office:document-styles>",
        "META-INF/manifest.xml": f"<manifest:manifest {NAMES}>{entries}</manifest:manifest>",
    }
    return f"x.{kind}", documents.archive(parts)


def style(name, family, properties="", *, of=""):
    parent = f' style:parent-style-name="{of}"' if of else ""
    return f'<style:style style:name="{name}" style:family="{family}"{parent}>{properties}</style:style>'


UNSEEN, SEEN = '<style:text-properties text:display="none"/>', '<style:text-properties text:display="true"/>'
SPAN = '<text:p>Hello <text:span text:style-name="T1">secret</text:span></text:p>'
PARAGRAPH = '<text:p text:style-name="P1">secret</text:p>'
HIDDEN_SLIDE = '<style:drawing-page-properties presentation:visibility="hidden"/>'
SLIDE = '<draw:page draw:style-name="dp1"><draw:frame><draw:text-box>secret</draw:text-box></draw:frame></draw:page>'
PHOTO = '<text:p><draw:frame draw:style-name="fr1"><draw:image/></draw:frame></text:p>'


def clipped(to):
    return style("fr1", "graphic", f'<style:graphic-properties fo:clip="{to}"/>')


def table(row="", column=""):
    return (
        f'<table:table table:name="Plan"><table:table-column {column}/><table:table-row {row}><table:table-cell>'
        "<text:p>secret</text:p></table:table-cell></table:table-row></table:table>"
    )


OPEN_HIDES = {
    "characters": ("hidden_text", open_document("odt", SPAN, own=style("T1", "text", UNSEEN))),
    "characters, on a condition": (
        "hidden_text",
        open_document("odt", SPAN, own=style("T1", "text", UNSEEN.replace("none", "condition"))),
    ),
    "a paragraph": ("hidden_text", open_document("odt", PARAGRAPH, own=style("P1", "paragraph", UNSEEN))),
    "by a style in common": ("hidden_text", open_document("odt", SPAN, common=style("T1", "text", UNSEEN))),
    "by what its style is made from": (
        "hidden_text",
        open_document(
            "odt",
            PARAGRAPH,
            own=style("P1", "paragraph", of="Middle"),
            common=style("Middle", "paragraph", of="Far") + style("Far", "paragraph", UNSEEN),
        ),
    ),
    "by the style of all that has none": (
        "hidden_text",
        open_document(
            "odt",
            "<text:p>secret</text:p>",
            common=f'<style:default-style style:family="paragraph">{UNSEEN}</style:default-style>',
        ),
    ),
    "at the head of each page": (
        "hidden_text",
        open_document("odt", "", header=f"<style:header>{PARAGRAPH}</style:header>", common=style("P1", "x", UNSEEN)),
    ),
    "a field that hides its words": (
        "hidden_text",
        open_document("odt", '<text:p><text:hidden-text text:condition="1" text:string-value="secret"/></text:p>'),
    ),
    "a field that shows one of two": (
        "hidden_text",
        open_document("odt", '<text:p><text:conditional-text text:string-value-if-true="secret"/></text:p>'),
    ),
    "a variable that is not shown": (
        "hidden_text",
        open_document("odt", '<text:p><text:variable-set text:display="none" office:string-value="secret"/></text:p>'),
    ),
    "a field that hides its paragraph": (
        "hidden_text",
        open_document("odt", "<text:p><text:hidden-paragraph/>secret</text:p>"),
    ),
    "a section": (
        "hidden_text",
        open_document("odt", '<text:section text:display="none"><text:p>secret</text:p></text:section>'),
    ),
    "a section, on a condition": (
        "hidden_text",
        open_document(
            "odt", '<text:section text:display="condition" text:condition="1"><text:p>secret</text:p></text:section>'
        ),
    ),
    "a drawing": (
        "hidden_text",
        open_document(
            "odp",
            '<draw:page><draw:custom-shape draw:display="none"><text:p>secret</text:p></draw:custom-shape></draw:page>',
        ),
    ),
    "a slide": ("hidden_slides", open_document("odp", SLIDE, own=style("dp1", "drawing-page", HIDDEN_SLIDE))),
    "filtered rows": ("hidden_rows", open_document("ods", table(row='table:visibility="filter"'))),
    "hidden rows": ("hidden_rows", open_document("ods", table(row='table:visibility="collapse"'))),
    "filtered columns": ("hidden_rows", open_document("ods", table(column='table:visibility="filter"'))),
    "a part of a photo": ("cropped", open_document("odt", PHOTO, own=clipped("rect(0cm, 5.2cm, 0cm, 0cm)"))),
    "a part of a photo, without commas": (
        "cropped",
        open_document("odt", PHOTO, own=clipped("rect(0in 0in 0in 0.04in)")),
    ),
}


@pytest.mark.parametrize(("code", "given"), OPEN_HIDES.values(), ids=OPEN_HIDES)
def test_what_an_open_document_hides_is_asked_about(code, given, tmp_path):
    name, content = given

    cleaned = give(content, name, tmp_path)

    assert codes(cleaned.cannot) & HIDING == {code}
    assert cleaned.needs_a_yes


OPEN_SHOWS = {
    "a style nobody wears": open_document("odt", PARAGRAPH, own=style("T1", "text", UNSEEN)),
    "a style that shows again what it is made from hides": open_document(
        "odt", SPAN, own=style("T1", "text", SEEN, of="Far"), common=style("Far", "text", UNSEEN)
    ),
    "styles that are made from each other": open_document(
        "odt", SPAN, own=style("T1", "text", of="T2") + style("T2", "text", of="T1")
    ),
    "a hidden style around nothing": open_document(
        "odt", '<text:p>A<text:span text:style-name="T1"> </text:span></text:p>', own=style("T1", "text", UNSEEN)
    ),
    "the mark at the end of a paragraph": open_document(
        "odt", '<text:p text:marker-style-name="T1">Hello</text:p>', own=style("T1", "text", UNSEEN)
    ),
    "a section that is shown": open_document(
        "odt", '<text:section text:display="true"><text:p>Hello</text:p></text:section>'
    ),
    "shown slides": open_document(
        "odp", SLIDE, own=style("dp1", "drawing-page", HIDDEN_SLIDE.replace("hidden", "visible"))
    ),
    "shown rows": open_document("ods", table(row='table:visibility="visible"')),
    "a whole photo": open_document("odt", PHOTO, own=clipped("rect(0cm, 0cm, 0.00cm, 0in)")),
    "a whole photo, said otherwise": open_document("odt", PHOTO, own=clipped("auto")),
    "a whole photo, by edges": open_document("odt", PHOTO, own=clipped("rect(auto, auto, auto, auto)")),
    "a photo with an edge around it": open_document("odt", PHOTO, own=clipped("rect(-0.5cm, 0cm, -10cm, 0cm)")),
    "words in a comment": open_document(
        "odt", f"<text:p>A<office:annotation>{PARAGRAPH}</office:annotation></text:p>", own=style("P1", "x", UNSEEN)
    ),
}


@pytest.mark.parametrize(("name", "content"), OPEN_SHOWS.values(), ids=OPEN_SHOWS)
def test_an_open_document_that_hides_nothing_is_not_asked_about(name, content, tmp_path):
    cleaned = give(content, name, tmp_path)

    assert codes(cleaned.cannot) & HIDING == set()
    assert not cleaned.needs_a_yes


def test_each_hidden_slide_is_counted_and_the_shown_ones_are_not(tmp_path):
    slides = SLIDE + SLIDE + SLIDE.replace("dp1", "dp2")
    own = style("dp1", "drawing-page", HIDDEN_SLIDE) + style("dp2", "drawing-page")

    name, content = open_document("odp", slides, own=own)

    cleaned = give(content, name, tmp_path)

    assert [finding.params["count"] for finding in cleaned.cannot if finding.code == "hidden_slides"] == [2]


def letter(body, styles=""):
    """A text document with these paragraphs at its head, and these styles beside its own."""
    styles = {"word/styles.xml": [(b"</w:styles>", styles.encode() + b"</w:styles>")]}
    return "x.docx", documents.with_parts(documents.in_letter(body), replaced=styles)


def worn(kind, name, properties="<w:vanish/>", *, of="", default=""):
    based_on = f'<w:basedOn w:val="{of}"/>' if of else ""
    default = f' w:default="{default}"' if default else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{default}><w:name w:val="{name}"/>{based_on}'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


def run(properties="", said="<w:t>secret</w:t>"):
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr>{said}</w:r></w:p>"


def paragraph(properties, said="<w:t>secret</w:t>", *, run=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>{said}</w:r></w:p>"


def slide(shape):
    plain = documents.with_parts(
        documents.slides(),
        replaced={
            "s1.xml": [
                (b' show="0"', b""),
                (b'<a:srcRect l="20000"/>', b""),
                (b"<p:pic>", shape.encode() + b"<p:pic>"),
            ],
            "n1.xml": [(b"Say it slowly", b"")],
        },
    )
    return "x.pptx", plain


def shape(hidden, said="secret"):
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="9" name="Text 1" hidden="{hidden}"/></p:nvSpPr>'
        f"<p:txBody><a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def sheet(facts):
    replaced = {"xl/worksheets/sheet1.xml": [(b"<sheetFormatPr", f"<sheetFormatPr {facts}".encode())]}
    return "x.xlsx", documents.with_parts(documents.saved(documents.workbook()), replaced=replaced)


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
DRAWN = (
    f'<w:drawing><wp:inline xmlns:wp="{DRAWING}"><wp:docPr id="1" name="Box" hidden="%s"/><w:txbxContent>'
    "<w:p><w:r><w:t>secret</w:t></w:r></w:p></w:txbxContent></wp:inline></w:drawing>"
)
ROW = (
    "<w:tbl><w:tblPr>%s</w:tblPr><w:tr><w:trPr>%s</w:trPr>"
    "<w:tc><w:p><w:r><w:t>secret</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
OLDER = (
    '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:9pt;visibility:%s"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>secret</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
)
FORMULA = (
    '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:rPr/>'
    "<w:rPr><w:vanish/></w:rPr><m:t>secret</m:t></m:r></m:oMath></w:p>"
)
OFFICE_HIDES = {
    "words": ("hidden_text", letter(run("<w:vanish/>"))),
    "words, said at length": ("hidden_text", letter(run('<w:vanish w:val="on"/>'))),
    "a picture among words": ("hidden_text", letter(run("<w:vanish/>", "<w:pict/>"))),
    "words of a style": ("hidden_text", letter(run('<w:rStyle w:val="Quiet"/>'), worn("character", "Quiet"))),
    "a paragraph of a style": (
        "hidden_text",
        letter(paragraph('<w:pStyle w:val="Quiet"/>'), worn("paragraph", "Quiet")),
    ),
    "a table of a style": (
        "hidden_text",
        letter(ROW % ('<w:tblStyle w:val="Quiet"/>', ""), worn("table", "Quiet")),
    ),
    "by what its style is made from": (
        "hidden_text",
        letter(
            paragraph('<w:pStyle w:val="Near"/>'), worn("paragraph", "Near", "", of="Far") + worn("paragraph", "Far")
        ),
    ),
    "by the style of what has none": ("hidden_text", letter(run(), worn("paragraph", "Quiet", default="1"))),
    "by what holds for all": (
        "hidden_text",
        letter(run(), "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"),
    ),
    "a row of a table": ("hidden_text", letter(ROW % ("", "<w:hidden/>"))),
    "a drawing in a letter": ("hidden_text", letter(run("", DRAWN % 1))),
    "a drawing of the older kind in a letter": ("hidden_text", letter(run("", OLDER % "hidden"))),
    "a formula": ("hidden_text", letter(FORMULA)),
    "a shape on a slide": ("hidden_text", slide(shape("1"))),
    "a shape on a slide, said at length": ("hidden_text", slide(shape("true"))),
    "a picture on a slide": (
        "hidden_text",
        slide('<p:pic><p:nvPicPr><p:cNvPr id="9" name="Photo" hidden="1"/></p:nvPicPr></p:pic>'),
    ),
    "all rows that say nothing of themselves": ("hidden_rows", sheet('zeroHeight="1"')),
    "all rows that say nothing of themselves, at length": ("hidden_rows", sheet('zeroHeight="true"')),
}


@pytest.mark.parametrize(("code", "given"), OFFICE_HIDES.values(), ids=OFFICE_HIDES)
def test_what_an_office_document_hides_is_asked_about(code, given, tmp_path):
    name, content = given

    cleaned = give(content, name, tmp_path)

    assert codes(cleaned.cannot) & HIDING == {code}
    assert cleaned.needs_a_yes


# As Word has it in every document made from a page of the web with a form; nobody sees it until it is worn.
FORM = (
    '<w:style w:type="paragraph" w:styleId="z-TopofForm"><w:name w:val="HTML Top of Form"/><w:hidden/>'
    "<w:rPr><w:vanish/></w:rPr></w:style>"
)
OFFICE_SHOWS = {
    "a style nobody wears": letter(paragraph('<w:pStyle w:val="Normal"/>'), FORM),
    "a style of one kind, and another kind called the same": letter(run('<w:rStyle w:val="z-TopofForm"/>'), FORM),
    "a style that is shown": letter(
        run('<w:rStyle w:val="Loud"/>'), worn("character", "Loud", '<w:vanish w:val="0"/>', of="Quiet")
    ),
    "a style that shows again what it is made from hides": letter(
        run('<w:rStyle w:val="Near"/>'),
        worn("character", "Near", '<w:vanish w:val="false"/>', of="Far") + worn("character", "Far"),
    ),
    "styles that are made from each other": letter(
        run('<w:rStyle w:val="Near"/>'),
        worn("character", "Near", "", of="Far") + worn("character", "Far", "", of="Near"),
    ),
    "words that are shown again": letter(
        paragraph('<w:pStyle w:val="Quiet"/>', run='<w:vanish w:val="off"/>'), worn("paragraph", "Quiet")
    ),
    "words that are shown": letter(run('<w:vanish w:val="0"/>')),
    "words that only the web hides": letter(run("<w:webHidden/>")),
    "the mark at the end of a paragraph": letter(paragraph("<w:rPr><w:vanish/><w:specVanish/></w:rPr>")),
    "the number of a paragraph": letter(
        paragraph('<w:rPr><w:rStyle w:val="Quiet"/></w:rPr>'), worn("character", "Quiet")
    ),
    "how it was before a change": letter(run("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")),
    "nothing": letter(run("<w:vanish/>", "<w:t> </w:t>") + run("<w:vanish/>", '<w:fldChar w:fldCharType="begin"/>')),
    "a shown row": letter(ROW % ("", '<w:hidden w:val="0"/>')),
    "a shown drawing": letter(run("", DRAWN % 0)),
    "a shown drawing of the older kind": letter(run("", OLDER % "visible")),
    "a shown shape": slide(shape("0")),
    "a hidden shape without words": slide(shape("1", " ")),
    "shown rows": sheet('zeroHeight="0"'),
    "an ordinary letter": ("x.docx", documents.word()),
    "an ordinary photo in a letter": ("x.docx", documents.word_with_photo()),
}


@pytest.mark.parametrize(("name", "content"), OFFICE_SHOWS.values(), ids=OFFICE_SHOWS)
def test_an_office_document_that_hides_nothing_is_not_asked_about(name, content, tmp_path):
    assert codes(give(content, name, tmp_path).cannot) & HIDING == set()
