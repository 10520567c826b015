"""Which kinds of file are taken, how each is recognised by its content, and what is said of the others."""

import importlib.util
from collections import namedtuple

from resources.cleaning.report import Refused

LARGEST = 200 * 1024 * 1024  # bytes of any file
SMALLEST = 2  # a single byte says nothing in any kind of file
LARGEST_TEXT = 20 * 1024 * 1024  # bytes of a text, which is read whole


# The module that cleans it, and which other endings devices use for it.
Kind = namedtuple("Kind", ["media_type", "extension", "module", "endings"], defaults=[()])

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPENDOCUMENT = "application/vnd.oasis.opendocument."
_ALL = {
    "jpeg": Kind("image/jpeg", "jpg", "pictures", ("jpeg", "jpe", "jfif")),
    "png": Kind("image/png", "png", "pictures"),
    "webp": Kind("image/webp", "webp", "pictures"),
    "gif": Kind("image/gif", "gif", "pictures"),
    "tiff": Kind("image/tiff", "tif", "pictures", ("tiff",)),
    "pdf": Kind("application/pdf", "pdf", "pdf"),
    "docx": Kind(_OFFICE + "wordprocessingml.document", "docx", "office"),
    "xlsx": Kind(_OFFICE + "spreadsheetml.sheet", "xlsx", "office"),
    "pptx": Kind(_OFFICE + "presentationml.presentation", "pptx", "office"),
    "odt": Kind(_OPENDOCUMENT + "text", "odt", "opendocument"),
    "ods": Kind(_OPENDOCUMENT + "spreadsheet", "ods", "opendocument"),
    "odp": Kind(_OPENDOCUMENT + "presentation", "odp", "opendocument"),
    "txt": Kind("text/plain", "txt", "texts", ("text",)),
    "md": Kind("text/markdown", "md", "texts", ("markdown",)),
    "csv": Kind("text/csv", "csv", "texts"),
    "mp3": Kind("audio/mpeg", "mp3", "media"),
    "m4a": Kind("audio/mp4", "m4a", "media"),
    "ogg": Kind("audio/ogg", "ogg", "media", ("oga", "opus")),
    "wav": Kind("audio/wav", "wav", "media"),
    "flac": Kind("audio/flac", "flac", "media"),
    "mp4": Kind("video/mp4", "mp4", "media", ("m4v", "mov")),
    "webm": Kind("video/webm", "webm", "media"),
}
MEDIA_CAN_BE_CLEANED = importlib.util.find_spec("imageio_ffmpeg") is not None  # the extra "video"
ACCEPTED = {name: kind for name, kind in _ALL.items() if kind.module != "media" or MEDIA_CAN_BE_CLEANED}
ACCEPT_ATTRIBUTE = ",".join(f".{ending}" for kind in ACCEPTED.values() for ending in (kind.extension, *kind.endings))

_BY_ENDING = {ending: name for name, kind in _ALL.items() for ending in (kind.extension, *kind.endings)}
_NOT_TAKEN = {
    "heic": "heic heif hif avif",
    "drawing": "svg svgz eps ai ps",
    "web_page": "html htm xhtml xht shtml mht mhtml xml xsl js mjs css hta",
    "letter": "eml msg mbox pst emlx",
    "shortcut": "lnk url webloc desktop",
    "archive": "zip rar 7z tar gz tgz bz2 xz zst iso dmg cab jar",
    "program": "exe com scr bat cmd ps1 msi dll sh py vbs vbe wsf jse apk app bin elf deb rpm pif cpl reg php pl rb",
    "macros": "docm dotm xlsm xltm xlam pptm potm ppsm ppam xlsb",
    "old_office": "doc dot xls xlt ppt pps pot rtf pages numbers key wps pub odg odf "
    "fodt fods fodp dotx xltx potx ppsx",
    "other_media": "avi mkv wmv wma flv mpg mpeg 3gp aac amr aiff aif mid ogv caf",
}
_REASON = {ending: reason for reason, endings in _NOT_TAKEN.items() for ending in endings.split()}


def kind_by_name(name):
    """The kind a file says it is, by the ending of its safe name; Refused when we take no such files."""
    ending = name.rpartition(".")[2]
    kind = _BY_ENDING.get(ending)
    if kind is None:
        raise Refused(_REASON.get(ending, "unknown_kind"), ending=ending)
    if kind not in ACCEPTED:
        raise Refused("media_not_here")
    return kind


def require(path, kind):
    """Refused unless the content of the file at `path` is of this kind, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(8192)
    content = _content(head)
    expected = {"m4a": "iso", "mp4": "iso", "txt": "text", "md": "text", "csv": "text"}.get(kind, kind)
    if _ALL[kind].module in {"office", "opendocument"}:
        expected = "zip"
    if content != expected:
        if content in {"heic", "program"}:
            raise Refused(content)
        if content == "compound" and _ALL[kind].module == "office":
            raise Refused("locked_office")
        raise Refused("other_content", ending=_ALL[kind].extension)


# What a file of each kind begins with. `filetype` is asked too, and must not disagree.
_BEGINNINGS = [
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"II*\0", 0, "tiff"),
    (b"MM\0*", 0, "tiff"),
    (b"WEBP", 8, "webp"),
    (b"WAVE", 8, "wav"),
    (b"%PDF-", 0, "pdf"),
    (b"PK\x03\x04", 0, "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "compound"),
    (b"OggS", 0, "ogg"),
    (b"fLaC", 0, "flac"),
    (b"ID3", 0, "mp3"),
    (b"MZ", 0, "program"),
    (b"\x7fELF", 0, "program"),
    (b"\xca\xfe\xba\xbe", 0, "program"),
    (b"\xcf\xfa\xed\xfe", 0, "program"),
]
_STILL_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1", b"avif", b"avis"}
_GUESSED = {
    "image/jpeg": "jpeg",
    "image/png": "png",
    "image/apng": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tiff",
    "image/heic": "heic",
    "image/avif": "heic",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/x-wav": "wav",
    "audio/x-flac": "flac",
    "audio/mp4": "iso",
    "video/mp4": "iso",
    "video/x-m4v": "iso",
    "video/quicktime": "iso",
    "video/webm": "webm",
}


def _content(head):
    import filetype  # only the process that opens files needs it

    ours = _by_beginning(head)
    guess = filetype.guess_mime(head)
    if guess in _GUESSED and ours != _GUESSED[guess]:
        return "unclear"
    return ours


def _by_beginning(head):
    for beginning, where, content in _BEGINNINGS:
        if head.startswith(beginning, where) and (where == 0 or head.startswith(b"RIFF")):
            return content
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _STILL_BRANDS else "iso"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else "other_media"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 == 0x02:
        return "mp3"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head:
        return "text"
    return "unknown"
