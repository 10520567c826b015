"""What was erased in a picture, or nearly: its points keep their colours, for whoever takes transparency away.

Where next to nothing shows, no colour is left. What shows faintly stays, because shadows and soft edges are made of it;
if there are shapes in it, that is said. The frames of pictures that move are looked at one by one, and not painted.
A GIF has one colour for all that shows nothing in a frame, so that there is nothing beneath; but a frame may stand out.
"""

import io
import struct

from PIL import Image, ImageChops, ImageFilter

from resources.cleaning import moving

# Of 255. What shows less than the first is not missed where it goes; soft erasers leave such traces.
_NOTHING, _FAINT = 5, 21
_EDGE = 24  # how much points beside each other differ where there is a shape; packing makes smaller steps
_BLOCK = 8  # points, across and down: hems and traces of packing are narrower
_AT_A_TIME = 1 << 20  # points
_SEE_THROUGH = {"RGBA", "LA", "PA"}


def cover(image, report):
    """Paint over, in `image`, what is erased. Returns whether there was more than one colour beneath."""
    mixed, shapes, faint = _beneath(image, paint=True)
    if shapes:
        report.found("picture_data")
    if faint:
        report.cannot("hidden_layers")
    return mixed


def look(content, kind, report):
    """Say of a picture that moves, taken apart already, if its frames hold what is not seen."""
    if kind == "gif":
        if _stands_out(content):
            report.cannot("cropped")
        return
    for frame in {"png": _png_frames, "webp": _webp_frames}[kind](content):
        if frame is None:
            report.cannot("hidden_layers")
            return
        with Image.open(io.BytesIO(frame)) as image:
            image.load()
            _mixed, shapes, faint = _beneath(image, paint=False)
        if shapes or faint:
            report.cannot("hidden_layers")
            return


def _beneath(image, paint):
    """Whether there are several colours where nothing shows; whether shapes; and whether some are where little does."""
    shows = _how_much_shows(image)
    if not may_be_in(image):
        return False, False, False
    ink = shows.index(min(shows)) if image.mode == "P" else (0,) * len(image.getbands())
    colours, shapes, faint = [], 0, 0
    lines = max(1, _AT_A_TIME // image.width)
    for top in range(0, image.height, lines):
        box = (0, top, image.width, min(top + lines, image.height))
        strip = image.crop(box)
        strip.info = {}
        alpha = strip.point(shows, "L") if strip.mode == "P" else strip.getchannel("A")
        if alpha.getextrema()[0] >= _FAINT:
            continue
        nothing = alpha.point([255] * _NOTHING + [0] * (256 - _NOTHING))
        little = alpha.point([0] * _NOTHING + [255] * (_FAINT - _NOTHING) + [0] * (256 - _FAINT))
        grey = strip.convert("L")
        shapes += _edges(grey, nothing)
        faint += _edges(grey, little)
        counted = strip.histogram(nothing)[: 256 * (len(strip.getbands()) - (strip.mode != "P"))]
        colours = [one or other for one, other in zip(colours or counted, counted, strict=True)]
        if paint:
            image.paste(ink, box, nothing)
    mixed = any(sum(map(bool, colours[at : at + 256])) > 1 for at in range(0, len(colours), 256))
    few = image.width * image.height // 4000
    return mixed, shapes > few, faint > few


def may_be_in(image):
    """Known before it is decoded. Where one colour alone stands for what shows nothing, there is nothing beneath."""
    return min(_how_much_shows(image)) < _FAINT


def _how_much_shows(image):
    """Of each colour, if it has a palette; or nothing, since any point may."""
    told = image.info.get("transparency")
    if image.mode == "P" and isinstance(told, bytes):
        return [*told, *[255] * (256 - len(told))]
    return [0] if image.mode in _SEE_THROUGH else [255]


def _edges(grey, where):
    """How many points differ much from the next one on their line, well within where this is."""
    inside = where.reduce(_BLOCK).point([0] * 255 + [255]).filter(ImageFilter.MinFilter(3))
    if not inside.getbbox():
        return 0
    within = inside.resize((inside.width * _BLOCK, inside.height * _BLOCK), Image.Resampling.NEAREST)
    steps = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
    steps.paste(0, (0, 0, 1, grey.height))  # before the first is none
    return sum(steps.histogram(within.crop((0, 0, *grey.size)))[_EDGE:])


def _stands_out(content):
    """Whether a frame of a GIF reaches beyond the screen it is shown on."""
    width, height = struct.unpack_from("<HH", content, 6)
    return any(x + across > width or y + down > height for x, y, across, down in moving.gif_frames(content))


def _png_frames(content):
    """Each as a picture that stands still; None for one that is shown only where nothing can move."""
    head, tables, size, points = b"", b"", None, []
    for name, body in moving.png_chunks(content):
        if name == b"IHDR":
            head = body
        elif name in {b"PLTE", b"tRNS"}:
            tables += moving.png_chunk(name, body)
        elif name in {b"fcTL", b"IEND"}:
            if points:
                yield size and _still_png(size + head[8:], tables, points)
            size, points = body[4:12], []
        elif name in moving.PNG_POINTS:
            points.append(body[moving.PNG_POINTS[name] :])


def _still_png(head, tables, points):
    body = moving.png_chunk(b"IHDR", head) + tables + moving.png_chunk(b"IDAT", b"".join(points))
    return moving.PNG_BEGINS + body + moving.png_chunk(b"IEND", b"")


def _webp_frames(content):
    for name, body in moving.webp_chunks(content[12:]):
        if name == b"ANMF":
            chunks = list(moving.webp_chunks(body[16:]))
            says = bytes([moving.ALPHA, 0, 0, 0]) + body[6:12]
            yield moving.webp_of(chunks if len(chunks) == 1 else [(b"VP8X", says), *chunks])
