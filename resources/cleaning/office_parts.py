"""What is taken out of the parts of an Office document: people, their devices, and what runs or fetches by itself."""

import re

from lxml import etree

from resources.cleaning.office_hidden import DRAWINGS, hides_drawing, hides_words
from resources.cleaning.packages import is_outside, is_path, local
from resources.cleaning.report import Refused

SOMEBODY = "Author"
# The parts that people read.
STORIES = {"officeDocument", "footnotes", "endnotes", "header", "footer", "sharedStrings", "worksheet", "slide"}
STORIES |= {"notesSlide", "chart", "diagramData"}
_DATES = {"date", "dateUtc", "dt", "refreshedDate", "refreshedDateIso"}
_FORGOTTEN = {
    # settings of a text document
    "rsids": None,
    "rsid": None,
    "docVars": "properties",
    "attachedTemplate": None,
    "docId": None,
    "dataBinding": None,
    "saveThroughXslt": None,
    "writeProtection": None,
    # where in a text a comment stood
    "commentRangeStart": None,
    "commentRangeEnd": None,
    "commentReference": None,
    "annotationRef": None,
    # a workbook
    "fileSharing": "properties",
    "absPath": "template",
    "customWorkbookViews": "properties",
    "customSheetViews": "properties",
    "revisionPtr": None,
    "documentId": None,
    "webPublishItems": "template",
    "webPublishing": "template",
    "fileRecoveryPr": None,
    # a presentation
    "embeddedFontLst": None,
    "presenceInfo": "comment_authors",
    "modifyVerifier": None,
}
_PRIVATE_ATTRIBUTES = {"userId", "providerId", "refreshedBy", "gfxdata", "codeName"} | _DATES
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange"}
_CHANGES |= {"trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "moveFromRangeStart"}
_CHANGES |= {"moveToRangeStart", "tblPrExChange"}
_FETCHING_FIELD = re.compile(r"\s*(DDEAUTO|DDE|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|INCLUDE|DATABASE|RD)\b", re.I)
_FETCHING_FORMULA = re.compile(
    r"\|[^!]*!|\b(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|DDE|EXEC|SQL\.REQUEST)\s*\("
    r"|\[[^\]]+\.(?:xls|ods|csv|mdb)\w*\]",
    re.I,
)
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "oldFormula", "calculatedColumnFormula"}
_PICTURES, _PICTURE_ATTRIBUTES = {"docPr", "cNvPr", "imagedata", "shape"}, {"name", "title", "descr", "alt", "href"}
_PICTURE_NAME = re.compile(r"[\\/]|\.\w{2,5}$")


def clean(root, reached_as, report, hiding):
    """`hiding` are the styles that hide what wears them."""
    _refuse_fetching(root, report)
    if reached_as == "vmlDrawing":
        for shape in filter(_is_comment, list(root)):
            root.remove(shape)
    for element in list(root.iter(etree.Element)):
        name = local(element.tag)
        if name in _FORGOTTEN and element.getparent() is not None:
            if _FORGOTTEN[name]:
                report.found(_FORGOTTEN[name])
            _take_out(element)
            continue
        if name == "mailMerge":
            raise Refused("outside_link")
        _clean_people(element, name, report)
        _clean_attributes(element, name)
        _notice(element, name, report)
        if reached_as in STORIES and hides_words(element, hiding):
            report.cannot("hidden_text")


def _take_out(element):
    """With the choice it stood in, where that is all it was for."""
    parent = element.getparent()
    tail = element.tail
    parent.remove(element)
    while local(parent.tag) in {"Choice", "AlternateContent", "ext", "extLst"} and not len(parent):
        element, parent = parent, parent.getparent()
        if parent is None:
            return
        parent.remove(element)
    if tail and tail.strip():
        raise Refused("broken")


def _clean_people(element, name, report):
    for key, value in list(element.attrib.items()):
        attribute = local(key)
        if attribute == "author":
            if value != SOMEBODY:
                report.name(value)
                report.found("change_authors" if name in _CHANGES else "comment_authors")
            element.set(key, SOMEBODY)
        elif attribute == "initials":
            element.set(key, "A")


def _clean_attributes(element, name):
    for key, value in list(element.attrib.items()):
        attribute = local(key)
        if attribute.startswith("rsid") or attribute in _PRIVATE_ATTRIBUTES:
            del element.attrib[key]
        elif name in _PICTURES and attribute in _PICTURE_ATTRIBUTES:
            # The name a picture had on somebody's device. A description that says what one sees stays.
            if is_path(value) or (attribute in {"name", "title"} and _PICTURE_NAME.search(value)):
                element.set(key, "Picture" if attribute != "href" else "")


