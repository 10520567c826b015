"""Sound and films that tell more than one hears and sees, made by ffmpeg from its own test pictures."""

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


def _made(options, form):
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / "cover.jpg").write_bytes(pictures.jpeg(comment=pictures.SECRET))
        (desk / "captions.srt").write_text(CAPTIONS)
        (desk / "chapters.txt").write_text(CHAPTERS)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-threads", "1", *options, *TOLD, f"made.{form}"]
        subprocess.run(command, cwd=desk, check=True)
        return (desk / f"made.{form}").read_bytes()
