"""Audio and video: the sound and the moving picture alone, repacked without decoding, so that nothing is lost of them.

Titles, places, dates, devices, chapters, cover pictures, captions and tracks of data do not pass. Captions are among
them because drones and cameras write where they are as captions. Between the images of a film only those units pass
that show them; what is inside a unit, or inside a frame of sound, passes as it is, because nothing is decoded.
"""

import re
import resource
import subprocess

import imageio_ffmpeg

from resources.cleaning import sound
from resources.cleaning.report import Refused, refuse_where_full

SECONDS = 8  # of a processor, for us and for all that the program which repacks does, together
_READ = {"mp3": "mp3", "m4a": "mov", "mp4": "mov", "ogg": "ogg", "wav": "wav", "flac": "flac", "webm": "matroska"}
_WRITTEN = {**_READ, "m4a": "ipod", "mp4": "mp4", "webm": "webm"}
_WITH_PICTURE = {"mp4", "webm"}
_CODECS = set(
    ("mp3 mp2 aac alac opus vorbis flac pcm_s16le pcm_s24le pcm_s32le pcm_u8 pcm_f32le h264 hevc vp8 vp9 av1").split()
)
# What shows a film, by the numbers of its units: the images, and the tables they are decoded with. All else that lies
# between images is words: the settings of an encoder, what a camera adds, what is left to whoever wants it.
_SHOWN = {
    "h264": "filter_units=pass_types=1-5|7-8",
    "hevc": "filter_units=pass_types=0-9|16-21|32-34",
    "av1": "filter_units=pass_types=1-4|6",
}
# The program that repacks cannot cut what lies between the images of these.
_OLD_FILMS = {"mpeg4"}
_STREAM = re.compile(r"^\s*Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment): (\w+)(.*)$", re.MULTILINE)
_DURATION = re.compile(r"^\s*Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
_PLACES = re.compile(r"^\s*(?:location|com\.apple\.quicktime\.location\S*|xyz|geo\S*|gps\S*)\s*:", re.M | re.I)
_TAG = re.compile(r"^\s{4,}(?!Metadata|Stream|Chapter|Side|Duration|major_brand|minor_version|compatible_brands)", re.M)


def clean(source, target, report):
    kind = report.kind
    said = _ffmpeg("-f", _READ[kind], "-i", str(source), may_fail=True)
    streams = [(what, codec, rest) for what, codec, rest in _STREAM.findall(said)]
    film = _taken(streams, kind)
    if kind == "mp3":
        frames = target.with_name("frames")
        if sound.only_frames(source, frames):
            report.found("media_tags")
        source = frames
    elif kind == "ogg":
        sound.refuse_chained(source)
    options = [*_maps(kind), "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"]
    options += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    if film in _SHOWN:
        options += ["-bsf:v", _SHOWN[film]]
    if kind == "mp3":
        options += ["-id3v2_version", "0", "-write_id3v1", "0"]
    if _WRITTEN[kind] in {"mp4", "ipod"}:
        options += ["-movflags", "+faststart", "-empty_hdlr_name", "1"]
    wrong = _ffmpeg("-xerror", "-f", _READ[kind], "-i", str(source), *options, "-f", _WRITTEN[kind], str(target))
    refuse_where_full(wrong)
    if kind == "flac" and not wrong and sound.cut_after_flac(target):
        report.found("media_tags")
    if kind in _WITH_PICTURE and not wrong:
        sound.empty_vorbis(target)
    _report(said, streams, report)
    report.seconds = _seconds(_ffmpeg("-f", _READ[kind], "-i", str(target), may_fail=True))
    if wrong or not report.seconds:
        raise Refused("broken")


def _taken(streams, kind):
    """The codec of the film that is kept, the first; None for sound alone. Refused if nothing can be seen or heard."""
    wanted = {"Audio", "Video"} if kind in _WITH_PICTURE else {"Audio"}
    kept = [(what, codec) for what, codec, rest in streams if what in wanted and "attached pic" not in rest]
    codecs = {codec for _what, codec in kept}
    if not kept:
        raise Refused("other_content", ending=kind)
    if codecs & _OLD_FILMS:
        raise Refused("old_film")
    if codecs - _CODECS:
        raise Refused("other_codec")
    return next((codec for what, codec in kept if what == "Video"), None)


def _maps(kind):
    video = ["-map", "0:V:0?"] if kind in _WITH_PICTURE else []
    return [*video, "-map", "0:a?"]


def _report(said, streams, report):
    if _PLACES.search(said):
        report.found("place")
    if _TAG.search(said):
        report.found("media_tags")
    if "Chapter #0" in said:
        report.found("chapters")
    for what, _codec, rest in streams:
        if what == "Video" and "attached pic" in rest:
            report.found("cover")
        elif what == "Subtitle":
            report.found("captions")
        elif what in {"Data", "Attachment"}:
            report.found("data_tracks")
    if report.kind in _WITH_PICTURE and any(what == "Video" for what, _codec, _rest in streams):
        report.cannot("faces")
    if any(what == "Audio" for what, _codec, _rest in streams):
        report.cannot("voices")
    report.cannot("packed")


def _seconds(said):
    duration = _DURATION.search(said)
    if not duration:
        return None
    hours, minutes, seconds = duration.groups()
    return round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 2)


def _ffmpeg(*arguments, may_fail=False):
    """What ffmpeg says. It may read and write files on this machine, nothing else, and decodes nothing."""
    level = "info" if may_fail else "error"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y", "-v", level, "-threads", "1"]
    command += ["-protocol_whitelist", "file", *arguments]
    seconds = _seconds_left()
    result = subprocess.run(  # noqa: S603 our words
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
    )
    said = result.stderr.decode(errors="replace")
    if result.returncode < 0:
        raise Refused("too_heavy")
    if result.returncode and not may_fail:
        refuse_where_full(said)
        raise Refused("broken")
    return said


def _seconds_left():
    """Of what everybody together may take."""
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    left = int(SECONDS - sum(one.ru_utime + one.ru_stime for one in taken))
    if left < 1:
        raise Refused("too_heavy")
    return left
