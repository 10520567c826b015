"""Plain text, Markdown and CSV: written anew as UTF-8, without letters nobody sees.

What looks like HTML or like a formula stays as it is: it is text, and is served as text, to be kept as a file.
"""

import codecs
import re

from resources.cleaning.kinds import LARGEST_TEXT
from resources.cleaning.report import Refused
from resources.cleaning.unseen import without_unseen

_MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def clean(source, target, report):
    if source.stat().st_size > LARGEST_TEXT:
        raise Refused("text_too_large", megabytes=LARGEST_TEXT // 1024**2)
    content = source.read_bytes()
    text = _decode(content)
    if _CONTROLS.search(text):
        raise Refused("not_text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, invisible = without_unseen(text)
    if not text.strip():
        raise Refused("next_to_nothing")
    if invisible:
        report.found("invisible_letters", invisible)
    # Some spreadsheets only know by this mark that letters beyond English follow.
    mark = codecs.BOM_UTF8 if report.kind == "csv" and content.startswith(codecs.BOM_UTF8) else b""
    target.write_bytes(mark + text.encode())
    report.cannot("words")
    report.words = text


def _decode(content):
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise Refused("not_text") from None
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused("not_text" if _CONTROLS.search(content.decode("latin-1")) else "letters") from None
    if not _is_western(text):
        raise Refused("letters")
    return text


# Letters beyond English in the writing of Western Europe on Windows. What was written in another one is read as these
# too, as nonsense: one after the other, or as letters and signs that the languages of Western Europe do not have there.
# Icelandic and Estonian are refused with them, knowingly.
_BEYOND = "À-ÖØ-öø-ÿŒœŠšŽžŸªº"
_RUN = re.compile(f"(?<![^\\W\\d_])[{_BEYOND}]{{2,}}(?![^\\W\\d_])|[{_BEYOND}]{{3,}}")
_TOGETHER = [set("çà"), set("æøå"), set("äöüåß")]  # a word, the end of an alphabet, and as Finnish and German are
_ELSEWHERE = re.compile(
    "[ðþýÐÞÝ¤]"  # as Turkish is read, and the letters of the Baltic; the sign of the euro, of an older writing
    "|[a-zß-ÿ][ŠŽŸ]"  # as French of old computers is, and Polish
    "|[èÈ][aeoAEO]|[õÕ](?![eE])"  # Slovene, Hungarian
    "|(?<=[^\\W\\d_])[‚„†‡‰ˆ˜ƒ¦¬±³¹¶¼½¾¿¡¥£§ªº¢](?=[^\\W\\d_])"
)


def _is_western(text):
    """Whether this is what somebody wrote, for all that one can tell; if in doubt it is not."""
    runs = {frozenset(run[0].lower()) for run in _RUN.finditer(text)}
    odd = [run for run in runs if len(run) > 1 and not any(run <= usual for usual in _TOGETHER)]
    return not odd and not _ELSEWHERE.search(text)
