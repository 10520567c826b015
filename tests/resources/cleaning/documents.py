"""PDF, Office and OpenDocument files that tell more than they show, or do more than to be read."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
from docx.shared import Inches
from odf import dc, meta, office
from odf import text as odt
from odf.opendocument import OpenDocumentText
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name

from tests.resources.cleaning import pictures
from tests.resources.cleaning.hands import CANARY, HERE, SOMEBODY

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*, pages=1, changed=None, **options):
    """A PDF of some pages; `changed(document)` does what is to be done to it."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        page = document.add_blank_page(page_size=(300, 300))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = document.make_stream(b"BT /F 20 Tf 20 200 Td (Courage on page %d) Tj ET" % number)
    if changed:
        changed(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def pdf_that_acts(**action):
    def change(document):
        document.Root.OpenAction = Dictionary(**action)

    return pdf(changed=change)


def pdf_with_annotation(**facts):
    def change(document):
        note = Dictionary(Type=Name.Annot, Rect=[0, 0, 20, 20], **facts)
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])

    return pdf(changed=change)


def pdf_with_comments(said):
    """A note with its window and an answer, a highlight with a comment, and a link, in a PDF that names its parts."""

    def change(document):
        def note(**facts):
            return document.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 20, 20], **facts))

        by = {"T": SOMEBODY, "M": "D:20260102030405"}
        first = note(Subtype=Name.Text, Contents=said, RC=f"<p>{said}</p>", **by)
        window = note(Subtype=Name.Popup, Parent=first)
        first.Popup = window
        answer = note(Subtype=Name.Text, Contents=CANARY, IRT=first)
        mark = note(Subtype=Name.Highlight, QuadPoints=[0, 0, 9, 0, 0, 9, 9, 9], Contents=said, Subj=CANARY, **by)
        web = Dictionary(S=Name.URI, URI="https://example.org/")
        link = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], Subtype=Name.Link, Contents="Our site", A=web)
        document.pages[0].obj.Annots = Array([first, window, answer, link, mark])
        document.Root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.Annot, K=Dictionary(Type=Name.OBJR, Obj=first)))

    return pdf(changed=change)


def pdf_with_attachment():
    def change(document):
        document.attachments["list.csv"] = pikepdf.AttachedFileSpec(document, b"a,b")

    return pdf(changed=change)


def pdf_with_properties():
    def change(document):
        document.docinfo["/Author"] = CANARY
        document.docinfo["/Title"] = CANARY
        document.pages[0].obj.PieceInfo = Dictionary(App=Dictionary(Private=pikepdf.String(CANARY)))
        document.pages[0].obj.Metadata = document.make_stream(CANARY.encode())
        with document.open_metadata() as told:
            told["dc:creator"] = [SOMEBODY]
            told["dc:description"] = CANARY

    return pdf(changed=change)


