"""OpenDocument (odt, ods, odp): the parts people read are packed anew, what is kept about them is not."""

import re

from lxml import etree

from resources.cleaning.office_parts import SOMEBODY, look_for_links
from resources.cleaning.packages import (
    Package,
    clean_picture,
    is_outside,
    is_path,
    local,
    pack,
    parse,
    refuse_nested,
    write,
)
from resources.cleaning.report import Refused

_KINDS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_XML_PARTS = {"content.xml", "styles.xml", "settings.xml"}
_OBJECT = re.compile(r"Object \d+/(?P<part>.+)")
_PICTURES = re.compile(r"(?:Object \d+/)?Pictures/[^/]+")
_LEFT_OUT = [
    ("Thumbnails/", "thumbnail"),
    ("Fonts/", "fonts"),  # nobody can say what is in them
    ("ObjectReplacements/", None),  # made again from the object
    ("Configurations2/", None),  # which bars of tools were shown
    ("layout-cache", None),
    ("manifest.rdf", None),
    ("meta.xml", None),  # see there
    ("META-INF/documentsignatures.xml", "signatures"),
    ("META-INF/manifest.xml", None),  # written anew
    ("mimetype", None),
]
_MACROS = ("Basic/", "Scripts/", "Dialogs/", "META-INF/macrosignatures.xml")
# Lists that some programs write into every document, with nothing in them.
_EMPTY_LIBRARY = re.compile(r"(?:Basic|Dialogs)/(?:\w+/)?(?:script|dialog)-l[bc]\.xml")
_MEDIA = ("Media/", "Videos/", "Sounds/")
_RUNS = {"event-listener", "script", "applet", "plugin", "floating-frame"}
_OUTSIDE = {"dde-source", "dde-link", "dde-connection-decl", "dde-connection", "table-source", "cell-range-source"}
_OUTSIDE |= {"section-source", "database-display", "database-source-sql", "database-source-table", "data-source"}
_PRIVATE_SETTINGS = re.compile(r"^(?:Printer|Rsid|CurrentDatabase|ModifyPassword|LoadReadonly|BaseURI|Redline)", re.I)
_NAMED = {"creator", "creator-initials", "sender-initials", "creator-name", "sender-name"}
_NOTES = {"annotation", "change-info"}
# What a style may hide: where in it that is said, and how.
_HIDING = {
    "hidden_text": ("text-properties", "display", re.compile("none|condition")),
    "hidden_sheets": ("table-properties", "display", re.compile("false")),
    "hidden_slides": ("drawing-page-properties", "visibility", re.compile("hidden")),
    # How far from each edge: more than nothing. Less than nothing is an edge around the picture.
    "cropped": ("graphic-properties", "clip", re.compile(r"rect\(.*?(?<![-\d.])[\d.]*[1-9]")),
}
_WORN_AS = {"style-name", "cond-style-name", "text-style-name", "default-cell-style-name"}
_HIDING_FIELDS = {"hidden-text", "hidden-paragraph", "conditional-text"}


def clean(source, target, report):
    with Package(source) as package:
        _recognise(package, report)
        document = _Document(package, report)
        # In full before the list of what there is, which stands before it.
        parts = list(document.parts())
        pack(target, [("mimetype", package.read("mimetype").strip()), *parts, document.manifest()])
    report.cannot("words")
    report.words = document.words


def _recognise(package, report):
    if "mimetype" not in package.names or _KINDS.get(package.read("mimetype").strip()) != report.kind:
        raise Refused("other_content", ending=report.kind)
    if "META-INF/manifest.xml" not in package.names or "content.xml" not in package.names:
        raise Refused("broken")
    if any(local(element.tag) == "encryption-data" for element in package.xml("META-INF/manifest.xml").iter()):
        raise Refused("locked_office")


