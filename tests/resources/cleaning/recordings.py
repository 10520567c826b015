"""Sound and films that tell more than one hears and sees, made by ffmpeg from its own test pictures."""

import struct
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from tests.resources.cleaning import pictures
from tests.resources.cleaning.hands import CANARY, HERE, SOMEBODY

TOLD = ["-metadata", f"title={CANARY}", "-metadata", f"artist={SOMEBODY}", "-metadata", f"comment={HERE}"]
TOLD += ["-metadata", "location=+12.3700-001.5300/", "-metadata:s:0", f"handler_name={CANARY}"]
SOUND = ["-f", "lavfi", "-i", "sine=d=1"]
FILM = ["-f", "lavfi", "-i", "testsrc2=d=1:s=64x48:r=10"]
CHAPTERS = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle={CANARY}\n"
CAPTIONS = f"1\n00:00:00,000 --> 00:00:00,900\nGPS({HERE})\n"
MADE_WITH = {
    "mp3": SOUND,
    "m4a": [*SOUND, "-c:a", "aac"],
    "ogg": [*SOUND, "-c:a", "libopus"],
    "wav": SOUND,
    "flac": SOUND,
    "mp4": [*FILM, *SOUND, "-c:v", "libx264", "-c:a", "aac"],
    "mov": [*FILM, *SOUND, "-c:v", "libx264", "-c:a", "aac"],
    "webm": [*FILM, *SOUND, "-c:v", "libvpx", "-c:a", "libopus"],
}


@cache
def recording(form):
    return _made(MADE_WITH[form], form)


@cache
def song_with_cover():
    return _made(
        [*SOUND, "-i", "cover.jpg", "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"], "mp3"
    )


@cache
def film_with_captions_and_chapters():
    inputs = [*FILM, "-i", "captions.srt", "-i", "chapters.txt", "-map", "0:v", "-map", "1", "-map_metadata", "2"]
    return _made([*inputs, "-map_chapters", "2", "-c:v", "libx264", "-c:s", "mov_text"], "mp4")


FILM_ALONE = {
    "h264": ["-c:v", "libx264", "-x264-params", "bframes=0", "-f", "h264"],
    "hevc": ["-c:v", "libx265", "-x265-params", "bframes=0:log-level=none", "-f", "hevc"],
    "av1": ["-c:v", "libaom-av1", "-cpu-used", "8", "-f", "obu"],
    "mpeg4": ["-c:v", "mpeg4", "-f", "m4v"],
}
HEADS = {
    "h264": lambda unit: b"\0\0\0\1" + bytes([unit]),
    "hevc": lambda unit: b"\0\0\0\1" + bytes([unit << 1, 1]),
    "mpeg4": lambda unit: b"\0\0\1" + bytes([unit]),
}


@cache
def film(codec):
    """In MP4, without sound."""
    return _made([*FILM, "-c:v", *FILM_ALONE[codec][1:-2], "-an"], "mp4")


_NOTE = 5  # a unit of AV1 that every program passes on


@cache
def film_with_unit(codec, unit):
    """A film in MP4 with one more unit of this number, full of words, before its last image."""
    alone, said = _made([*FILM, *FILM_ALONE[codec]], "raw"), CANARY.encode() + b"\x80"
    if codec == "av1":
        # Programs drop what they do not know while they pack, and not once it is packed.
        at, told = alone.rindex(b"\x12\0") + 2, bytes([_NOTE << 3 | 2, len(said)]) + said
        packed = repacked(alone[:at] + told + alone[at:], "obu")
        return packed.replace(told, bytes([unit << 3 | 2]) + told[1:])
    if (codec, unit) == ("h264", 6):
        said = bytes([5, 16 + len(CANARY)]) + bytes(range(1, 17)) + said
    at = alone.rindex(b"\0\0\1")
    at -= alone[at - 1] == 0
    return repacked(alone[:at] + HEADS[codec](unit) + said + alone[at:], FILM_ALONE[codec][-1])


