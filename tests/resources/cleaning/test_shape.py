"""UP 63 to 75: what bursts, misleads or is damaged is refused; what is only unusual is taken."""

import io

import pytest
from PIL import Image

from resources.cleaning import kinds
from tests.resources.cleaning import archives, documents, pictures
from tests.resources.cleaning.hands import case, codes, give, refusal

PNG = pictures.png()

REFUSED = {
    "UP-63 docx that unpacks a thousandfold": ("x.docx", archives.bomb(), "archive_bomb"),
    "UP-64 archive in a docx": ("x.docx", archives.with_archive(), "archive_nested"),
    "UP-65 100,000 parts": ("x.docx", archives.crowd(), "archive_bomb"),
    "UP-66 part outside": ("x.docx", archives.with_name("../../evil.xml"), "archive_path"),
    "UP-66 part from the root": ("x.docx", archives.with_name("/etc/evil.xml"), "archive_path"),
    "UP-66 part on a drive": ("x.docx", archives.with_name("C:evil.xml"), "archive_path"),
    "UP-67 symbolic link": ("x.docx", archives.with_symlink(), "archive_path"),
    "UP-68 parts that overlap": ("x.docx", archives.with_overlap(), "archive_overlap"),
    "UP-68 part of two names": ("x.docx", archives.with_other_name_inside(), "archive_overlap"),
    "UP-68 program before a docx": ("x.docx", archives.with_something_before(), "program"),
    "UP-69 PNG of 900 million points": ("x.png", pictures.png_of(30_000, 30_000), "picture_too_large"),
    "UP-70 PNG of 144 million points": ("x.png", pictures.png_of(12_000, 12_000), "picture_too_large"),
    "UP-71 GIF of 10,000 frames": ("x.gif", pictures.gif_of(10_000), "too_many_frames"),
    "UP-72 cut JPEG": ("x.jpg", pictures.saved(pictures.photo((400, 300)), "JPEG")[:-300], "broken"),
    "UP-72 cut PNG": ("x.png", PNG[:-20], "broken"),
    "UP-73 PNG with bad checksum": ("x.png", PNG[:-16] + bytes([PNG[-16] ^ 1]) + PNG[-15:], "broken"),
    "other: cut docx": ("x.docx", documents.word()[:-2000], "broken"),
    "other: PDF of nothing": ("x.pdf", b"%PDF-1.7\nnothing\n%%EOF", "broken"),
}


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_bursts_or_is_damaged_is_refused(name, content, reason, tmp_path):
    assert refusal(content, name, tmp_path) == reason


@pytest.mark.parametrize("extension", sorted({kind.extension for kind in kinds.ACCEPTED.values()}))
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="UP-51 nothing"),
        pytest.param(b"x", "next_to_nothing", id="UP-52 a letter"),
        pytest.param(b"\0", "next_to_nothing", id="UP-52 a zero"),
    ],
)
def test_a_file_that_says_nothing_is_asked_about_whatever_its_kind(extension, content, reason, tmp_path):
    assert refusal(content, f"x.{extension}", tmp_path) == reason


@pytest.mark.parametrize(
    "content", [b"\n\n", b"\xef\xbb\xbf", "\u200b \u200b".encode()], ids=["lines", "mark", "unseen"]
)
def test_a_text_without_a_letter_says_nothing_either(content, tmp_path):
    assert refusal(content, "x.txt", tmp_path) == "next_to_nothing"


@pytest.mark.parametrize(
    ("name", "form", "mode"),
    [
        pytest.param("x.jpg", "JPEG", "CMYK", id="UP-74 CMYK"),
        pytest.param("x.png", "PNG", "I;16", id="UP-74 16 bits"),
        pytest.param("x.tif", "TIFF", "CMYK", id="UP-74 CMYK in TIFF"),
        pytest.param("x.jpg", "JPEG", "L", id="other: grey"),
    ],
)
def test_colours_of_print_and_science_are_taken(name, form, mode, tmp_path):
    before = pictures.photo(mode=mode)

    cleaned = give(pictures.saved(before, form), name, tmp_path)

    with Image.open(cleaned.path) as after:
        assert (after.mode, after.size) == (mode, before.size)
        assert _about(after.getpixel((32, 5)), before.getpixel((32, 5)))
        assert _about(after.getpixel((32, 40)), before.getpixel((32, 40)))


def _about(one, other):
    pairs = zip(one, other, strict=True) if isinstance(one, tuple) else [(one, other)]
    return all(abs(a - b) < 12 for a, b in pairs)


@pytest.mark.parametrize("orientation", range(1, 9))
@case("UP-75 turned photo")
def test_a_turned_photo_stands_upright(orientation, tmp_path):
    """Dark above, light below, whichever way the camera was held."""

    turned_by_camera = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = pictures.photo()
    if orientation > 1:
        image = image.transpose(turned_by_camera[orientation])

    cleaned = give(pictures.saved(image, "JPEG", exif=pictures.exif(orientation)), "x.jpg", tmp_path)

    with Image.open(cleaned.path) as after:
        assert after.size == (64, 48)
        assert after.getpixel((32, 5))[0] < 50 < after.getpixel((32, 40))[0]
        assert dict(after.getexif()) == {}
    assert ("turned" in codes(cleaned.found)) == (orientation > 1)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_what_moves_still_moves(form, tmp_path):
    cleaned = give(pictures.moving(form), f"x.{form.lower()}", tmp_path)

    with Image.open(cleaned.path) as after:
        assert after.n_frames == 3


def test_a_photo_of_very_many_points_is_made_smaller(tmp_path):
    large = pictures.saved(Image.new("L", (8000, 4000), 128), "JPEG", quality=20)

    cleaned = give(large, "x.jpg", tmp_path)

    assert "made_smaller" in codes(cleaned.found)
    assert Image.open(io.BytesIO(cleaned.path.read_bytes())).size == (4000, 2000)


def test_colour_profile_and_transparency_are_kept(tmp_path):
    image = Image.new("RGBA", (20, 20), (200, 10, 10, 90))

    cleaned = give(pictures.saved(image, "PNG", icc_profile=pictures.PROFILE), "x.png", tmp_path)

    with Image.open(cleaned.path) as after:
        assert after.getpixel((5, 5)) == (200, 10, 10, 90)
        assert after.info["icc_profile"][12:24] == pictures.PROFILE[12:24]