class _Document:
    def __init__(self, package, report):
        self.package, self.report = package, report
        self.types = {
            next((value for key, value in entry.attrib.items() if local(key) == "full-path"), ""): entry
            for entry in package.xml("META-INF/manifest.xml")
        }
        self.written, self.words = [], ""

    def parts(self):
        for name in sorted(self.package.names):
            content = self._clean_part(name)
            if content is not None:
                self.written.append(name)
                yield name, content
        if "meta.xml" in self.package.names and len(self.package.xml("meta.xml")):
            self.report.found("properties")
        yield "meta.xml", write(etree.Element(f"{{{_OFFICE}}}document-meta", nsmap={"office": _OFFICE, "meta": _META}))

    def _clean_part(self, name):
        if _EMPTY_LIBRARY.fullmatch(name) and not _modules(self.package.xml(name)):
            return None
        if name.startswith(_MACROS):
            raise Refused("macros")
        if name.startswith(_MEDIA):
            raise Refused("media_inside")
        inner = _OBJECT.fullmatch(name)
        part = inner["part"] if inner else name
        for left_out, code in _LEFT_OUT:
            if part.startswith(left_out):
                if code:
                    self.report.found(code)
                return None
        if _PICTURES.fullmatch(name):
            self.report.cannot("faces")
            return clean_picture(self.package.read(name), self.report)
        content = self.package.read(name)
        refuse_nested(content)
        if part not in _XML_PARTS:
            raise Refused("embedded" if name.startswith("Object") else "unknown_part")
        root = parse(content)
        self._clean_xml(root)
        if part != "settings.xml":
            self._notice_hidden(root, name.removesuffix(part))
        if name == "content.xml":
            self.words = _words(root)
        return write(root)

    def _clean_xml(self, root):
        for element in list(root.iter(etree.Element)):
            name = local(element.tag)
            if name in _RUNS:
                raise Refused("macros")
            if name in _OUTSIDE:
                raise Refused("outside_link")
            if name == "object-ole":
                raise Refused("embedded")
            if name == "binary-data":
                raise Refused("picture_inside")
            if name == "config-item" and _PRIVATE_SETTINGS.match(_value(element, "name")):
                if element.text:
                    self.report.found("printer" if _value(element, "name").startswith("Printer") else "properties")
                element.getparent().remove(element)
                continue
            if name in {"font-face-src", "definition-src"}:  # the name of the font stays
                element.getparent().remove(element)
                continue
            self._clean_person(element, name)
            self._clean_attributes(element, name)
            self._notice(element, name)
        etree.strip_elements(root, "{*}annotation", "{*}annotation-end", with_tail=False)

    def _clean_person(self, element, name):
        parent = element.getparent()
        inside = local(parent.tag) if parent is not None else ""
        if name in _NAMED and inside in _NOTES:
            if element.text and element.text != SOMEBODY and name in {"creator", "creator-name"}:
                if inside == "annotation":
                    self.report.found("comment_authors")
                else:
                    self.report.name(element.text)
                    self.report.found("change_authors")
            element.text = SOMEBODY if name in {"creator", "creator-name"} else "A"
        elif name in {"date", "date-string"} and inside in _NOTES:
            element.text = "2000-01-01T00:00:00"
        elif name == "annotation":
            if parent is None:
                raise Refused("broken")
            self.report.found("comment_words")

    def _clean_attributes(self, element, name):
        for key, value in list(element.attrib.items()):
            attribute = local(key)
            if attribute in {"rsid", "paragraph-rsid"}:
                del element.attrib[key]
            elif attribute == "href" and "xlink" in key:
                self._judge_link(element, name, key, value)
            elif attribute == "name" and name in {"frame", "image"} and (is_path(value) or "." in value):
                element.set(key, "")
            elif attribute == "formula" and re.search(r"\b(?:DDE|WEBSERVICE)\s*\(|'(?:file|https?):", value, re.I):
                raise Refused("outside_link")
            elif attribute == "formula":
                look_for_links(value, self.report)

    def _judge_link(self, element, name, key, value):
        inside = value.removeprefix("./")
        if inside in self.package.names or inside.rstrip("/") + "/content.xml" in self.package.names:
            return
        if inside.startswith("ObjectReplacements/"):
            element.getparent().remove(element)
        elif name == "a" and is_outside(value):
            raise Refused("unsafe_link")
        elif name == "a":
            self.report.link(value)
        elif name not in {"a", "bookmark-ref"} and not value.startswith("#"):
            raise Refused("outside_link")

    def _notice(self, element, name):
        if name in {"table-row", "table-column"} and _value(element, "visibility") in {"collapse", "filter"}:
            self.report.cannot("hidden_rows")
        elif name in _HIDING_FIELDS:
            self.report.cannot("hidden_text")
        elif name == "tracked-changes" and len(element):
            self.report.cannot("changes", len(element))
        elif name == "notes" and "presentation" in element.tag and _is_of_a_slide(element):
            if "".join(element.itertext()).strip():
                self.report.cannot("speaker_notes")

    def _notice_hidden(self, root, folder):
        """What people read of this part, with the styles it has of its own and those in common."""
        in_common = f"{folder}styles.xml"
        common = self.package.xml(in_common).iter("{*}styles") if in_common in self.package.names else ()
        hiding = _hiding(_styles(*common, root))
        for shown in root.iter("{*}body", "{*}master-styles"):
            for element in shown.iter(etree.Element):
                name = local(element.tag)
                worn = {value for key, value in element.attrib.items() if local(key) in _WORN_AS} or {""}
                if (worn & hiding["hidden_text"] or _is_hidden(element, name)) and _says_something(element):
                    self.report.cannot("hidden_text")
                if name == "page" and worn & hiding["hidden_slides"]:
                    self.report.cannot("hidden_slides")
                elif name == "table" and worn & hiding["hidden_sheets"]:
                    self.report.name(_value(element, "name"))
                    self.report.cannot("hidden_sheets")
                elif name in {"frame", "image"} and worn & hiding["cropped"]:
                    self.report.cannot("cropped")

    def manifest(self):
        def entry(path, media_type):
            line = etree.SubElement(root, f"{{{_MANIFEST}}}file-entry")
            line.set(f"{{{_MANIFEST}}}full-path", path)
            line.set(f"{{{_MANIFEST}}}media-type", media_type)

        root = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap={"manifest": _MANIFEST})
        root.set(f"{{{_MANIFEST}}}version", "1.2")
        for path, old in self.types.items():
            folder = path == "/" or (path.endswith("/") and path.startswith("Object"))
            if folder or path in self.written:
                entry(path, _value(old, "media-type"))
        entry("meta.xml", "text/xml")
        return "META-INF/manifest.xml", write(root)


