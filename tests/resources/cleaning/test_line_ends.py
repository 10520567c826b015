"""Words that a PDF breaks at the end of a line are read, found and shown as words."""

from importlib import import_module

import pytest
from django.apps import apps
from pikepdf import Dictionary, Name

from resources.cleaning import pdf
from resources.cleaning.report import Report
from tests.resources.cleaning import documents
from tests.search.conftest import results
from tests.search.test_files import make_written

LINES = ["We speak of mobili-", "sation and non-", "violence."]
BROKEN = "We speak of mobili\ufffesation and non\ufffe\r\nviolence."


def words_of_pdf(tmp_path, lines):
    def change(document):
        font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        page = document.pages[0].obj
        page.Resources = Dictionary(Font=Dictionary(F=font))
        said = " ".join(f"({line}) Tj T*" for line in lines)
        page.Contents = document.make_stream(f"BT /F 12 Tf 20 200 Td 14 TL {said} ET".encode())

    (tmp_path / "given.pdf").write_bytes(documents.pdf(changed=change))
    report = Report("pdf")
    pdf.clean(tmp_path / "given.pdf", tmp_path / "cleaned.pdf", report)
    return report.as_answer()["words"]


def test_a_word_broken_at_the_end_of_a_line_is_read_with_a_hyphen(tmp_path):
    assert words_of_pdf(tmp_path, LINES) == "We speak of mobili-sation and non-violence."


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["mobilisation", "mobilisations", "non-violence", "nonviolence", "violence"])
def test_it_is_found_and_its_passage_has_no_sign_that_is_no_letter(tmp_path, newcomer, word):
    make_written(words_of_pdf(tmp_path, LINES), language_id="en")

    ((_source, _count, _more, (found,)),) = results("en", word, newcomer).shown

    assert "\ufffe" not in found.passage[0]
    assert "<mark>" in found.passage[0]


@pytest.mark.django_db
def test_what_was_read_before_is_put_right():
    broken, whole = (make_written(words).versions.get() for words in (BROKEN, "Of self-care."))
    migration = import_module("resources.migrations.0045_words_broken_at_a_line_end")

    migration.join(apps, None)
    for version in (broken, whole):
        version.refresh_from_db()

    assert (broken.words, whole.words) == ("We speak of mobili-sation and non-violence.", "Of self-care.")
