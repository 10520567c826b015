"""PDF: read, judged object by object, and written anew with only what its pages need.

Writing anew leaves behind what is not reached any more: older revisions, and whatever stood before, between or after.
"""

import re
import zlib

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream

from resources.cleaning import pdf_contents, pdf_keys, pdf_seen
from resources.cleaning.pdf_pictures import Colours, clean_picture, unpacked
from resources.cleaning.report import MOST_WORDS, Refused, Report

MOST_PAGES, MOST_OBJECTS = 2000, 200_000
_BROKEN = re.compile("\ufffe(?:\r?\n)?")  # what is read where a line breaks a word
_REFUSED_ACTIONS = {
    "/JavaScript": "pdf_script",
    "/Rendition": "pdf_media",
    "/Launch": "pdf_launch",
    "/ImportData": "pdf_launch",
    "/SubmitForm": "pdf_sends",
    "/GoToR": "pdf_other_file",
    "/GoToE": "pdf_other_file",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/RichMediaExecute": "pdf_media",
    "/GoTo3DView": "pdf_media",
    "/SetState": "pdf_script",
    "/Trans": None,
}
_REFUSED_ANNOTATIONS = {
    "/FileAttachment": "pdf_attachment",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/Screen": "pdf_media",
    "/RichMedia": "pdf_media",
    "/3D": "pdf_media",
}
_REFUSED_KEYS = {
    "/JS": "pdf_script",
    "/JavaScript": "pdf_script",
    "/XFA": "pdf_script",
    "/EmbeddedFiles": "pdf_attachment",
    "/EF": "pdf_attachment",
    "/AF": "pdf_attachment",
    "/Collection": "pdf_attachment",
    "/RichMediaContent": "pdf_media",
}
_DROPPED = {
    "/Metadata": "properties",
    "/PieceInfo": "properties",
    "/LastModified": "properties",
    "/SpiderInfo": "properties",
    "/CreatorInfo": "properties",
    "/Thumb": "thumbnail",
    "/Alternates": "picture_data",
    "/Perms": "signatures",
    "/DSS": "signatures",
    "/Legal": "signatures",
    "/AA": "actions",
}
# Pages give names of their own to fonts and pictures, and may hit on these.
_MAY_BE_NAMES = {"/AA", "/AF", "/EF", "/JS"}
_SIGNS = {"/Sig", "/DocTimeStamp"}
# Notes, and what belongs to them: taken out whole.
_COMMENTS = {"/Text", "/Popup", "/Caret"}
# Marks on a page, and what was written onto it: only what is said about them is taken out, not what one sees.
_SAID_OF_MARKS = {"/Contents", "/RC", "/Subj", "/Popup", "/IRT", "/RT"}
# Only objects that name one of these are looked at closely.
_INTERESTING = re.compile(
    b"|".join(
        re.escape(word.encode())
        for word in {
            *_REFUSED_ACTIONS,
            *_REFUSED_ANNOTATIONS,
            *_REFUSED_KEYS,
            *_DROPPED,
            *_SIGNS,
            "/Sig",
            "/ByteRange",
            "/Subtype",
            "/URI",
            "/Page",
            "/Template",
            "/Font",
            "/ICCBased",
            "/DestOutputProfile",
        }
    )
)
_SAFE_ADDRESS = re.compile(rb"\s*(?:https?:|mailto:|tel:|#|[^:]*$)", re.IGNORECASE)
DEEPEST = 60  # things that lie directly in each other


def clean(source, target, report):
    try:
        with pikepdf.open(source) as document:
            if document.is_encrypted:
                raise Refused("pdf_locked")
            _clean(document, report)
            # Without a buffer: where the last bytes of one find the disk full, qpdf ends the whole process.
            with target.open("wb", buffering=0) as file:
                document.save(
                    file,
                    deterministic_id=True,
                    object_stream_mode=pikepdf.ObjectStreamMode.generate,
                    compress_streams=True,
                    preserve_pdfa=False,
                    fix_metadata_version=False,
                )
        if _was_saved_over(source):
            report.found("older_versions")
        _read(target, report)
        _prove(target)
    except pikepdf.PasswordError:
        raise Refused("pdf_locked") from None
    except (pikepdf.PdfError, pypdfium2.PdfiumError, RuntimeError, ValueError, TypeError, KeyError, zlib.error):
        raise Refused("broken") from None
    report.cannot("words")
    report.cannot("covered")