def pdf_with_photo(content=None, packed=Name.DCTDecode):
    def change(document):
        photo = document.make_stream(content or pictures.jpeg(exif=pictures.exif(), comment=pictures.SECRET))
        facts = {"Width": 64, "Height": 48, "ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8}
        for key, value in {"Type": Name.XObject, "Subtype": Name.Image, "Filter": packed, **facts}.items():
            photo[f"/{key}"] = value
        document.pages[0].obj.Resources.XObject = Dictionary(Photo=photo)

    return pdf(changed=change)


def pdf_saved_over():
    """The first words are overwritten, as programs do it: by adding others at the end of the file."""
    first = pdf(static_id=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    first = first.replace(b"Courage on page 1", b"%-17s" % CANARY.encode()[:17])
    number = first[: first.index(CANARY.encode()[:10])].rsplit(b" 0 obj", 1)[0].rsplit(b"\n", 1)[1]
    body = b"BT /F 20 Tf 20 200 Td (Courage on page 1) Tj ET"
    at = len(first)
    added = b"%s 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(body), body)
    start = first.rsplit(b"startxref\n", 1)[1].split(b"\n")[0]
    trailer = first.rsplit(b"trailer ", 1)[1].split(b"startxref")[0].replace(b"<<", b"<< /Prev " + start + b" ", 1)
    table = b"xref\n%s 1\n%010d 00000 n \ntrailer %s" % (number, at, trailer)
    return first + added + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(added))


def word(*, changed=None):
    document = docx.Document()
    document.add_paragraph("Courage, in a letter.")
    properties = document.core_properties
    properties.author = properties.title = properties.last_modified_by = properties.comments = CANARY
    if changed:
        changed(document)
    return saved(document)


def with_parts(content, parts=None, replaced=None):
    """The archive with further parts, and pieces of its own replaced: {part: (old, new)}."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            for before, after in (replaced or {}).get(info.filename, []):
                assert before in body
                body = body.replace(before, after, 1)
            new.writestr(info.filename, body, zipfile.ZIP_STORED if info.filename == "mimetype" else None)
        for name, body in (parts or {}).items():
            new.writestr(name, body)
    return out.getvalue()


def related(content, of, kind, target, *, outside=False, parts=None, namespace=RELATIONSHIPS, replaced=None):
    """The document with one more relationship of its main part."""
    mode = ' TargetMode="External"' if outside else ""
    line = f'<Relationship Id="rIdX" Type="{namespace}/{kind}" Target="{target}"{mode}/></Relationships>'
    replaced = {of: [(b"</Relationships>", line.encode())], **(replaced or {})}
    return with_parts(content, parts, replaced)


LETTER = "word/_rels/document.xml.rels"
BOOK = "xl/_rels/workbook.xml.rels"


def in_letter(piece):
    """A docx with this piece of XML as its first paragraph."""
    return with_parts(word(), replaced={"word/document.xml": [(b"<w:body>", b"<w:body>" + piece.encode())]})


def word_with_changes():
    who = f'w:author="{SOMEBODY}" w:date="2026-01-02T03:04:05Z" w:id="7"'
    changes = (
        f"<w:p><w:ins {who}><w:r><w:t>Added</w:t></w:r></w:ins>"
        f"<w:del {who}><w:r><w:delText>Deleted</w:delText></w:r></w:del>"
        '<w:commentRangeStart w:id="7"/><w:r w:rsidR="00C0FFEE"><w:t>Kept</w:t></w:r><w:commentRangeEnd w:id="7"/>'
        '<w:r><w:commentReference w:id="7"/></w:r><w:r><w:t>, and more</w:t></w:r></w:p>'
    )
    comments = (
        f'<w:comments xmlns:w="{WORD}"><w:comment {who} w:initials="ZQ7"><w:p><w:r><w:t>Are you sure?</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    people = f'<w15:people xmlns:w15="urn:w15"><w15:person w15:author="{SOMEBODY}"/></w15:people>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    types = [(b"</Types>", f'<Override PartName="/word/comments.xml" ContentType="{kind}"/></Types>'.encode())]
    content = with_parts(in_letter(changes), {"word/comments.xml": comments}, {"[Content_Types].xml": types})
    content = related(content, LETTER, "comments", "comments.xml")
    replaced = [(b"</Relationships>", b'<Relationship Id="rIdY" Type="x/people" Target="people.xml"/></Relationships>')]
    return with_parts(content, {"word/people.xml": people}, {LETTER: replaced})


def word_with_everything_told():
    """Properties of three kinds, a template on somebody's disk, a preview, marks of editing."""
    extended = f'<Properties xmlns="urn:app"><Company>{CANARY}</Company><Manager>{SOMEBODY}</Manager></Properties>'
    custom = f'<Properties xmlns="urn:custom"><property name="where">{HERE}</property></Properties>'
    thumbnail = pictures.jpeg(comment=pictures.SECRET)
    content = with_parts(
        word(),
        {"docProps/custom.xml": custom, "docProps/preview.jpg": thumbnail, "customXml/item7.xml": f"<a>{CANARY}</a>"},
        {
            "_rels/.rels": [
                (
                    b"</Relationships>",
                    b'<Relationship Id="rIdC" Type="x/custom-properties" Target="docProps/custom.xml"/>'
                    b'<Relationship Id="rIdT" Type="x/metadata/thumbnail" Target="docProps/preview.jpg"/>'
                    b"</Relationships>",
                )
            ],
            "word/settings.xml": [
                (
                    b"</w:settings>",
                    f'<w:attachedTemplate xmlns:r="{RELATIONSHIPS}" r:id="rId1"/><w:rsids><w:rsid w:val="00C0FFEE"/>'
                    f'</w:rsids><w:docVars><w:docVar w:name="a" w:val="{CANARY}"/></w:docVars></w:settings>'.encode(),
                )
            ],
        },
    )
    content = related(content, LETTER, "customXml", "../customXml/item7.xml")
    template = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONSHIPS}/attachedTemplate" Target="file:///C:\\Users\\{CANARY}\\Normal.dotm" '
        'TargetMode="External"/></Relationships>'
    )
    content = with_parts(content, {"word/_rels/settings.xml.rels": template})
    return with_parts(content, replaced={"docProps/app.xml": [(b"</Properties>", extended.split(">", 1)[1].encode())]})


def word_with_photo():
    photo = pictures.jpeg(exif=pictures.exif(6), comment=pictures.SECRET)

    def change(document):
        document.add_picture(io.BytesIO(photo), width=Inches(1))
        name = document.inline_shapes[0]._inline.docPr
        name.set("name", f"{CANARY}.jpg")
        name.set("descr", "People in a street")

    return word(changed=change)


def word_with_picture(content):
    """A letter that tells nothing else, with a picture of any kind."""
    plain = pictures.jpeg()
    letter = docx.Document()
    letter.add_picture(io.BytesIO(plain), width=Inches(1))
    return with_parts(saved(letter), replaced={"word/media/image1.jpg": [(plain, content)]})


def workbook():
    book = openpyxl.Workbook()
    book.active.title = "Plan"
    book.active["A1"], book.active["A2"] = "Courage", "=SUM(B1:B3)"
    book.properties.creator = book.properties.lastModifiedBy = CANARY
    return book


