"""Photos and drawings: decoded, stood upright, and painted anew; of what came along, only the tables of colours stay.

Saving a picture again does not clean it (Pillow carries comments and tags over), so what is saved is a copy that
knows nothing of where it came from, nor of what was rubbed out of it (erased.py). Pictures that move are taken apart
instead, each of their frames decoded, and kept as it was packed: what somebody hid inside that, no machine here finds.
"""

import io
import warnings

from PIL import ExifTags, GifImagePlugin, Image, ImageCms, ImageOps, JpegImagePlugin

from resources.cleaning import erased, moving, segments
from resources.cleaning.profiles import profile_in
from resources.cleaning.proof import prove
from resources.cleaning.report import Refused, Report

MOST_PIXELS = 25_000_000  # four bytes each, twice while turning
MOST_PIXELS_ELSEWHERE = 16_000_000  # WebP and TIFF, whose writers take more
MOST_PIXELS_IN_JPEG = 120_000_000  # JPEG can be decoded at a half or a quarter, and is, above MOST_PIXELS
MOST_PIXELS_PROGRESSIVE = 50_000_000  # unless it is kept whole in memory while decoding
MOST_FRAMES, MOST_PIXELS_MOVING = 500, 150_000_000  # all frames together
_CAMERA = {0x010F, 0x0110, 0x0132, 0x013B, 0x8298, 0x8769}  # maker, model, date, author, rights, settings
_TIFF_SHOWN = {254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 292, 296, 317, 320}
_TIFF_SHOWN |= {322, 323, 324, 325, 332, 338, 339, 34675}

# Sizes are judged here, before anything is decoded. Pillow only warns of some and its limit is below ours for JPEG.
Image.MAX_IMAGE_PIXELS = None
GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY


def clean(source, target, report):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _clean(source, target, report)
    except MemoryError:
        raise Refused("too_heavy") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError):
        raise Refused("broken") from None
    report.cannot("faces")


def _clean(source, target, report):
    kind = report.kind
    with Image.open(source, formats=[kind.upper()]) as image:
        frames = _count_frames(image, source, kind)
        _refuse_too_large(image, kind, frames)
        profile = _profile(image)
        if kind == "tiff":
            _paint_pages(image, frames, target, profile, report)
        elif frames > 1:
            _take_apart(image, frames, source, target, report)
        else:
            _look(source, kind, image, report)
            _paint(image, source, kind, target, profile, report)
    _prove(target, kind)


def _count_frames(image, source, kind):
    """Before any frame is decoded; Pillow seeks through a GIF to know."""
    if kind == "gif":
        return len(moving.gif_frames(source.read_bytes()))
    return getattr(image, "n_frames", 1) if kind in {"png", "webp", "tiff"} else 1


