"""What is the same is cleaned to the same bytes, whenever and by whomever it is given: that is how it is recognised."""

import pytest
import time_machine

from resources.cleaning.kinds import kind_by_name
from resources.cleaning.worker import open_and_write_anew
from tests.resources.cleaning import documents, pictures
from tests.resources.cleaning.hands import give

GIVEN = {
    "x.txt": b"The same.\n",
    "x.csv": b"a,b\n",
    "x.pdf": documents.pdf(),
    "x.docx": documents.word(),
    "x.xlsx": documents.saved(documents.workbook()),
    "x.pptx": documents.slides(),
    "x.odt": documents.open_text(),
    "x.ods": documents.open_sheets(),
    "x.jpg": pictures.jpeg(),
    "x.png": pictures.png(),
    "x.webp": pictures.webp(),
}


@pytest.mark.parametrize("name", GIVEN)
def test_the_same_given_on_another_day_is_the_same(name, tmp_path):
    source = tmp_path / name
    source.write_bytes(GIVEN[name])
    written = []

    for day in ["2026-01-01", "2027-02-02"]:
        with time_machine.travel(day, tick=False):
            open_and_write_anew(kind_by_name(name), source, tmp_path / day)
        written.append((tmp_path / day).read_bytes())

    assert written[0] == written[1]


def test_a_photo_is_the_same_once_it_tells_no_place(tmp_path):
    plain, told = pictures.jpeg(), pictures.jpeg(exif=pictures.exif())

    assert plain != told
    assert give(plain, "x.jpg", tmp_path).sha256 == give(told, "x.jpg", tmp_path).sha256