def workbook_with_secrets():
    book = workbook()
    book.active["A1"].comment = Comment(f"{SOMEBODY}:\nSure?", SOMEBODY)
    hidden = book.create_sheet("Phone tree 7")
    hidden["A1"], hidden.sheet_state = "Nobody shows me", "veryHidden"
    path = f'<x15ac:absPath xmlns:x15ac="urn:x15ac" url="C:\\Users\\{CANARY}\\"/><workbookPr'.encode()
    return with_parts(saved(book), replaced={"xl/workbook.xml": [(b"<workbookPr", path)]})


def workbook_that_calls():
    book = workbook()
    book.active["A3"] = "=cmd|'/c calc'!A0"
    return saved(book)


def open_text():
    document = OpenDocumentText()
    document.text.addElement(odt.P(text="Courage, in a letter."))
    for element in [meta.InitialCreator(text=CANARY), dc.Creator(text=SOMEBODY), dc.Title(text=CANARY)]:
        document.meta.addElement(element)
    document.meta.addElement(meta.UserDefined(name="where", text=HERE))
    note = office.Annotation()
    note.addElement(dc.Creator(text=SOMEBODY))
    note.addElement(odt.P(text="Sure?"))
    paragraph = odt.P(text="With a note.")
    paragraph.addElement(note)
    paragraph.addText(" And on.")
    document.text.addElement(paragraph)
    return with_parts(saved(document), {"Thumbnails/thumbnail.png": pictures.png_with_words()})


def slides():
    """A presentation with a hidden slide, notes, a cropped photo, comments, and a chart with its whole table inside."""
    presentation = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    names = f'xmlns:p="{presentation}" xmlns:a="{drawing}" xmlns:r="{RELATIONSHIPS}"'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

    def relationships(*lines):
        inner = "".join(f'<Relationship Id="rId{n}" Type="{RELATIONSHIPS}/{k}" Target="{t}"/>' for n, k, t in lines)
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'

    photo = '<p:blipFill><a:blip r:embed="rId2"/><a:srcRect l="20000"/></p:blipFill>'
    told = f'<p:nvPicPr><p:cNvPr id="1" name="C:\\{CANARY}\\me.jpg" descr="/home/{CANARY}/me.jpg"/></p:nvPicPr>'
    return with_parts(
        archive(
            {
                "[Content_Types].xml": f'<Types xmlns="{types}"><Override PartName="/p.xml" ContentType="{main}"/>'
                "</Types>"
            }
        ),
        {
            "_rels/.rels": relationships((1, "officeDocument", "p.xml")),
            "p.xml": f"<p:presentation {names}/>",
            "_rels/p.xml.rels": relationships((1, "slide", "s1.xml"), (2, "commentAuthors", "a.xml")),
            "a.xml": f'<p:cmAuthorLst {names}><p:cmAuthor id="1" name="{SOMEBODY}" initials="ZQ7"><p:extLst><p:ext '
            f'userId="{CANARY}"/></p:extLst></p:cmAuthor></p:cmAuthorLst>',
            "s1.xml": f'<p:sld {names} show="0"><p:pic>{told}{photo}</p:pic><a:p><a:t>Courage</a:t></a:p></p:sld>',
            "_rels/s1.xml.rels": relationships(
                (1, "notesSlide", "n1.xml"),
                (2, "image", "i.jpg"),
                (3, "chart", "charts/c.xml"),
                (4, "comments", "c1.xml"),
            ),
            "n1.xml": f"<p:notes {names}><a:p><a:t>Say it slowly</a:t></a:p></p:notes>",
            "c1.xml": f'<p:cmLst {names}><p:cm authorId="1" dt="2026-01-02T03:04:05"><p:text>Sure?</p:text></p:cm>'
            "</p:cmLst>",
            "i.jpg": pictures.jpeg(exif=pictures.exif()),
            "charts/c.xml": f'<c:chart xmlns:c="urn:c" {names}><c:externalData r:id="rId1"/></c:chart>',
            "charts/_rels/c.xml.rels": relationships((1, "package", "../b.xlsx")),
            "b.xlsx": saved(workbook()),
        },
    )


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def open_sheets():
    """A spreadsheet with a hidden sheet, a printer, and the marks of who edited what."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ["office", "style", "table", "text", "config", "manifest"]
    )
    content = (
        f'<office:document-content {names} xmlns:o="http://openoffice.org/2009/office"><office:automatic-styles>'
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="Plan"><table:table-row><table:table-cell><text:p o:rsid="00c0ffee">Courage</text:p>'
        "</table:table-cell></table:table-row></table:table>"
        '<table:table table:name="Phone tree 7" table:style-name="ta2"/>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    settings = (
        f'<office:document-settings {names}><config:config-item config:name="PrinterName">{CANARY}</config:config-item>'
        '<config:config-item config:name="ShowGrid">true</config:config-item></office:document-settings>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media_type}"/>'
        for path, media_type in {"/": kind, "content.xml": "text/xml", "settings.xml": "text/xml"}.items()
    )
    return archive(
        {
            "mimetype": kind,
            "content.xml": content,
            "settings.xml": settings,
            "META-INF/manifest.xml": f"<manifest:manifest {names}>{entries}</manifest:manifest>",
        }
    )
