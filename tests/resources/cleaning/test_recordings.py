"""Sound and films keep what one hears and sees. Where they cannot be cleaned, they are not taken."""

import pytest

from resources.cleaning import Refused, kinds
from tests.resources.cleaning import recordings
from tests.resources.cleaning.hands import CANARY, betrays, case, codes, give, refusal


@pytest.mark.parametrize(
    ("ending", "kept_as", "stays"),
    [
        ("mp3", "mp3", {"voices"}),
        ("m4a", "m4a", {"voices"}),
        ("ogg", "ogg", {"voices"}),
        ("wav", "wav", {"voices"}),
        ("flac", "flac", {"voices"}),
        ("mp4", "mp4", {"voices", "faces"}),
        ("mov", "mp4", {"voices", "faces"}),
        ("webm", "webm", {"voices", "faces"}),
    ],
)
def test_a_recording_tells_nothing_of_who_made_it_where(ending, kept_as, stays, tmp_path):
    content = recordings.recording(ending)
    assert CANARY in betrays(content)

    cleaned = give(content, f"x.{ending}", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert b"x264" not in cleaned.path.read_bytes()
    assert (cleaned.name, cleaned.kind) == (f"x.{kept_as}", kept_as)
    assert "media_tags" in codes(cleaned.found)
    assert codes(cleaned.cannot) == stays
    assert 0.9 < cleaned.seconds < 1.2
    assert 0.9 < give(cleaned.path.read_bytes(), cleaned.name, tmp_path).seconds < 1.2


def test_the_cover_of_a_song_is_gone(tmp_path):
    cleaned = give(recordings.song_with_cover(), "x.mp3", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert "cover" in codes(cleaned.found)


def test_captions_and_chapters_of_a_film_are_gone(tmp_path):
    cleaned = give(recordings.film_with_captions_and_chapters(), "x.mp4", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert {"captions", "chapters"} <= codes(cleaned.found)


BEHIND = recordings.behind()


@pytest.mark.parametrize(("ending", "content"), BEHIND.values(), ids=BEHIND)
def test_nothing_passes_behind_or_between_what_is_heard(ending, content, tmp_path):
    cleaned = give(content, f"x.{ending}", tmp_path)

    kept = cleaned.path.read_bytes()
    assert betrays(content) and betrays(kept) == set()
    assert "media_tags" in codes(cleaned.found)
    again = give(kept, cleaned.name, tmp_path)
    assert (again.found, again.seconds) == ([], cleaned.seconds)


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        pytest.param("flac", recordings.recording("flac") + CANARY.encode(), id="behind FLAC"),
        pytest.param("ogg", recordings.recording("ogg") * 2, id="two of OGG, one behind the other"),
    ],
)
def test_a_recording_with_what_cannot_be_cut_is_refused(ending, content, tmp_path):
    assert refusal(content, f"x.{ending}", tmp_path) == "broken"


@pytest.mark.parametrize("ending", ["mp3", "mp4"])
@case("UP-50 wrong signature")
def test_a_recording_under_the_wrong_name_is_refused(ending, tmp_path):
    assert refusal(recordings.recording("webm"), f"x.{ending}", tmp_path) == "other_content"


def test_where_recordings_cannot_be_cleaned_they_are_refused(monkeypatch):
    monkeypatch.delitem(kinds.ACCEPTED, "mp3")

    with pytest.raises(Refused, match="media_not_here"):
        kinds.kind_by_name("x.mp3")