def _clean(document, report):
    report.pages = len(document.pages)
    if not report.pages:
        raise Refused("broken")
    if report.pages > MOST_PAGES or len(document.objects) > MOST_OBJECTS:
        raise Refused("too_heavy")
    judge = _Judge(document, report)
    for page in document.pages:
        judge.take_comments_from(page.obj)
        judge.read_page(page.obj)
        if pdf_seen.is_cropped(page):
            report.cannot("cropped")
    for key in set(document.trailer.keys()) - pdf_keys.TRAILER:
        report.found("properties")
        del document.trailer[key]
    judge.keep_only(pdf_keys.ROOT, document.Root)
    judge.keep_only(pdf_keys.NAMES, document.Root.get("/Names", Dictionary()))
    for intent in document.Root.get("/OutputIntents", Array()):
        judge.keep_only(pdf_keys.PAPER, intent)
    layers = document.Root.get("/OCProperties", Dictionary()).get("/D", Dictionary())
    if len(layers.get("/OFF", Array())) or layers.get("/BaseState") == Name.OFF:
        report.cannot("hidden_layers")
    for thing in document.objects:
        judge.look(thing)


class _Judge:
    """Looks at one object of a document, and at what lies directly in it."""

    def __init__(self, document, report):
        self.document, self.report = document, report
        self._colours = Colours(report)
        self._read, self._plain = set(), {}  # of what draws

    def keep_only(self, kept, thing):
        for key in set(thing.keys()) - kept:
            self.look(Dictionary({key: thing[key]}))
            self.report.found("actions" if key == "/OpenAction" else _DROPPED.get(key, "properties"))
            del thing[key]

    def look(self, thing, depth=0):
        if depth > DEEPEST:
            raise Refused("broken")
        if isinstance(thing, Stream):
            if "/F" in thing:  # what it holds lies elsewhere
                raise Refused("pdf_other_file")
            self._look_at_keys(thing, depth)
            clean_picture(thing, self.report)
            if thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1:
                self._clean_contents(thing)
        elif isinstance(thing, Dictionary):
            if depth or _INTERESTING.search(thing.unparse(resolved=True)):
                self._look_at_keys(thing, depth)
        elif isinstance(thing, Array):
            if depth or _INTERESTING.search(thing.unparse(resolved=True)):
                self._colours.clean_space(thing)
                for item in thing:
                    self._look_inside(item, depth)

    def _look_inside(self, item, depth):
        """Objects of their own have their own turn."""
        if isinstance(item, pikepdf.Object) and not item.is_indirect:
            self.look(item, depth + 1)

    def _look_at_keys(self, thing, depth):
        kind, subtype = _name(thing.get("/Type")), _name(thing.get("/Subtype"))
        if reason := _REFUSED_ACTIONS.get(_name(thing.get("/S"))):
            raise Refused(reason)
        if "/Rect" in thing and (reason := _REFUSED_ANNOTATIONS.get(subtype)):
            raise Refused(reason)
        for key in list(thing.keys()):
            if key in _MAY_BE_NAMES and _is_resource(thing[key]):
                continue
            if key in _REFUSED_KEYS and not _is_empty(thing[key]):
                raise Refused(_REFUSED_KEYS[key])
            if key in _DROPPED:
                if key == "/AA":
                    self._look_at_actions(thing[key], depth)
                self.report.found(_DROPPED[key])
                del thing[key]
        profile = thing.get("/DestOutputProfile")
        if profile is not None and not self._colours.keep(profile):
            del thing["/DestOutputProfile"]
        if "/URI" in thing:
            if not _SAFE_ADDRESS.match(bytes(thing["/URI"])):
                raise Refused("unsafe_link")
            self.report.link(bytes(thing["/URI"]).decode("utf-8", "replace"))
        self._look_at_what_draws(thing, kind, subtype)
        if "/Rect" in thing:
            self._clean_note(thing, subtype)
            if pdf_seen.hides_words(thing):
                self.report.cannot("hidden_text")
        if _name(thing.get("/FT")) == "/Sig" and "/V" in thing:
            self._look_at_signature(thing.V)
            del thing["/V"]
        if kind in _SIGNS or "/ByteRange" in thing:
            self._look_at_signature(thing)
        for key in list(thing.keys()):
            self._look_inside(thing[key], depth)
        kept = pdf_keys.kept_of(thing, kind, subtype)
        if kept is not None:
            self.keep_only(kept, thing)

    def _look_at_actions(self, actions, depth):
        if isinstance(actions, Dictionary):
            for key in list(actions.keys()):
                if isinstance(actions[key], Dictionary):
                    self._look_at_keys(actions[key], depth + 1)

    def take_comments_from(self, page):
        """What the page shows besides its contents: without comments."""
        notes = page.get("/Annots")
        if not isinstance(notes, Array):
            return
        kept = []
        for note in notes:
            if isinstance(note, Dictionary) and _name(note.get("/Subtype")) in _COMMENTS:
                self._clean_note(note, _name(note.Subtype))
            elif not isinstance(note, Dictionary) or len(note):
                kept.append(note)
        if len(kept) < len(notes):
            page.Annots = Array(kept)

    def _clean_note(self, note, subtype):
        """Of links and forms nothing is taken but dates. In a form, /T is the name of a field."""
        for key in ["/M", "/CreationDate", "/NM"]:
            if key in note:
                del note[key]
        if subtype in {"/Widget", "/Link"}:
            return
        if "/T" in note:
            if subtype == "/FreeText":  # whose words stay
                self.report.name(str(note.T))
            self.report.found("comment_authors")
            del note["/T"]
        if subtype in _COMMENTS:
            if subtype != "/Popup":
                self.report.found("comment_words")
            # Something may still lead to it, where a document tells programs that read aloud what is where.
            for key in list(note.keys()):
                del note[key]
        elif subtype == "/FreeText":
            self.report.cannot("comments")
            for key in _SAID_OF_MARKS & set(note.keys()) - {"/Contents", "/RC"}:
                del note[key]
        else:
            if str(note.get("/Contents", "")).strip():
                self.report.found("comment_words")
            for key in _SAID_OF_MARKS & set(note.keys()):
                del note[key]

    def _look_at_signature(self, signature):
        self.report.found("signatures")
        if "/Name" in signature:
            self.report.name(str(signature["/Name"]))
        for key in list(signature.keys()):
            del signature[key]

    def _look_at_what_draws(self, thing, kind, subtype):
        """Pages (those nobody turns to as well), letters that are drawn, and how notes and fields look."""
        if kind in {"/Page", "/Template"}:
            self.read_page(thing)
        if subtype == "/Type3":
            self._clean_all_contents(thing.get("/CharProcs"))
        elif subtype:
            self._clean_all_contents(thing.get("/AP"))

    def read_page(self, page):
        contents = page.get("/Contents")
        if isinstance(contents, Array):
            self._clean_divided_contents(page, contents)
        elif contents is not None:
            self._clean_contents(contents)

    def _clean_all_contents(self, thing, depth=0):
        if isinstance(thing, Stream):
            self._clean_contents(thing)
        elif isinstance(thing, Dictionary) and depth < 2:
            for key in list(thing.keys()):
                self._clean_all_contents(thing[key], depth + 1)

    def _clean_contents(self, stream):
        if stream.objgen in self._read:
            return
        content = self._content_of(stream)
        anew = pdf_contents.written_anew(content, self.report)
        if anew is not content:
            stream.write(anew)
        self._read.add(stream.objgen)

    def _clean_divided_contents(self, page, parts):
        """Read as one: what begins in a part may end in the next. Written as one only where something goes."""
        if all(self._is_plain(part) for part in parts):
            return
        content = b"\n".join(unpacked(part) for part in parts)
        anew = pdf_contents.written_anew(content, self.report)
        if anew is not content:
            page.Contents = self.document.make_stream(anew)

    def _is_plain(self, part):
        """Asked of each part once: pages may share them."""
        if part.objgen not in self._plain:
            self._plain[part.objgen] = pdf_contents.is_plain(self._content_of(part))
        return self._plain[part.objgen]

    def _content_of(self, stream):
        content = unpacked(stream)
        self.keep_only(pdf_keys.DRAWS, stream)
        return content


