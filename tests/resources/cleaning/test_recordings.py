"""Sound and films keep what one hears and sees. Where they cannot be cleaned, they are not taken."""

import io
from pathlib import Path

import pytest

from resources.cleaning import Refused, kinds, sound
from tests.resources.cleaning import recordings
from tests.resources.cleaning.hands import CANARY, betrays, case, codes, give, refusal


@pytest.mark.parametrize(
    ("ending", "kept_as", "stays"),
    [
        ("mp3", "mp3", {"voices", "packed"}),
        ("m4a", "m4a", {"voices", "packed"}),
        ("ogg", "ogg", {"voices", "packed"}),
        ("wav", "wav", {"voices", "packed"}),
        ("flac", "flac", {"voices", "packed"}),
        ("mp4", "mp4", {"voices", "faces", "packed"}),
        ("mov", "mp4", {"voices", "faces", "packed"}),
        ("webm", "webm", {"voices", "faces", "packed"}),
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


def test_the_words_at_the_head_of_vorbis_are_gone_from_webm_too(tmp_path):
    content = recordings.vorbis_in_webm()

    cleaned = give(content, "x.webm", tmp_path)

    head = cleaned.path.read_bytes()
    assert betrays(content) and betrays(head) == set()
    assert b"Xiph" not in head and b"\3vorbis" in head
    (tmp_path / "before.webm").write_bytes(content)
    assert recordings.images(cleaned.path, "a") == recordings.images(tmp_path / "before.webm", "a") != []


@pytest.mark.parametrize("between", [b"", b"\5vorbis", b"x" * 8 + b"\5vorbis of words"])
def test_words_of_vorbis_that_do_not_end_as_they_should_are_refused(tmp_path, between):
    path = tmp_path / "x.webm"
    path.write_bytes(b"\3vorbis" + between + b"\5vorbis")

    with pytest.raises(Refused, match="broken"):
        sound.empty_vorbis(path)


def test_beginnings_of_vorbis_without_an_end_are_looked_through_once(tmp_path):
    path = tmp_path / "x.webm"
    path.write_bytes(b"\3vorbis" * 500_000)

    sound.empty_vorbis(path)

    assert path.read_bytes() == b"\3vorbis" * 500_000


def test_captions_and_chapters_of_a_film_are_gone(tmp_path):
    cleaned = give(recordings.film_with_captions_and_chapters(), "x.mp4", tmp_path)

    assert betrays(cleaned.path.read_bytes()) == set()
    assert {"captions", "chapters"} <= codes(cleaned.found)


# What a film is made of goes by numbers. These show nothing: notes of encoders and cameras, filling, marks of where an
# image begins, second views, and the many that are left to whoever wants them.
UNITS = {
    "h264": [0, 6, 9, 10, 12, 13, 14, 15, 19, 20, 24, 30, 31],
    "hevc": [10, 15, 22, 31, 35, 38, 39, 40, 41, 48, 62],
    "av1": [5, 9, 14, 15],
}
ALL_UNITS = [(codec, unit) for codec, units in UNITS.items() for unit in units]


@pytest.mark.parametrize(("codec", "unit"), ALL_UNITS)
def test_nothing_passes_between_the_images_of_a_film_but_what_shows_them(codec, unit, tmp_path):
    content = recordings.film_with_unit(codec, unit)

    cleaned = give(content, "x.mp4", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()
    assert 9 <= len(recordings.images(cleaned.path)) <= 10


@pytest.mark.parametrize("codec", UNITS)
def test_a_film_shows_every_image_as_before(codec, tmp_path):
    (tmp_path / "before.mp4").write_bytes(recordings.film(codec))

    cleaned = give(recordings.film(codec), "x.mp4", tmp_path)

    assert len(recordings.images(cleaned.path)) == 10
    assert recordings.images(cleaned.path) == recordings.images(tmp_path / "before.mp4")


@pytest.mark.parametrize("ending", ["mp4", "mov", "webm"])
def test_a_film_with_sound_shows_every_image_as_before(ending, tmp_path):
    (tmp_path / f"before.{ending}").write_bytes(recordings.recording(ending))

    cleaned = give(recordings.recording(ending), f"x.{ending}", tmp_path)

    assert len(recordings.images(cleaned.path)) == 10
    assert recordings.images(cleaned.path) == recordings.images(tmp_path / f"before.{ending}")


def test_of_two_films_in_one_file_the_first_is_kept_and_nothing_passes_between_its_images(tmp_path):
    content = recordings.two_films(recordings.film_with_unit("h264", 6), recordings.film("hevc"))

    cleaned = give(content, "x.mp4", tmp_path)

    assert betrays(content) and betrays(cleaned.path.read_bytes()) == set()


@pytest.mark.parametrize("content", [recordings.film("mpeg4"), recordings.film_with_unit("mpeg4", 0xB2)])
def test_a_film_of_the_old_kind_is_refused_because_words_lie_between_its_images(content, tmp_path):
    assert refusal(content, "x.mp4", tmp_path) == "old_film"


BEHIND = recordings.behind()


@pytest.mark.parametrize(("ending", "content"), BEHIND.values(), ids=BEHIND)
def test_nothing_passes_behind_or_between_what_is_heard(ending, content, tmp_path):
    cleaned = give(content, f"x.{ending}", tmp_path)

    kept = cleaned.path.read_bytes()
    assert betrays(content) and betrays(kept) == set()
    assert "media_tags" in codes(cleaned.found)
    again = give(kept, cleaned.name, tmp_path)
    assert (again.found, again.seconds) == ([], cleaned.seconds)


@pytest.mark.parametrize("filling", [b"\xff", b"\xff\xfb\x90\0", b"\xff\xfb", b"ID3\0\0\0\0\0\0\0", b"x"])
def test_what_stands_behind_a_song_is_looked_through_once(filling, tmp_path, monkeypatch):
    """Twice as much of it is twice the work, and no more: each place is asked once whether a frame begins there."""
    song, asked, ask = recordings.recording("mp3"), [], sound._length
    monkeypatch.setattr(sound, "_length", lambda head: asked.append(head) or ask(head))
    monkeypatch.setattr(sound, "_PIECE", 16_384)
    read = _count_reads(monkeypatch)
    work = []
    for length in (0, 20_000, 40_000):
        (tmp_path / "song").write_bytes(song + filling * (length // len(filling)))
        asked.clear(), read.clear()

        sound.only_frames(tmp_path / "song", tmp_path / "frames")

        work.append((len(asked), sum(read)))

    (asked_for_none, read_for_none), (_once, read_once), (asked_twice, read_twice) = work
    assert asked_twice - asked_for_none <= 40_000
    assert read_twice - read_for_none <= 2 * 40_000
    assert read_twice - read_once <= 2 * 20_000
    assert (tmp_path / "frames").stat().st_size <= len(song)


def _count_reads(monkeypatch):
    """How many bytes each reading of a file takes, whoever asks for it."""
    read, opened = [], Path.open

    class Counted(io.BufferedReader):
        def read(self, *size):
            content = super().read(*size)
            read.append(len(content))
            return content

    def counted(path, mode="r", *options, **more):
        return Counted(io.FileIO(path)) if mode == "rb" else opened(path, mode, *options, **more)

    monkeypatch.setattr(Path, "open", counted)
    return read


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