def _modules(library):
    return [element for element in library.iter(etree.Element) if local(element.tag) == "element"]


def _is_of_a_slide(notes):
    """And not of the pattern for slides, which only says where something would stand."""
    return notes.getparent() is not None and local(notes.getparent().tag) == "page"


def _value(element, name):
    """The attribute of this local name."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _styles(*roots):
    """By family and name: which one a style is made from, and what it hides or shows. Without a name, it is for all."""
    styles = {}
    for style in (style for root in roots for style in root.iter("{*}style", "{*}default-style")):
        says = {
            code: bool(hides.search(value))
            for code, (place, attribute, hides) in _HIDING.items()
            for properties in style
            if local(properties.tag) == place and (value := _value(properties, attribute))
        }
        styles[_value(style, "family"), _value(style, "name")] = _value(style, "parent-style-name"), says
    return styles


def _hiding(styles):
    """The names of those that hide something: as each says itself, or the nearest it is made from that says it."""
    hiding = {code: set() for code in _HIDING}
    for code in {code for _parent, says in styles.values() for code in says if says[code]}:
        for family, name in styles:
            asked, seen = name, set()
            while asked not in seen:
                seen.add(asked)
                asked, says = styles.get((family, asked), ("", {}))
                if code in says:
                    hiding[code] |= {name} if says[code] else set()
                    break
    return hiding


def _is_hidden(element, name):
    """A section, a variable or a drawing. Not a layer, which hides only what lies in it."""
    return name != "layer" and _value(element, "display") in {"none", "condition", "printer"}


def _says_something(element):
    return bool(
        _value(element, "string-value")
        or "".join(element.itertext()).strip()
        or next(element.iter("{*}image", "{*}object"), None) is not None
    )


def _words(root):
    pieces = []
    body = next((element for element in root if local(element.tag) == "body"), root)
    for element in body.iter(etree.Element):
        if local(element.tag) in {"p", "h"}:
            pieces.append(" ".join("".join(element.itertext()).split()))
    return "\n".join(piece for piece in pieces if piece)