def _refuse_too_large(image, kind, frames):
    pixels = image.width * image.height
    if kind == "jpeg":
        most = MOST_PIXELS_PROGRESSIVE if "progressive" in image.info else MOST_PIXELS_IN_JPEG
    else:
        most = MOST_PIXELS if kind in {"png", "gif"} else MOST_PIXELS_ELSEWHERE
    if not pixels:
        raise Refused("broken")
    if pixels > most:
        raise Refused("picture_too_large", megapixels=most // 1_000_000)
    if frames > MOST_FRAMES or (kind != "tiff" and frames > 1 and pixels * frames > MOST_PIXELS_MOVING):
        raise Refused("too_many_frames", frames=MOST_FRAMES)


def _profile(image):
    """The colour profile, if it is one."""
    profile = profile_in(image.info.get("icc_profile") or b"", Report("profile"))
    if not profile:
        return None
    try:
        ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (ImageCms.PyCMSError, OSError):
        return None
    return profile


def _look(source, kind, image, report):
    """Say what was hidden in the picture, as far as it can be read."""
    try:
        exif = image.getexif()
        if exif.get_ifd(ExifTags.IFD.GPSInfo):
            report.found("place")
        if _CAMERA & set(exif):
            report.found("camera")
        if exif.get_ifd(ExifTags.IFD.IFD1):
            report.found("thumbnail")
    except Exception:
        # Unreadable, but there: it goes all the same.
        report.found("picture_data")
    if kind in {"jpeg", "png", "gif", "webp"}:
        segments.look(source.read_bytes(), report, kind)


def _paint(image, source, kind, target, profile, report):
    options = {"icc_profile": profile} if profile else {}
    if kind == "jpeg":
        if image.width * image.height > MOST_PIXELS:
            report.found("made_smaller")
        while image.width * image.height > MOST_PIXELS:
            image.draft(None, (image.width // 2, image.height // 2))
        options["qtables"] = image.quantization
        if (sampling := JpegImagePlugin.get_sampling(image)) != -1:
            options["subsampling"] = sampling
    elif kind in {"webp", "png"}:
        options |= _packing(kind, image, source.read_bytes())
    painted = _upright(image, report)
    image.close()
    with target.open("wb") as file:
        painted.save(file, format=kind.upper(), **options)


def _packing(kind, image, content):
    """How what was `content` is packed anew."""
    if kind == "webp":
        return {"lossless": b"VP8L" in content[:1024], "quality": 85, "method": 2}
    return {"compress_level": 6 if image.width * image.height < 6_000_000 else 2}


def _upright(image, report):
    """A copy of the points alone, turned as the picture is to be looked at."""
    image.load()
    shown = {key: image.info[key] for key in ("transparency", "gamma") if key in image.info}
    if image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9):
        report.found("turned")
        painted = ImageOps.exif_transpose(image)
    else:
        painted = image.copy()
    painted.info = shown
    erased.cover(painted, report)
    return painted


def _paint_pages(image, pages, target, profile, report):
    def painted():
        for page in range(pages):
            image.seek(page)
            _refuse_too_large(image, "tiff", 1)
            if page == 0:
                _look(None, "tiff", image, report)
            if set(image.tag_v2) - _TIFF_SHOWN:
                report.found("picture_data")
            yield _upright(image, report)

    further = painted()
    first = next(further)
    options = {"icc_profile": profile} if profile else {}
    compression = "group4" if first.mode == "1" else "tiff_deflate"
    with target.open("wb") as file:
        first.save(file, format="TIFF", save_all=True, append_images=further, compression=compression, **options)
    report.pages = pages


def _take_apart(image, frames, source, target, report):
    """What moves keeps its frames as they are: each is decoded once, to know that it is a picture."""
    for frame in range(frames):
        image.seek(frame)
        image.load()
    _look(source, report.kind, image, report)
    stripped = segments.strip(source.read_bytes(), Report(report.kind), report.kind)
    erased.look(stripped, report.kind, report)
    target.write_bytes(stripped)
    report.cannot("packed")


def _prove(target, kind):
    """Nothing is left in what was written that is not the picture."""
    if kind == "tiff":
        with Image.open(target) as image:
            for page in range(image.n_frames):
                image.seek(page)
                if set(image.tag_v2) - _TIFF_SHOWN:
                    raise Refused("broken")
        return
    prove(target.read_bytes(), kind)


def repaint(content, report):
    """A picture inside a document, of a kind that is not taken apart: decoded, and painted anew as the same kind."""
    try:
        with Image.open(io.BytesIO(content), formats=["BMP", "TIFF"]) as image:
            if image.width * image.height > MOST_PIXELS_ELSEWHERE:
                raise Refused("too_heavy")
            painted, out = _upright(image, report), io.BytesIO()
            painted.save(out, format=image.format)
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("broken") from None
    return out.getvalue()


def without_erased(content, kind, report):
    """A picture in a document, taken apart already: as it was packed, unless colours are left where it is erased."""
    if kind == "gif":
        erased.look(content, kind, report)
    if kind not in {"png", "webp"}:
        return content
    try:
        with Image.open(io.BytesIO(content), formats=[kind.upper()]) as image:
            pixels, frames = image.width * image.height, getattr(image, "n_frames", 1)
            if frames > 1:
                if pixels * frames > MOST_PIXELS_MOVING:
                    raise Refused("too_heavy")
                erased.look(content, kind, report)
                return content
            if not erased.may_be_in(image):
                return content
            if pixels > MOST_PIXELS_ELSEWHERE:
                raise Refused("too_heavy")
            image.load()
            if not erased.cover(image, report):
                return content
            out, resolution = io.BytesIO(), {"dpi": image.info["dpi"]} if "dpi" in image.info else {}
            image.save(out, format=image.format, **_packing(kind, image, content), **resolution)
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("broken") from None
    prove(out.getvalue(), kind)
    return out.getvalue()
