"""What the pages of a PDF draw, read word by word: comments go, and photos in its midst are cleaned as all others.

All else stays to the last byte. What holds neither the sign a comment begins with, nor the word an image begins with,
holds neither: it is not read further, which spares most of the work.
"""

import re

import pikepdf

from resources.cleaning import segments
from resources.cleaning.pdf_pictures import filters_of, holds_points_only
from resources.cleaning.report import Refused

_BLANK, _WORD = rb"\0\t\n\f\r ", rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
# As much as can be passed over at once: words, blanks and brackets, names, letters in simple brackets or as numbers.
_PLAIN = re.compile(
    rb"(?:(?!(?:BI|ID)(?!%(word)s))%(word)s++|[%(blank)s\[\]{}]++|/%(word)s*+"
    rb"|\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f%(blank)s]*+>|<<|>>)*+" % {b"word": _WORD, b"blank": _BLANK},
    re.DOTALL,
)
_COMMENT = re.compile(rb"%[^\r\n]*+")
_BRACKETS = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_ENDS = re.compile(rb"EI(?=[%s]|\Z)" % _BLANK)
_LOOKED_AHEAD, _PRINTABLE = 12, bytes(range(32, 127)) + b"\0\t\n\f\r"


def is_plain(content):
    return b"%" not in content and b"BI" not in content


def written_anew(content, report):
    """The content of a stream that draws; the very same where there was nothing to take out."""
    if is_plain(content):
        return content
    pieces, at, image = [], 0, None
    while at < len(content):
        start, at = at, _PLAIN.match(content, at).end()
        pieces.append(content[start:at])
        sign = content[at : at + 1]
        if sign == b"%":
            report.found("properties")
            at = _COMMENT.match(content, at).end()
        elif sign == b"(":
            start, at = at, _closing(content, at)
            pieces.append(content[start:at])
        elif sign == b"B" and image is None:
            image, at = len(pieces), at + 2
        elif sign == b"I" and image is not None:
            head = b"".join(pieces[image:])
            body, at = _image(head, content, at + 2, report)
            pieces[image:] = [b"BI", head, b"ID", body, b"EI"]
            image = None
        elif sign:
            raise Refused("broken")
    if image is not None:
        raise Refused("broken")
    anew = b"".join(pieces)
    return content if anew == content else anew


def _closing(content, at):
    """Where letters end that have brackets among them."""
    depth = 0
    for found in _BRACKETS.finditer(content, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    raise Refused("broken")


def _image(head, content, start, report):
    """The points of an image, with the blank before them, and where the text goes on behind it."""
    said = list(pikepdf.Object.parse(b"[" + head + b"]"))
    keys = [str(key) for key in said[::2]]
    told = dict(zip(keys, said[1::2], strict=True))
    if len(told) < len(keys) or {"/F", "/Filter"} <= told.keys():
        raise Refused("broken")
    filters = filters_of(told.get("/F", told.get("/Filter")))
    end = _end(content, start, filters)
    body = content[start : end.start()]
    if holds_points_only(filters):
        return body, end.end()
    if filters != ["/DCTDecode"] or {"/L", "/Length"} & told.keys():
        raise Refused("picture_inside")
    blank, photo = body[:1], body[1:].strip(b"\0\t\n\f\r ")
    if segments.kind_of(photo) != "jpeg":
        raise Refused("broken")
    return blank + segments.strip(photo, report) + b"\n", end.end()


def _end(content, at, filters):
    """Points may look like the word that ends them by chance, but then not what follows like text."""
    if filters[:1] == ["/ASCII85Decode"]:
        at = max(at, content.find(b"~>", at))
    for found in _IMAGE_ENDS.finditer(content, at):
        if not content[found.end() : found.end() + _LOOKED_AHEAD].translate(None, _PRINTABLE):
            return found
        if found.start() > at and content[found.start() - 1] in b"\0\t\n\f\r ":  # programs that show it may stop here
            break
    raise Refused("broken")