def _name(thing):
    return str(thing) if isinstance(thing, Name) else None


def _is_resource(thing):
    return isinstance(thing, Dictionary | Stream) and (
        _name(thing.get("/Type")) in {"/Font", "/XObject", "/ExtGState", "/Pattern"}
        or _name(thing.get("/Subtype")) in {"/Image", "/Form"}
    )


def _is_empty(thing):
    return isinstance(thing, Array | Dictionary) and not isinstance(thing, Stream) and not len(thing)


def _was_saved_over(source):
    """Whether earlier revisions may be inside: each ends with a mark, and what is made for the web has one more."""
    found = 0
    with source.open("rb") as file:
        end = b""
        while piece := file.read(1 << 20):
            found += (end + piece).count(b"%%EOF") - end.count(b"%%EOF")
            end = piece[-4:]
        file.seek(0)
        return found > (2 if b"/Linearized" in file.read(1024) else 1)


def _read(target, report):
    """The words of the pages as written, for search."""
    words = []
    document = pypdfium2.PdfDocument(target)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            words.append(_BROKEN.sub("-", text.get_text_range()))
            text.close()
            page.close()
            if sum(map(len, words)) > MOST_WORDS:
                break
    finally:
        document.close()
    report.words = "\n".join(words)


def _prove(target):
    """A second look, at what was written: nothing may be left that would be taken out."""
    left = Report("pdf")
    with pikepdf.open(target) as document:
        _clean(document, left)
    if left.as_answer()["found"]:
        raise Refused("broken")
