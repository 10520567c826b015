"""Who rubs out a face leaves it beneath, in colours that show nothing: these go, or it is said that they are there.

What is drawn with soft edges and shadows stays as it looks, and nobody is asked about it.
"""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageDraw

from resources.cleaning import moving
from tests.resources.cleaning import crannies, documents, pictures
from tests.resources.cleaning.hands import codes, give

SIZE = (160, 120)
RUBBED, KEPT = (0, 0, 80, 120), (80, 0, 160, 120)


def _face(turned=0):
    return Image.radial_gradient("L").resize((40, 40)).point([0, 255] * 128).resize(SIZE).rotate(turned)


def rubbed(mode="RGBA", shows=0, turned=0):
    """A face, of which the eraser took one half and left so much."""
    seen = Image.new("L", SIZE, 255)
    seen.paste(shows, RUBBED)
    if mode in {"P", "PA"}:
        picture = _face(turned).quantize(8)
        palette = picture.getpalette("RGB")[:24]
        if mode == "PA":
            picture = picture.convert("PA")
            picture.putalpha(seen)
            return picture
        ink = picture.point([index + 8 for index in range(248)] + [0] * 8)  # the same colours, once more
        picture.paste(ink, mask=seen.point([255] * 255 + [0]))
        picture.putpalette(palette * 2)
        picture.info["transparency"] = bytes([255] * 8 + [shows] * 8)
        return picture
    picture = _face(turned).convert({"RGBA": "RGB", "LA": "L"}[mode])
    picture.putalpha(seen)
    return picture


