"""Documents that are archives of XML (Office, OpenDocument): judged before anything is unpacked, packed anew.

Only what is asked for by name is ever read; nothing is unpacked onto the disk.
"""

import re
import stat
import struct
import zipfile

from lxml import etree

from resources.cleaning import pictures, segments
from resources.cleaning.report import Refused

MOST_PARTS = 5_000
MOST_UNPACKED = 400 * 1024**2  # bytes of all parts together
LARGEST_PART = 60 * 1024**2  # bytes of one part, held whole in memory
LARGEST_XML = 24 * 1024**2
HIGHEST_RATIO, RATIO_COUNTS_ABOVE = 200, 1024**2
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NESTED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF")


class Package:
    """An archive that has been judged. Parts are read one at a time."""

    def __init__(self, path):
        _refuse_many(path)
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise Refused("broken") from None
        try:
            _refuse_bombs(self._archive.infolist(), path)
        except BaseException:
            self._archive.close()
            raise
        self.names = {info.filename for info in self._archive.infolist() if not info.is_dir()}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._archive.close()

    def read(self, name):
        info = self._archive.getinfo(name)
        if info.file_size > LARGEST_PART:
            raise Refused("too_heavy")
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, zipfile.zlib.error):
            raise Refused("broken") from None

    def xml(self, name):
        return parse(self.read(name))


def _refuse_many(path):
    """By the figure at the end of the archive, before a list is made of what it says it holds."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise Refused("broken")
    if struct.unpack_from("<H", end, at + 10)[0] > MOST_PARTS:
        raise Refused("archive_bomb")


def _refuse_bombs(parts, path):
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("archive_bomb")
    for part in parts:
        name = part.orig_filename
        if name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
            raise Refused("archive_path")
        if stat.S_ISLNK(part.external_attr >> 16):
            raise Refused("archive_path")
        if part.flag_bits & 0x1:
            raise Refused("locked_office")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused("broken")
        if part.file_size > RATIO_COUNTS_ABOVE and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise Refused("archive_bomb")
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise Refused("archive_overlap")
    _refuse_overlaps(parts, path)


def _refuse_overlaps(parts, path):
    """Each part lies alone, and is called the same in the list as where it lies; nothing lies before the first."""
    free = 0
    with path.open("rb") as file:
        for part in sorted(parts, key=lambda part: part.header_offset):
            if part.header_offset < free or (free == 0 and part.header_offset):
                raise Refused("archive_overlap")
            file.seek(part.header_offset)
            head = file.read(30)
            if len(head) != 30 or head[:4] != b"PK\x03\x04":
                raise Refused("broken")
            name_length, extra_length = struct.unpack_from("<HH", head, 26)
            if file.read(name_length) != part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437"):
                raise Refused("archive_overlap")
            free = part.header_offset + 30 + name_length + extra_length + part.compress_size


def parse(content):
    """XML that asks for nothing outside itself. A document type could, so that none is taken."""
    if len(content) > LARGEST_XML:
        raise Refused("too_heavy")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("broken") from None
    if root.getroottree().docinfo.doctype:
        raise Refused("entities")
    return root


def write(root):
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def pack(target, parts):
    """Parts, in this order, without the date or the machine of anybody. `mimetype` is stored, as OpenDocument wants."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, content)


def clean_picture(content, report):
    """A picture inside a document: taken apart, so that it keeps its quality. Kinds nobody can clean are refused."""
    kind = segments.kind_of(content)
    if kind in {None, "jp2", "j2k"}:
        if content[:2] == b"BM" or content[:4] in {b"II*\0", b"MM\0*"}:
            return pictures.repaint(content, report)
        raise Refused("picture_inside")
    return pictures.without_erased(segments.strip(content, report, kind), kind, report)


def refuse_nested(content):
    if content.startswith(_NESTED):
        raise Refused("archive_nested")


def local(tag):
    """The name of an element or attribute, whichever edition of the standard it is from."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\|file:|/(?:home|Users|Volumes|tmp|private|var)/)", re.IGNORECASE)


def is_path(text):
    """Whether this says where a file lay on somebody's device."""
    return bool(_PATH.match(text.strip()))


def is_outside(address):
    """Whether following this address leaves the document other than by a reader's click on a web or mail link."""
    return not re.match(r"\s*(?:https?:|mailto:|tel:|#|$)", address, re.IGNORECASE)