def repacked(content, form):
    """What a film alone is, in MP4."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "alone").write_bytes(content)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "fatal", "-r", "10", "-f", form, "-i", "alone", "-c", "copy"]
        subprocess.run([*command, "packed.mp4"], cwd=folder, check=True)
        return (Path(folder) / "packed.mp4").read_bytes()


def two_films(first, second):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "first.mp4").write_bytes(first)
        (Path(folder) / "second.mp4").write_bytes(second)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "fatal", "-i", "first.mp4", "-i", "second.mp4"]
        command += ["-map", "0:v", "-map", "1:v", "-c", "copy", "both.mp4"]
        subprocess.run(command, cwd=folder, check=True)
        return (Path(folder) / "both.mp4").read_bytes()


def images(path, which="v"):
    """The sum of each image of a film as it is shown, one behind the other."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path), "-map", f"0:{which}"]
    command += ["-f", "framemd5", "-"]
    said = subprocess.run(command, capture_output=True, check=True, text=True)
    assert said.stderr == ""
    return [line.rpartition(",")[2].strip() for line in said.stdout.splitlines() if not line.startswith("#")]


def vorbis_in_webm():
    """Its words are in what its sound is decoded with, which programs copy."""
    content = _made([*SOUND, "-c:a", "libvorbis"], "webm")
    program = content.index(b"\3vorbis") + 11
    return content[:program] + CANARY.encode() + content[program + len(CANARY) :]


def tag_of_ape():
    """As players put it behind a song, with their notes on how loud it is."""
    said = CANARY.encode()
    item = struct.pack("<II", len(said), 0) + b"Artist\0" + said
    return item + b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 0) + bytes(8)


def tag_at_end():
    return b"TAG" + CANARY.encode().ljust(125, b"\0")


def tag_before():
    said = b"\0" + CANARY.encode()
    frame = b"TPE1" + struct.pack(">I", len(said)) + b"\0\0" + said
    return b"ID3\3\0\0\0\0\0" + bytes([len(frame)]) + frame


def box(name):
    """In MP4: something of this name, at its end."""
    said = CANARY.encode()
    return struct.pack(">I", len(said) + 8) + name + said


def chunk(name):
    """In WAV."""
    said = CANARY.encode().ljust(602, b"\0")
    return name + struct.pack("<I", len(said)) + said


def behind():
    """Recordings with words behind or between what is heard: {case: (ending, content)}."""
    song, silent = recording("mp3"), recording("flac")
    half = song[: len(song) // 2], song[len(song) // 2 :]
    cases = {
        "MP3: APE at its end": ("mp3", song + tag_of_ape()),
        "MP3: ID3 at its end": ("mp3", song + tag_at_end()),
        "MP3: words of a song at its end": ("mp3", song + b"LYRICSBEGIN" + CANARY.encode() + b"000027LYRICS200"),
        "MP3: two songs, one behind the other": ("mp3", song + tag_before() + song),
        "MP3: in its middle": ("mp3", half[0] + CANARY.encode() + half[1]),
        "FLAC: ID3 at its end": ("flac", silent + tag_at_end()),
    }
    for name in [b"bext", b"iXML", b"id3 ", b"junk"]:
        cases[f"WAV: {name.decode()}"] = ("wav", recording("wav") + chunk(name))
    for name in [b"free", b"uuid", b"udta", b"meta", b"mdat"]:
        cases[f"MP4: {name.decode()}"] = ("mp4", recording("mp4") + box(name))
    return cases


def _made(options, form):
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / "cover.jpg").write_bytes(pictures.jpeg(comment=pictures.SECRET))
        (desk / "captions.srt").write_text(CAPTIONS)
        (desk / "chapters.txt").write_text(CHAPTERS)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-threads", "1", *options, *TOLD, f"made.{form}"]
        subprocess.run(command, cwd=desk, check=True)
        return (desk / f"made.{form}").read_bytes()
