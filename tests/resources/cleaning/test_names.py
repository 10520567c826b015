"""UP 1 to 22: whatever a file is called, it is kept under a name that means nothing to any machine, or refused."""

import unicodedata

import pytest

from resources.cleaning import ACCEPT_ATTRIBUTE, ACCEPTED, Refused, safe_name
from resources.cleaning.kinds import kind_by_name
from tests.resources.cleaning import documents
from tests.resources.cleaning.hands import case, give, refusal

PDF = documents.pdf()


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        pytest.param("../../x.pdf", "x.pdf", id="UP-1 path upwards"),
        pytest.param("/etc/x.pdf", "x.pdf", id="UP-2 path from the root"),
        pytest.param("C:\\x.pdf", "x.pdf", id="UP-3 path of Windows"),
        pytest.param("x\r\nSet-Cookie: a.pdf", "xSet-Cookie_ a.pdf", id="UP-5 line ends"),
        pytest.param("a" * 300 + ".pdf", "a" * 100 + ".pdf", id="UP-6 300 letters"),
        pytest.param("-rf.pdf", "rf.pdf", id="UP-10 option of a command"),
        pytest.param("CON.pdf", "file-CON.pdf", id="UP-11 device of Windows"),
        pytest.param("x.pdf.", "x.pdf", id="UP-12 dot at the end"),
        pytest.param("NOTES.PDF", "NOTES.pdf", id="UP-15 capitals"),
        pytest.param(".PDF", "file.pdf", id="UP-15 nothing but the ending"),
        pytest.param(unicodedata.normalize("NFD", "été.pdf"), "été.pdf", id="UP-16 decomposed accents"),
        pytest.param("🎉👩‍👩‍👧.pdf", "🎉👩‍👩‍👧.pdf", id="UP-17 emoji"),
        pytest.param('l\'eau "claire"; rm.pdf', "l’eau _claire_ rm.pdf", id="UP-18 quotes and semicolon"),
        pytest.param("%2e%2e%2fx.pdf", "x.pdf", id="UP-19 encoded path"),
        pytest.param("<img onerror>.pdf", "img onerror.pdf", id="UP-20 markup"),
    ],
)
def test_names_that_are_made_safe(name, kept_as, tmp_path):
    assert give(PDF, name, tmp_path).name == kept_as


@case("UP-21 formula")
def test_a_name_that_is_a_formula_is_none_any_more(tmp_path):
    assert give(b"a,b\n", "=cmd().csv", tmp_path).name == "cmd().csv"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("x\0.pdf", "name_unreadable", id="UP-4 NUL"),
        pytest.param("x\u202efdp.exe", "name_misleading", id="UP-7 right-to-left override"),
        pytest.param("x\u202exe.pdf", "name_misleading", id="UP-7 right-to-left override of a PDF"),
        pytest.param("...", "name_empty", id="UP-8 dots"),
        pytest.param("", "name_empty", id="UP-9 empty"),
        pytest.param("x.pdf.exe", "program", id="UP-13 second ending"),
        pytest.param("x", "name_without_ending", id="UP-14 no ending"),
    ],
)
def test_names_that_are_refused(name, reason, tmp_path):
    assert refusal(PDF, name, tmp_path) == reason


@case("UP-22 same name twice")
def test_the_same_name_twice_makes_two_files(tmp_path):
    first, second = give(PDF, "x.pdf", tmp_path), give(PDF, "x.pdf", tmp_path)

    assert first.name == second.name
    assert first.path != second.path
    assert first.path.read_bytes() == second.path.read_bytes()


@pytest.mark.parametrize(
    "name", ["a" * 99 + "é" * 60 + ".pdf", "日" * 200 + ".pdf", "\u200d.pdf", " .. .pdf", "a..pdf"]
)
def test_a_safe_name_stays_as_it_is(name):
    once = safe_name(name)

    assert safe_name(once) == once
    assert len(once.encode()) <= 200


def test_names_say_what_the_portal_takes():
    assert {kind_by_name(f"x{ending}") for ending in ACCEPT_ATTRIBUTE.split(",")} == set(ACCEPTED)


def test_an_unknown_ending_is_refused_by_its_name():
    with pytest.raises(Refused, match="unknown_kind") as refused:
        kind_by_name("x.xyz")

    assert ".xyz" in str(refused.value.sentence)
