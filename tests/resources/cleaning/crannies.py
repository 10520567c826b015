"""Pictures with words where no program that shows them looks: in parts of parts, behind lengths and after ends."""

import struct
import zlib

from tests.resources.cleaning import pictures
from tests.resources.cleaning.pictures import SECRET


def webp_chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def webp_of(chunks):
    body = b"WEBP" + b"".join(webp_chunk(*chunk) for chunk in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_chunks(content):
    at = 12
    while at < len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        yield name, content[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)


def webp(**behind):
    """One that moves; `behind` says by the name of a chunk what is put behind the body of the first one."""
    chunks = []
    for name, body in webp_chunks(pictures.moving("WEBP")):
        chunks.append((name, body + behind.pop(name.decode().strip(), b"")))
    return webp_of(chunks)


def webp_with(name, body=SECRET):
    """One that moves, with another chunk beside its frames."""
    return webp_of([*webp_chunks(pictures.moving("WEBP")), (name, body)])


def still_webp_with(name, body=SECRET):
    return webp_of([*webp_chunks(pictures.webp()), (name, body)])


_LOOP, _TIMED = b"NETSCAPE2.0\x03\x01\0\0", b"\x21\xf9\x04"


def block(body):
    return bytes([len(body)]) + body


def gif_behind(what, length):
    """One that moves, with one more block behind the first extension that begins like this."""
    content = pictures.moving("GIF")
    end = content.index(what) + length
    return content[:end] + block(SECRET) + content[end:]


def gif_with(extension):
    content = pictures.moving("GIF")
    return content[:-1] + extension + b";"


def png_chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_chunks(content):
    at = 8
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        yield name, content[at + 8 : at + 8 + length]
        at += 12 + length


def png(content, *, behind=None, before_end=(), without=()):
    """`content` with more behind the bodies of some chunks, with others before its end, or without some."""
    behind = behind or {}
    chunks = [(name, body + behind.get(name, b"")) for name, body in png_chunks(content) if name not in without]
    return content[:8] + b"".join(png_chunk(*chunk) for chunk in [*chunks[:-1], *before_end, chunks[-1]])


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_behind(marker):
    """A photo whose first part of this kind is longer than what it says."""
    content = pictures.jpeg()
    at = content.index(bytes([0xFF, marker]))
    length = struct.unpack_from(">H", content, at + 2)[0]
    end = at + 2 + length
    return content[: at + 2] + struct.pack(">H", length + len(SECRET)) + content[at + 4 : end] + SECRET + content[end:]


def box(name, body):
    return struct.pack(">I", len(body) + 8) + name + body


def jp2(*, head=b"", beside=b"", comment=True):
    """JPEG 2000 with boxes in the box that describes it, beside it, and a comment in what is decoded."""
    content = pictures.saved(pictures.photo(), "JPEG2000")
    at = content.index(b"jp2h") - 4
    length = struct.unpack_from(">I", content, at)[0]
    described = box(b"jp2h", content[at + 8 : at + length] + head)
    start = content.index(b"jp2c") + 4
    return content[:at] + described + beside + box(b"jp2c", codestream(content[start:], comment))


def codestream(content=None, comment=True):
    """What is decoded of it, with two comments: in its head and in that of its tile."""
    if content is None:
        whole = pictures.saved(pictures.photo(), "JPEG2000")
        content = whole[whole.index(b"jp2c") + 4 :]
    if not comment:
        return content
    said = segment(0x64, b"\0\1" + SECRET)
    tile = content.index(b"\xff\x90")
    length = struct.unpack_from(">I", content, tile + 6)[0]
    told = content[tile : tile + 6] + struct.pack(">I", length + len(said)) + content[tile + 10 : tile + 12] + said
    return content[:tile] + said + told + content[tile + 12 :]


MOVING = {
    "WebP: XMP in a frame": ("webp", webp(ANMF=webp_chunk(b"XMP ", pictures.XMP))),
    "WebP: EXIF in a frame": ("webp", webp(ANMF=webp_chunk(b"EXIF", pictures.exif().tobytes()))),
    "WebP: a chunk nobody knows in a frame": ("webp", webp(ANMF=webp_chunk(b"abcd", SECRET))),
    "WebP: XMP beside the frames": ("webp", webp_with(b"XMP ", pictures.XMP)),
    "WebP: a profile that is none": ("webp", webp_with(b"ICCP")),
    "WebP: behind its length": ("webp", webp() + SECRET),
    "GIF: behind how often it is shown": ("gif", gif_behind(_LOOP, len(_LOOP))),
    "GIF: behind the time of a frame": ("gif", gif_behind(_TIMED, 7)),
    "GIF: comment": ("gif", gif_with(b"\x21\xfe" + block(SECRET) + b"\0")),
    "GIF: text": ("gif", gif_with(b"\x21\x01" + block(bytes(12)) + block(SECRET) + b"\0")),
    "GIF: an extension of a program": ("gif", gif_with(b"\x21\xff" + block(b"XMP DataXMP") + block(SECRET) + b"\0")),
    "GIF: the loop of another program": (
        "gif",
        gif_with(b"\x21\xff" + block(b"NETSCAPE2.0") + block(b"\1" + SECRET) + b"\0"),
    ),
    "GIF: after its end": ("gif", pictures.moving("GIF") + SECRET),
    "PNG: behind what is decoded of a frame": ("png", png(pictures.moving("PNG"), behind={b"fdAT": SECRET})),
    "PNG: behind what is decoded first": ("png", png(pictures.moving("PNG"), behind={b"IDAT": SECRET})),
    "PNG: words": ("png", png(pictures.moving("PNG"), before_end=[(b"tEXt", b"Author\0" + SECRET)])),
    "PNG: a profile that is none": (
        "png",
        png(pictures.moving("PNG"), before_end=[(b"iCCP", b"a\0\0" + zlib.compress(SECRET))]),
    ),
    "PNG: after its end": ("png", pictures.moving("PNG") + SECRET),
}
# Programs that show pictures may not show these at all; in a document nobody would see it.
IN_DOCUMENTS = {
    "WebP: a picture that does not move beside the frames": ("webp", webp_with(b"VP8 ")),
    "WebP: a frame in one that does not move": ("webp", still_webp_with(b"ANMF", bytes(16) + SECRET)),
    "WebP: a second picture": ("webp", still_webp_with(b"VP8 ")),
    "PNG: frames of one that does not move": (
        "png",
        png(pictures.png(), before_end=[(b"fcTL", bytes(26)), (b"fdAT", bytes(4) + SECRET)]),
    ),
    "PNG: behind what is decoded": ("png", png(pictures.png(), behind={b"IDAT": SECRET})),
    "JPEG: in a part that is reserved": ("jpg", pictures.with_segment(pictures.jpeg(), 0x02, SECRET)),
    "JPEG: in a part for extensions": ("jpg", pictures.with_segment(pictures.jpeg(), 0xF0, SECRET)),
    "JPEG: in a profile that is none": (
        "jpg",
        pictures.with_segment(pictures.saved(pictures.photo(), "JPEG"), 0xE2, b"ICC_PROFILE\0\1\1" + SECRET),
    ),
    "JPEG: a second photo after its end": ("jpg", pictures.jpeg() + pictures.jpeg(comment=SECRET)),
    "JPEG: the list of several photos": ("jpg", pictures.with_segment(pictures.jpeg(), 0xE2, b"MPF\0" + SECRET)),
}
# Built otherwise than any program builds them: not understood, and so refused.
TOO_LONG = {
    "WebP: behind its size": ("webp", webp(VP8X=SECRET)),
    "WebP: behind its background": ("webp", webp(ANIM=SECRET)),
    "WebP: a frame with half a chunk": ("webp", webp(ANMF=b"VP8 \xff\0\0\0" + SECRET)),
    "WebP: a frame with less than a chunk": ("webp", webp(ANMF=b"VP8 ")),
    "PNG: a time longer than times are": ("png", png(pictures.moving("PNG"), behind={b"fcTL": SECRET})),
    "PNG: more frames than it says": (
        "png",
        png(pictures.moving("PNG"), before_end=[(b"fcTL", struct.pack(">I", 5) + bytes(22)), (b"fdAT", bytes(12))]),
    ),
    "JPEG: behind its tables": ("jpg", jpeg_behind(0xDB)),
    "JPEG: behind its codes": ("jpg", jpeg_behind(0xC4)),
    "JPEG: behind its size": ("jpg", jpeg_behind(0xC0)),
}
# A photo alone is decoded, and with it what decodes it goes; in a document it would stay as it is.
TWICE_DESCRIBED = {
    "how it is packed by sums": pictures.with_segment(pictures.jpeg(), 0xCC, (SECRET * 2)[: len(SECRET) & ~1]),
    "a second size": pictures.with_segment(
        pictures.jpeg(), 0xC5, struct.pack(">BHHB", 8, 48, 64, len(SECRET)) + SECRET * 3
    ),
}
IN_PDF = {
    "JPEG 2000: words in its head": jp2(head=box(b"xml ", pictures.XMP), comment=False),
    "JPEG 2000: words beside it": jp2(beside=box(b"uuid", bytes(16) + SECRET), comment=False),
    "JPEG 2000: a profile that is none": jp2(head=box(b"colr", b"\2\0\0" + SECRET), comment=False),
    "JPEG 2000: comments": jp2(),
    "JPEG 2000: comments, without its boxes": codestream(),
}
