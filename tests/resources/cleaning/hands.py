"""Hands for the specifications of cleaning: they give a file in, and look into what comes out as no program would."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from django.utils.translation import override

from resources.cleaning import Refused, clean

CANARY = "Zanzibar7Quetzal"  # a word no file has of itself: found in what is stored, it betrays
SOMEBODY = "Zoltan Quirk7"  # somebody's name
HERE = "Ouagadougou7"  # a place


def case(number):
    """The number of a case in the catalogue of threats, in the name of the test that tries it."""

    def mark(test):
        return pytest.mark.usefixtures("case")(
            pytest.mark.parametrize("case", [number], ids=[number], indirect=True)(test)
        )

    return mark


def give(content, name, folder):
    return clean(io.BytesIO(content), name, folder)


def refusal(content, name, folder):
    """Why the file is refused. Nothing of it stays, both languages say why, and the next good file is taken."""
    with pytest.raises(Refused) as refused:
        give(content, name, folder)

    assert list(folder.iterdir()) == []
    assert in_both_languages(refused.value)
    good = give(b"The next good file.", "good.txt", folder)
    assert good.path.read_bytes() == b"The next good file."
    good.path.unlink()
    return refused.value.code


def in_both_languages(spoken):
    with override("en"):
        english = str(spoken.sentence)
    with override("fr"):
        french = str(spoken.sentence)
    return english and french and english != french


def codes(findings):
    return {finding.code for finding in findings}


def layers(content):
    """All the bytes of a file: as it lies, and unpacked as far as it goes."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                yield info.filename.encode() + info.comment + info.extra
                yield from layers(archive.read(info))
    elif content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            for thing in document.objects:
                yield thing.unparse(resolved=True) if not isinstance(thing, pikepdf.Stream) else repr(thing).encode()
                if isinstance(thing, pikepdf.Stream):
                    yield thing.read_raw_bytes()
                    try:
                        yield thing.read_bytes()
                    except pikepdf.PdfError:  # a picture
                        continue
    elif content.startswith(b"\x89PNG"):
        for start in range(len(content)):
            if content[start : start + 1] == b"\x78":
                try:
                    yield zlib.decompressobj().decompress(content[start:])
                except zlib.error:
                    continue


def betrays(content, *words):
    """Which of these words can still be found in a file, in whatever way they are written."""
    forms = {word: [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")] for word in words or SECRETS}
    return {
        word for layer in layers(content) for word, written in forms.items() if any(form in layer for form in written)
    }


SECRETS = (CANARY, SOMEBODY, HERE)