def sticker(turned=0):
    """Drawn large and made small, as programs make soft edges, with a shadow."""
    large = Image.new("RGBA", (1280, 1280), (255, 255, 255, 0))
    drawing = ImageDraw.Draw(large)
    for width in range(0, 120, 4):
        drawing.ellipse((60 + width, 60 + width, 1220 - width, 1220 - width), fill=(0, 0, 0, width // 2))
    drawing.ellipse((200, 200, 1000, 1000), fill=(240, 200, 20, 255))
    drawing.rectangle((400, 400, 700, 900), fill=(10, 10, 200, 255))
    return large.resize((320, 320), Image.Resampling.LANCZOS).rotate(turned, Image.Resampling.BICUBIC)


def png_of_16_bits():
    eight, lines = rubbed().tobytes(), b""
    for at in range(0, len(eight), 4 * SIZE[0]):
        lines += b"\0" + b"".join(bytes([point, point]) for point in eight[at : at + 4 * SIZE[0]])
    head = struct.pack(">IIBBBBB", *SIZE, 16, 6, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return moving.PNG_BEGINS + b"".join(moving.png_chunk(*part) for part in parts)


def in_letter(path):
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if "media/" in name]
        return archive.read(name)


def beneath(content):
    """The colours of the half that was rubbed out, as one sees them who takes the transparency away."""
    with Image.open(io.BytesIO(content)) as picture:
        half = picture.crop(RUBBED)
    half.info = {}
    return set(half.convert("RGB").get_flattened_data()), half.getcolors(10_000)


def kept(content):
    with Image.open(io.BytesIO(content)) as picture:
        return picture.crop(KEPT).convert("RGBA").tobytes()


RUBBED_OUT = {
    "PNG": ("x.png", pictures.saved(rubbed(), "PNG")),
    "PNG, grey": ("x.png", pictures.saved(rubbed("LA"), "PNG")),
    "PNG with a palette": ("x.png", pictures.saved(rubbed("P"), "PNG")),
    "PNG of 16 bits": ("x.png", png_of_16_bits()),
    "PNG, all but rubbed out": ("x.png", pictures.saved(rubbed(shows=4), "PNG")),
    "PNG with a palette, all but rubbed out": ("x.png", pictures.saved(rubbed("P", shows=4), "PNG")),
    "TIFF": ("x.tif", pictures.saved(rubbed(), "TIFF")),
    "TIFF, grey": ("x.tif", pictures.saved(rubbed("LA"), "TIFF")),
    "TIFF with a palette": ("x.tif", pictures.saved(rubbed("PA"), "TIFF")),
    "WebP": ("x.webp", pictures.saved(rubbed(), "WEBP", lossless=True, exact=True)),
}


@pytest.mark.parametrize(("name", "content"), RUBBED_OUT.values(), ids=RUBBED_OUT)
def test_what_was_rubbed_out_of_a_picture_is_no_longer_beneath(name, content, tmp_path):
    assert len(beneath(content)[0]) > 1

    cleaned = give(content, name, tmp_path)
    again = give(cleaned.path.read_bytes(), name, tmp_path)

    assert [len(colours) for colours in beneath(cleaned.path.read_bytes())] == [1, 1]
    assert kept(cleaned.path.read_bytes()) == kept(content)
    assert (codes(cleaned.found), codes(again.found)) == ({"picture_data"}, set())
    assert not cleaned.needs_a_yes


@pytest.mark.parametrize(("name", "content"), RUBBED_OUT.values(), ids=RUBBED_OUT)
def test_what_was_rubbed_out_of_a_picture_in_a_letter_is_no_longer_beneath(name, content, tmp_path):
    cleaned = give(documents.word_with_picture(content), "x.docx", tmp_path)

    assert [len(colours) for colours in beneath(in_letter(cleaned.path))] == [1, 1]
    assert kept(in_letter(cleaned.path)) == kept(content)
    assert "picture_data" in codes(cleaned.found) and not cleaned.needs_a_yes


def test_a_packed_webp_with_little_left_of_its_quality_is_painted_over_too(tmp_path):
    content = pictures.saved(rubbed(), "WEBP", exact=True)

    for name, given in [("x.webp", content), ("x.docx", documents.word_with_picture(content))]:
        cleaned = give(given, name, tmp_path)
        written = cleaned.path.read_bytes() if name == "x.webp" else in_letter(cleaned.path)

        light = [colour for colour in beneath(written)[0] if max(colour) > 100]
        assert light == []


@pytest.mark.parametrize(
    "content",
    [
        pictures.saved(Image.new("RGBA", (20, 20), (255, 255, 255, 0)), "PNG"),
        pictures.saved(rubbed(shows=255), "PNG"),
        pictures.png(),
        pictures.saved(pictures.photo().quantize(4), "PNG", transparency=1),
    ],
    ids=["one colour beneath", "nothing rubbed out", "a photo", "one colour of a palette"],
)
def test_a_picture_in_a_letter_with_nothing_beneath_stays_as_it_was_packed(content, tmp_path):
    cleaned = give(documents.word_with_picture(content), "x.docx", tmp_path)

    assert kept_as_packed(in_letter(cleaned.path)) == kept_as_packed(content)
    assert "picture_data" not in codes(cleaned.found)


def kept_as_packed(content):
    return [body for name, body in moving.png_chunks(content) if name == b"IDAT"]


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_soft_edges_and_shadows_look_as_before_and_nobody_is_asked(form, tmp_path):
    name, content = (
        f"x.{form.lower()}",
        pictures.saved(sticker(), form, **({"lossless": True} if form == "WEBP" else {})),
    )

    cleaned = give(content, name, tmp_path)

    assert (cleaned.found, cleaned.needs_a_yes) == ([], False)
    with Image.open(cleaned.path) as after:
        for ground in ["white", "black", "grey"]:
            shown = [Image.alpha_composite(Image.new("RGBA", (320, 320), ground), each) for each in (sticker(), after)]
            steps = [abs(a - b) for a, b in zip(shown[0].tobytes(), shown[1].tobytes(), strict=True)]
            assert max(steps) <= 4


@pytest.mark.parametrize("shows", [5, 13, 20])
def test_what_a_weak_eraser_left_is_asked_about(shows, tmp_path):
    content = pictures.saved(rubbed(shows=shows), "PNG")

    alone = give(content, "x.png", tmp_path)
    in_a_letter = give(documents.word_with_picture(content), "x.docx", tmp_path)

    assert "hidden_layers" in codes(alone.cannot) & codes(in_a_letter.cannot)
    assert alone.needs_a_yes and in_a_letter.needs_a_yes


def in_motion(form, make, **options):
    frames = [make(), make(turned=30), make(turned=60)]
    return pictures.saved(frames[0], form, save_all=True, append_images=frames[1:], duration=80, loop=0, **options)


def webp_in_motion(**options):
    """As an encoder writes it that keeps what shows nothing; ours does not."""
    across, down = (length - 1 for length in SIZE)
    size = struct.pack("<I", across)[:3] + struct.pack("<I", down)[:3]
    chunks = [(b"VP8X", b"\x12\0\0\0" + size), (b"ANIM", bytes(6))]
    for turned in (0, 30):
        still = pictures.saved(rubbed(turned=turned), "WEBP", exact=True, **options)
        points = b"".join(crannies.webp_chunk(*chunk) for chunk in crannies.webp_chunks(still) if chunk[0] != b"VP8X")
        chunks.append((b"ANMF", bytes(6) + size + b"\x50\0\0\x02" + points))
    return crannies.webp_of(chunks)


IN_MOTION = {
    "PNG": ("x.png", in_motion("PNG", rubbed)),
    "WebP": ("x.webp", webp_in_motion()),
    "WebP packed without loss": ("x.webp", webp_in_motion(lossless=True)),
}


@pytest.mark.parametrize(("name", "content"), IN_MOTION.values(), ids=IN_MOTION)
def test_what_was_rubbed_out_of_a_picture_that_moves_is_asked_about(name, content, tmp_path):
    alone = give(content, name, tmp_path)
    in_a_letter = give(documents.word_with_picture(content), "x.docx", tmp_path)

    assert "hidden_layers" in codes(alone.cannot) & codes(in_a_letter.cannot)
    assert alone.needs_a_yes and in_a_letter.needs_a_yes


@pytest.mark.parametrize(
    ("form", "options"),
    [("PNG", {}), ("PNG", {"disposal": 1}), ("WEBP", {}), ("WEBP", {"lossless": True}), ("GIF", {})],
)
def test_of_an_ordinary_sticker_that_moves_nobody_is_asked(form, options, tmp_path):
    content = in_motion(form, sticker, **options)

    assert not give(content, f"x.{form.lower()}", tmp_path).needs_a_yes
    assert not give(documents.word_with_picture(content), "x.docx", tmp_path).needs_a_yes


def test_an_image_shown_only_where_nothing_moves_is_asked_about(tmp_path):
    """PNG that moves may have one more, which programs that know of movement never show."""
    frames = [pictures.photo().rotate(turned) for turned in (0, 90, 180)]

    for further in (frames[1:], frames[1:2]):
        content = pictures.saved(frames[0], "PNG", save_all=True, append_images=further, default_image=True)

        alone = give(content, "x.png", tmp_path)
        in_a_letter = give(documents.word_with_picture(content), "x.docx", tmp_path)

        assert "hidden_layers" in codes(alone.cannot) & codes(in_a_letter.cannot)


def test_what_of_a_gif_stands_out_of_its_screen_is_asked_about(tmp_path):
    content = pictures.moving("GIF")
    cut = content[:6] + struct.pack("<HH", 40, 20) + content[10:]

    alone = give(cut, "x.gif", tmp_path)
    in_a_letter = give(documents.word_with_picture(cut), "x.docx", tmp_path)

    assert "cropped" in codes(alone.cannot) & codes(in_a_letter.cannot)
    assert not give(content, "x.gif", tmp_path).needs_a_yes
