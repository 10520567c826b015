"""No link with a key of the encrypted drive is kept in a file: neither as words nor behind words (FEATURES 4.9)."""

import io

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import A, P
from pikepdf import Dictionary, Name, String

from tests.resources.cleaning import documents
from tests.resources.cleaning.hands import give, refusal

PAD, KEY = "https://pad.example.org/pad/", "/2/pad/view/GcNjAWmK6YDB3EO2IipRZ0fUe89j43Ryqeb4fjkjehE/"
KEYED, HARMLESS = f"{PAD}#{KEY}", "https://example.org/page#a-section"


def word(address, anchor=""):
    document = docx.Document()
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    if anchor:
        link.set(qn("w:anchor"), anchor)
    paragraph = document.add_paragraph("What we wrote down: ")
    run = paragraph.add_run("here")
    link.append(run._r)
    paragraph._p.append(link)
    return documents.saved(document)


def word_with_field(code):
    document = docx.Document()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph = document.add_paragraph("What we wrote down: ")
    field.append(paragraph.add_run("here")._r)
    paragraph._p.append(field)
    return documents.saved(document)


def sheet(address, location=None):
    book = openpyxl.Workbook()
    book.active["A1"] = "here"
    book.active["A1"].hyperlink = address
    if location:
        book.active["A1"].hyperlink.location = location
    return documents.saved(book)


def sheet_with_formula(formula):
    book = openpyxl.Workbook()
    book.active["A1"] = formula
    return documents.saved(book)


def calc_with_formula(formula):
    document, table, row = OpenDocumentSpreadsheet(), Table(name="One"), TableRow()
    cell = TableCell(formula=formula, valuetype="string")
    cell.addElement(P(text="here"))
    row.addElement(cell)
    table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def writer(address):
    document, paragraph = OpenDocumentText(), P(text="What we wrote down: ")
    paragraph.addElement(A(href=address, text="here"))
    document.text.addElement(paragraph)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def pdf(address):
    return documents.pdf_with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address)))


def text(address):
    return f"What we wrote down is here: {address}\n".encode()


MAKERS = {"x.txt": text, "x.csv": text, "x.pdf": pdf, "x.docx": word, "x.xlsx": sheet, "x.odt": writer}
APART = {
    "a place in a Word link": ("x.docx", word(PAD, anchor=KEY)),
    "a field in Word": ("x.docx", word_with_field(f'HYPERLINK "{KEYED}"')),
    "a field in Word, in two parts": ("x.docx", word_with_field(f'HYPERLINK "{PAD}" \\l "{KEY}"')),
    "a field in Word, the other way round": ("x.docx", word_with_field(f'HYPERLINK \\l "{KEY}" "{PAD}"')),
    "a field in Word, bare": ("x.docx", word_with_field(f"HYPERLINK {KEYED}")),
    "a formula": ("x.xlsx", sheet_with_formula(f'=HYPERLINK("{KEYED}","here")')),
    "a formula of LibreOffice": ("x.ods", calc_with_formula(f'of:=HYPERLINK("{KEYED}";"here")')),
    "wrapped twice by a mail program": ("x.odt", writer(f"https://safe.example/?u={KEYED.replace('#', '%2523')}")),
    "after a long text": ("x.txt", text(KEYED).rjust(300_000, b".")),
    "a place in a sheet": ("x.xlsx", sheet(PAD, location=KEY)),
    "written as numbers": ("x.odt", writer(KEYED.replace("#", "%23"))),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_file_with_a_keyed_link_is_refused_and_one_with_another_is_taken(name, tmp_path):
    assert refusal(MAKERS[name](KEYED), name, tmp_path) == "keyed_link"
    assert give(MAKERS[name](HARMLESS), name, tmp_path).size > 0


@pytest.mark.parametrize(("name", "content"), APART.values(), ids=APART)
def test_a_key_that_stands_apart_from_its_address_is_found_too(name, content, tmp_path):
    assert refusal(content, name, tmp_path) == "keyed_link"