def _notice(element, name, report):
    if name == "sheet" and element.get("state") in {"hidden", "veryHidden"}:
        report.name(element.get("name", ""))
        report.cannot("hidden_sheets")
    elif name in {"row", "col"} and element.get("hidden") in {"1", "true"}:
        report.cannot("hidden_rows")
    elif name == "sheetFormatPr" and element.get("zeroHeight") in {"1", "true"}:
        report.cannot("hidden_rows")
    elif name in DRAWINGS and hides_drawing(element):
        report.cannot("hidden_text")
    elif name == "sld" and element.get("show") in {"0", "false"}:
        report.cannot("hidden_slides")
    elif name == "notes":
        if _says_something(element):
            report.cannot("speaker_notes")
    elif name in _CHANGES and "wordprocessingml" in element.tag:
        report.cannot("changes")
    elif name == "srcRect" and any(value not in {"0", "0%"} for value in element.attrib.values()):
        report.cannot("cropped")
    elif name in {"pic", "imagedata"}:
        report.cannot("faces")


def _says_something(notes):
    """The page that belongs to a slide is often empty but for its number, which programs put there."""
    texts = (element for element in notes.iter(etree.Element) if local(element.tag) == "t")
    return any((text.text or "").strip() and local(text.getparent().tag) != "fld" for text in texts)


def tell_of_comments(root, report):
    """How many there are, and that somebody signed them. Part and names are left out: nobody is asked about them."""
    for element in root.iter(etree.Element):
        name = local(element.tag)
        # What is said in a thread of a workbook stands among its comments as well, but for the replies.
        if name in {"comment", "cm", "reply"} or (name == "threadedComment" and element.get("parentId")):
            report.found("comment_words")
        authors = [value for key, value in element.attrib.items() if local(key) in {"author", "displayName"}]
        if name in {"cmAuthor", "author"}:
            authors += [element.get("name"), element.text]
        for author in filter(None, authors):
            if author.strip() and author != SOMEBODY and not author.startswith("tc={"):  # the number of a thread
                report.found("comment_authors")


def draws_only_comments(root):
    """A workbook draws the box of each comment apart from its words."""
    shapes = [element for element in root if local(element.tag) not in {"shapelayout", "shapetype"}]
    return bool(shapes) and all(map(_is_comment, shapes))


def _is_comment(shape):
    return any(
        local(element.tag) == "ClientData" and element.get("ObjectType") == "Note"
        for element in shape.iter(etree.Element)
    )


def _refuse_fetching(root, report):
    """Fields and formulas that fetch something from elsewhere when the document is opened."""
    code = None
    for element in root.iter(etree.Element):
        name = local(element.tag)
        if name == "fldChar":
            kind = next((value for key, value in element.attrib.items() if local(key) == "fldCharType"), "")
            if kind == "begin":
                code = ""
            elif code is not None:
                _refuse_field(code, report)
                code = None
        elif name in {"instrText", "delInstrText"}:
            text = element.text or ""
            _refuse_field(text, report)
            code = None if code is None else code + text
        elif name == "fldSimple":
            _refuse_field(next((value for key, value in element.attrib.items() if local(key) == "instr"), ""), report)
        elif name == "hyperlink":  # the part behind # stands apart
            for key, value in element.attrib.items():
                if local(key) in {"anchor", "location"}:
                    report.link(f"#{value}")
        elif name in _FORMULAS:
            formula = re.sub(r'"[^"]*"', '""', element.text or "")
            if _FETCHING_FORMULA.search(formula):
                raise Refused("outside_link")
            look_for_links(element.text or "", report)
        elif name in {"OLEObject", "oleObj"}:
            raise Refused("embedded")
        elif name in {"binData", "binaryData"}:
            raise Refused("picture_inside")
        elif name in {"ddeLink", "oleLink"}:
            raise Refused("outside_link")
        elif name in {"hlinkClick", "hlinkHover", "hlinkMouseOver"}:
            action = element.get("action", "")
            if re.match(r"ppaction://(?:macro|program|ole|hlinkfile|hlinkpres)", action, re.I):
                raise Refused("macros" if "macro" in action else "unsafe_link")
        elif name in {"imagedata", "fill", "stroke"}:
            for key, value in element.attrib.items():
                if local(key) in {"src", "althref"} and value and is_outside(value):
                    raise Refused("outside_link")


def _refuse_field(code, report):
    if _FETCHING_FIELD.match(code):
        raise Refused("outside_link")
    link = re.match(r'\s*HYPERLINK\s+"([^"]+)"', code, re.I)
    if link and is_outside(link[1]):
        raise Refused("unsafe_link")
    look_for_links(code, report)


def look_for_links(code, report):
    """Each part of a field or formula may be an address, or what stands behind its #."""
    for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', code):
        report.link(quoted or bare)
        report.link(f"#{quoted or bare}")


def words(root):
    """What one reads in this part, a paragraph to a line."""
    pieces = []
    for element in root.iter(etree.Element):
        name = local(element.tag)
        if name == "t" and element.text:
            pieces.append(element.text)
        elif name in {"p", "si", "tr", "br", "tab", "c"}:
            pieces.append("\n")
    return re.sub(r"\s*\n\s*", "\n", "".join(pieces)).strip()
