"""What decodes a picture, its tables and its profile, is kept as far as it shows something; of the rest it is said."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from resources.cleaning import Refused, proof
from resources.cleaning.profiles import profile_in
from resources.cleaning.report import Report
from tests.resources.cleaning import crannies, documents, pictures
from tests.resources.cleaning.hands import CANARY, betrays, codes, give, refusal


@pytest.mark.parametrize("content", crannies.TWICE_DESCRIBED.values(), ids=crannies.TWICE_DESCRIBED)
def test_a_photo_in_a_letter_that_describes_itself_twice_is_refused(content, tmp_path):
    assert refusal(documents.word_with_picture(content), "x.docx", tmp_path) == "broken"
    with pytest.raises(Refused, match="broken"):
        proof.prove(content, "jpeg")


def test_of_what_is_packed_in_points_and_sounds_it_is_said_that_nobody_looks_into_it(tmp_path):
    """Words behind the points of a photo, before its end, stay as they are in a letter; so the report says so."""
    told = pictures.saved(pictures.photo(), "JPEG")[:-2] + pictures.SECRET + b"\xff\xd9"

    in_letter = give(documents.word_with_picture(told), "x.docx", tmp_path)
    alone = give(told, "x.jpg", tmp_path)
    moving = give(pictures.moving("GIF"), "x.gif", tmp_path)

    assert "packed" in codes(in_letter.cannot) & codes(moving.cannot)
    assert "packed" not in codes(alone.cannot) and betrays(alone.path.read_bytes()) == set()


def _tags(profile):
    for number in range(struct.unpack_from(">I", profile, 128)[0]):
        name, at, length = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        yield name, profile[at : at + length]


def _profile_of_a_screen():
    """As a screen has one: with its name, its number, the words of its maker and the day; and words in every gap."""
    said = pictures.SECRET
    tags = dict(_tags(pictures.PROFILE))
    tags |= {b"desc": b"mluc\0\0\0\0" + CANARY.encode("utf-16-be") + said, b"mmod": b"mmod\0\0\0\0" + said}
    tags[b"wtpt"] = b"XYZ " + said[:4] + tags[b"wtpt"][8:] + said  # where nothing is read, and behind its end
    at, listed, bodies = 132 + 12 * len(tags), b"", b""
    for name, body in tags.items():
        listed += struct.pack(">4sII", name, at + len(bodies), len(body))
        bodies += body + said
    head = pictures.PROFILE[8:24] + said[:12] + pictures.PROFILE[36:40] + said + bytes(8)
    head += pictures.PROFILE[64:80] + said * 3
    profile = said[:4] + head[:120] + struct.pack(">I", len(tags)) + listed + bodies
    return struct.pack(">I", len(profile) + 4) + profile


def _seen_through(profile):
    """What colours become on an ordinary screen."""
    image = Image.linear_gradient("L").resize((16, 16))
    image = Image.merge("RGB", [image, image.rotate(90), image.rotate(180)])
    return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.webp", "x.tiff", "in a letter.docx"])
def test_a_profile_of_colours_says_nothing_of_the_screen_it_is_of(name, tmp_path):
    profile, form = _profile_of_a_screen(), {"jpg": "JPEG", "docx": "PNG"}.get(name[-4:].strip("."), name[2:].upper())
    content = pictures.saved(pictures.photo(), form, icc_profile=profile)
    if name.endswith("docx"):
        content = documents.word_with_picture(content)
    assert betrays(content) or form == "TIFF"

    cleaned = give(content, name, tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    if not name.endswith("docx"):
        with Image.open(cleaned.path) as picture:
            kept = picture.info["icc_profile"]
        assert pictures.SECRET[:4] not in kept
        assert _seen_through(kept) == _seen_through(profile)


def test_a_profile_written_anew_stays_as_it_is():
    report = Report("profile")

    once = profile_in(pictures.PROFILE, report)

    assert profile_in(once, report) == once
    assert report.as_answer()["found"] == []
    assert _seen_through(once) == _seen_through(pictures.PROFILE)


def test_a_profile_that_describes_a_device_does_not_pass_the_proof():
    with pytest.raises(Refused, match="broken"):
        proof.prove(pictures.saved(pictures.photo(), "PNG", icc_profile=_profile_of_a_screen()), "png")


def test_of_a_profile_with_a_table_cut_short_nothing_is_kept_and_the_photo_is(tmp_path):
    tags = struct.pack(">I", 1) + struct.pack(">4sII", b"A2B0", 144, 9) + b"mft1\0\0\0\0\3"
    profile = struct.pack(">I", 128 + len(tags)) + pictures.PROFILE[4:128] + tags

    assert profile_in(profile, Report("profile")) == b""
