"""Office documents (docx, xlsx, pptx): only parts that are known and reached from the first one are packed anew.

What a relationship leads to decides: kept, left out together with what refers to it, or the document is refused.
An unknown one is refused too: what we do not know we cannot clean. See office_parts.py for what is in the parts.
"""

import posixpath
import re
from urllib.parse import unquote

from lxml import etree

from resources.cleaning import office_hidden, office_parts
from resources.cleaning.packages import (
    Package,
    clean_picture,
    is_outside,
    local,
    pack,
    parse,
    refuse_nested,
    write,
)
from resources.cleaning.report import Refused

_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
_KEPT = set(
    """officeDocument styles settings webSettings fontTable numbering footnotes endnotes header footer theme
    themeOverride image hyperlink chart chartUserShapes chartStyle chartColorStyle chartEx diagramData
    diagramLayout diagramQuickStyle diagramColors diagramDrawing worksheet chartsheet sharedStrings
    calcChain drawing vmlDrawing table pivotTable pivotCacheDefinition pivotCacheRecords sheetMetadata slide
    slideLayout slideMaster notesSlide notesMaster handoutMaster presProps viewProps tableStyles
    slicer slicerCache timeline timelineCache rdRichValue rdRichValueStructure rdRichValueTypes
    rdSupportingPropertyBag FeaturePropertyBag""".split()
)
# Left out too, but read before: how many comments there were, and whether somebody signed them.
_COMMENTS = {"comments", "commentAuthors", "authors", "person", "threadedComment"}
_DROPPED = {
    "core-properties": "properties",
    "extended-properties": "properties",
    "custom-properties": "properties",
    "thumbnail": "thumbnail",
    "font": "fonts",
    "printerSettings": "printer",
    "customXml": "properties",
    "customXmlProps": "properties",
    "customProperty": "properties",
    "tags": "properties",
    "xmlMaps": "properties",
    "origin": "signatures",
    "signature": "signatures",
    "commentsExtended": "comment_authors",
    "commentsIds": "comment_authors",
    "commentsExtensible": "comment_authors",
    "people": "comment_authors",
    "glossaryDocument": "building_blocks",
    "stylesWithEffects": None,
    "keyMapCustomizations": "building_blocks",
    "hdphoto": "picture_data",
    "webextensiontaskpanes": "properties",
    "webextension": "properties",
    "changesInfo": "change_authors",
    "revisionInfo": "change_authors",
    "slideUpdateInfo": "properties",
    "recipientData": "properties",
    "documentTasks": "comment_authors",
    "classificationlabels": "properties",
    "namedSheetView": "properties",
    "workbookmetadata": "properties",
    "presentationmetadata": "properties",
}
_REFUSED = {
    "vbaProject": "macros",
    "wordVbaData": "macros",
    "xlMacrosheet": "macros",
    "xlIntlMacrosheet": "macros",
    "dialogsheet": "macros",
    "control": "macros",
    "activeXControlBinary": "macros",
    "ctrlProp": "macros",
    "attachedToolbars": "macros",
    "externalLink": "outside_link",
    "connections": "outside_link",
    "queryTable": "outside_link",
    "volatileDependencies": "outside_link",
    "subDocument": "outside_link",
    "aFChunk": "embedded",
    "oleObject": "embedded",
    "package": "embedded",
    "video": "media_inside",
    "audio": "media_inside",
    "media": "media_inside",
    "model3d": "media_inside",
    "revisionHeaders": "shared_workbook",
    "usernames": "shared_workbook",
}

# A template beside the document or on the disk of whoever wrote it. On a share or on the web, others see who opens it.
_ON_THE_DEVICE = re.compile(r"(?:file:///)?(?:[A-Za-z]:[\\/]|/?(?:Users|home|Library)/|[^/\\:%]+$)")

_LOST = re.compile(r"(?:\.\./|/|\w+/)*NULL")  # a picture that is not there any more, as some programs write it


def clean(source, target, report):
    with Package(source) as package:
        document = _Document(package, report)
        document.walk()
        pack(target, document.parts())
    report.cannot("words")
    report.words = "\n".join(filter(None, document.words))


class _Document:
    def __init__(self, package, report):
        self.package, self.report = package, report
        self.kept, self.reached, self.words = {}, {}, []
        self.hiding = office_hidden.NO_STYLES
        self.types = package.xml("[Content_Types].xml") if "[Content_Types].xml" in package.names else None
        if self.types is None:
            raise Refused("other_content", ending=report.kind)
        if any("vbaProject" in name or "macroEnabled" in name for name in self._types_named()):
            raise Refused("macros")
        if report.kind not in {_MAIN.get(name) for name in self._types_named()}:
            raise Refused("other_content", ending=report.kind)
        if any(name.lower().endswith("vbaproject.bin") for name in package.names):
            raise Refused("macros")

    def _types_named(self):
        return {element.get("ContentType") for element in self.types if element.get("ContentType")}

    def walk(self):
        waiting = [("", "")]
        while waiting:
            part, reached_as = waiting.pop(0)
            if self.reached.setdefault(part, reached_as) != reached_as:
                # Cleaned as one thing, and read as another.
                raise Refused("broken")
            if part in self.kept:
                continue
            relationships, targets, gone = self._relationships(part)
            for target, kind in targets:
                if kind == "styles":  # of the letter, which is read before them
                    self.hiding = office_hidden.styles_that_hide(self.package.xml(target))
            if part:
                self.kept[part] = self._clean_part(part, reached_as, gone)
            if relationships is not None:
                self.kept[_relationships_of(part)] = write(relationships)
            waiting += targets
        if any(name.lower().startswith("customui") for name in self.package.names - set(self.kept)):
            self.report.found("properties")

    def _relationships(self, part):
        """What `part` leads to: its list without what is left out, what is kept, and the ids that are gone."""
        name = _relationships_of(part)
        if name not in self.package.names:
            return None, [], {}
        root, targets, gone = self.package.xml(name), [], {}
        for relationship in list(root):
            kind = relationship.get("Type", "").rpartition("/")[2]
            target = self._judge(part, relationship, kind)
            if target is None:
                gone[relationship.get("Id")] = kind
                root.remove(relationship)
            elif target:
                targets.append((target, kind))
        return root, targets, gone

    def _judge(self, part, relationship, kind):
        """The part this leads to; "" for a link that a reader may click; None when it is left out."""
        address = relationship.get("Target", "")
        if kind == "package" and "/charts/" in f"/{part}":
            # The whole workbook behind a chart. The chart keeps the figures that it shows.
            self.report.found("chart_data")
            return None
        if kind in _REFUSED:
            raise Refused(_REFUSED[kind])
        if relationship.get("TargetMode") == "External":
            return self._judge_outside(kind, address)
        if kind in _DROPPED:
            if _DROPPED[kind]:
                self.report.found(_DROPPED[kind])
            return None
        if kind not in _KEPT | _COMMENTS:
            raise Refused("unknown_part")
        if kind == "hyperlink":  # to a place in the same document, if it begins with #
            return self._judge_outside(kind, address)
        if _LOST.fullmatch(address):
            return ""
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), address)).lstrip("/")
        if target not in self.package.names:
            target = unquote(target)
        if target not in self.package.names:
            raise Refused("broken")
        if kind in _COMMENTS:
            office_parts.tell_of_comments(self.package.xml(target), self.report)
            return None
        if kind == "vmlDrawing" and office_parts.draws_only_comments(self.package.xml(target)):
            return None
        if kind == "pivotCacheRecords":
            self.report.cannot("pivot")
        if target.lower().endswith(".svg"):
            # Word puts the same drawing beside it as PNG.
            self.report.found("picture_data")
            return None
        return target

    def _judge_outside(self, kind, address):
        if kind == "attachedTemplate":
            if _ON_THE_DEVICE.match(address):
                self.report.found("template")
                return None
            raise Refused("template_outside")
        if kind == "hyperlink" and not is_outside(address):
            self.report.link(address)
            return ""
        if kind == "hyperlink":
            raise Refused("unsafe_link")
        raise Refused("outside_link")

    def _clean_part(self, part, reached_as, gone):
        content = self.package.read(part)
        if reached_as == "image":
            return clean_picture(content, self.report)
        refuse_nested(content)
        root = parse(content)
        _forget(root, gone)
        office_parts.clean(root, reached_as, self.report, self.hiding)
        if reached_as in office_parts.STORIES:
            self.words.append(office_parts.words(root))
        return write(root)

    def parts(self):
        """The list of types first, naming only parts and endings that are still there."""
        endings = {name.rpartition(".")[2].lower() for name in self.kept}
        for element in list(self.types):
            name, ending = element.get("PartName"), element.get("Extension")
            if name is not None and name.lstrip("/") not in self.kept:
                self.types.remove(element)
            elif ending is not None and ending.lower() not in endings:
                self.types.remove(element)
        yield "[Content_Types].xml", write(self.types)
        yield from self.kept.items()


def _relationships_of(part):
    folder, _slash, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _forget(root, gone):
    """Take out whatever refers to a relationship that is left out, and what is empty without it."""
    if not gone:
        return
    for element in list(root.iter(etree.Element)):
        for key, value in list(element.attrib.items()):
            if value in gone and "relationships" in key:
                if local(element.tag) == "pageSetup":
                    del element.attrib[key]
                else:
                    _remove(element)
                break


_EMPTY_WITHOUT = {"custDataLst", "customProperties", "imgProps", "ext", "extLst", "legacyDrawingHF"}


def _remove(element):
    parent = element.getparent()
    if parent is None:
        raise Refused("broken")
    parent.remove(element)
    if local(parent.tag) in _EMPTY_WITHOUT and not len(parent) and parent.getparent() is not None:
        _remove(parent)
