"""The glossary as files: out, read by others, and back to the same."""

import csv
import io
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from translate.storage.tbx import tbxfile

from glossary.exchange import TRANSLATED, from_csv, from_tbx, in_words, to_csv, to_tbx
from glossary.importing import take_over
from glossary.models import LANGUAGE_CODES, Term
from tests.make import make_term

pytestmark = pytest.mark.django_db

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\ufeff=1",
    " =1",
    '"=1',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org")',
    "'=1",
    "''=1",
]


def everything():
    """All that is said of all published terms, to be compared."""
    return {
        term.key: (
            {code: {name: in_words(getattr(term.text(code), name)) for name in TRANSLATED} for code in LANGUAGE_CODES},
            term.section,
            sorted(other.key for other in term.see_also.all()),
        )
        for term in Term.objects.all()
    }


@pytest.fixture
def glossary():
    first = make_term(
        key="grassroots",
        name_en="Grassroots",
        name_fr="Grassroots",
        variants_en="grass roots\ngrass-roots",
        definition_en="From the base: “local”, <b>popular</b> & more.\n\n- one\n- two",
        definition_fr="De la base ; l’été, œuvre.",
        rule_fr="keep",
        rule_note_fr="On garde l’anglais: c'est ainsi.",
        section="about#grassroots",
        source_author_en="A. Author",
        source_work_en="Some work, 2nd ed.",
        source_url_en="https://example.org/?a=1&b=2",
        free_translation_fr=True,
    )
    second = make_term(key="target-group", name_en="Target group", rule_en="avoid", rule_note_en="Say: people.")
    third = make_term(key="only-french", name_en=None, definition_en=None, name_fr="Élan")
    first.see_also.set([second, third])
    first.see_also.add(make_term(key="draft-hidden", name_en="Hidden draft", published_at=None))


@pytest.mark.parametrize(("write", "read"), [(to_csv, from_csv), (to_tbx, from_tbx)])
def test_what_goes_out_comes_back_to_the_same(glossary, write, read):
    Term.objects.get(key="draft-hidden").delete()
    before, content = everything(), write(Term.objects.published())
    Term.objects.all().delete()

    report = take_over(read(content))

    assert (everything(), sorted(report.created)) == (before, sorted(before))


@pytest.mark.parametrize(("write", "read"), [(to_csv, from_csv), (to_tbx, from_tbx)])
def test_what_comes_back_unchanged_changes_nothing(glossary, write, read):
    report = take_over(read(write(Term.objects.published())))

    assert (report.created, report.updated, len(report.unchanged)) == ([], [], 3)


@pytest.mark.parametrize(("write", "read"), [(to_csv, from_csv), (to_tbx, from_tbx)])
def test_whatever_people_type_survives(write, read):
    for number, text in enumerate([*FORMULAS, "a,b;c\"d'e", "<term>&amp;]]>", "{% now %}", "rule: avoid", "x" * 3000]):
        make_term(key=f"t{number}", definition_en=f"{text}\n{text}".strip(), variants_fr=text.strip()[:100])
    before, content = everything(), write(Term.objects.published())
    Term.objects.all().delete()

    take_over(read(content))

    assert everything() == before


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_the_table_is_a_formula(text):
    make_term(key="x", name_en=text, definition_en=text, source_author_fr=text)

    rows = list(csv.reader(io.StringIO(to_csv(Term.objects.published()).decode("utf-8-sig"), newline="")))

    dangerous = {*'=+-@＝＋－＠\t\r\n\x00\ufeff "'}
    assert [cell for row in rows for cell in row if cell[:1] in dangerous and cell[:1]] == []


def test_another_reader_of_tbx_finds_the_terms(glossary):
    store = tbxfile.parsestring(to_tbx(Term.objects.published()), "en", "fr")

    assert [(unit.getid(), unit.source, unit.target) for unit in store.units] == [
        ("t-grassroots", "Grassroots", "Grassroots"),
        ("t-only-french", None, "Élan"),
        ("t-target-group", "Target group", store.units[2].target),
    ]
    first, last = store.units[0], store.units[2]
    assert [term.text for term in first.get_source_terms()] == ["Grassroots", "grass roots", "grass-roots"]
    assert [term.deprecated for term in last.get_source_terms()] == [True]
    assert "De la base ; l’été, œuvre." in [note.text for note in first.get_common_notes()]


def test_both_files_are_public_and_hold_no_draft(client, glossary):
    table, tbx = client.get("/en/glossary/glossary.csv"), client.get("/fr/glossaire/glossary.tbx")

    assert (table.headers["Content-Type"], tbx.headers["Content-Type"]) == (
        "text/csv; charset=utf-8",
        "application/x-tbx",
    )
    assert table.headers["Content-Disposition"] == 'attachment; filename="glossary.csv"'
    assert b"hidden" not in (table.content + tbx.content).lower()
    assert from_csv(table.content)[0].key == "grassroots"


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_costs_as_many_queries_with_one_term_as_with_three(client, count, django_assert_num_queries):
    for _number in range(count):
        make_term().see_also.set(Term.objects.all()[:2])

    with django_assert_num_queries(2):
        client.get("/en/glossary/glossary.csv")


def test_tbx_of_2019_and_of_other_tools_is_read_and_spares_what_it_does_not_know():
    make_term(key="care", name_en="Care", name_fr="Soin", rule_note_en="Ours.", source_work_en="Ours", section="about")
    file = b"""<?xml version="1.0"?>
    <tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca"><text><body>
    <conceptEntry id="care"><langSec xml:lang="en"><descrip type="definition">New words.</descrip>
    <termSec><term>Care work</term></termSec><termSec><term>caring</term></termSec></langSec></conceptEntry>
    </body></text></tbx>"""

    report = take_over(from_tbx(file))

    term = Term.objects.get()
    assert report.updated == ["care"]
    assert (term.name_en, term.variants_en, term.definition_en) == ("Care work", "caring", "New words.")
    assert (term.name_fr, term.rule_note_en, term.source_work_en, term.section) == ("Soin", "Ours.", "Ours", "about")


def test_a_table_with_some_columns_changes_only_those():
    make_term(key="care", name_en="Care", name_fr="Soin", definition_en="Before.")

    take_over(from_csv(b"key,definition_en\r\ncare,After.\r\n"))

    term = Term.objects.get()
    assert (term.name_en, term.definition_en, term.definition_fr) == ("Care", "After.", "Ce que cela veut dire.")


def run(tmp_path, name, content, **options):
    file, out = tmp_path / name, StringIO()
    file.write_bytes(content)
    call_command("import_terms", file, stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_says_what_it_did_and_a_second_time_does_nothing(tmp_path, glossary):
    content = to_csv(Term.objects.published())
    Term.objects.exclude(key="grassroots").delete()
    Term.objects.filter(key="grassroots").update(section="")

    first = run(tmp_path, "terms.csv", content)
    second = run(tmp_path, "terms.csv", content)

    assert first == ["created: 2 – only-french, target-group", "updated: 1 – grassroots", "unchanged: 0"]
    assert second == ["created: 0", "updated: 0", "unchanged: 3 – grassroots, only-french, target-group"]


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path, glossary):
    content = to_tbx(Term.objects.published())
    Term.objects.filter(key="only-french").delete()
    before = everything()

    said = run(tmp_path, "terms.tbx", content, dry_run=True)

    assert (said[0], said[-1]) == ("created: 1 – only-french", "This was a dry run: nothing was changed.")
    assert everything() == before


def test_new_terms_may_wait_as_drafts(tmp_path):
    run(tmp_path, "t.csv", b"key,name_en,definition_en\r\ncare,Care,To look after.\r\n", drafts=True)

    assert Term.objects.get().published_at is None


HEAD = b"key,section,see_also,name_en,definition_en,rule_en,source_url_en,free_translation_en\r\n"
GOOD = b'good,,,Good,"Two\nlines",,,\r\n'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "t.csv",
            HEAD + GOOD + b"bad,,,Bad,Def,sometimes,,\r\n",
            "Line 4: the rule “sometimes” is none of: translate, keep, avoid.",
        ),
        (
            "t.csv",
            HEAD + GOOD + b"bad,,,,,,,\r\n",
            "Line 4: bad: Give the term and its definition in one language at least.",
        ),
        ("t.csv", HEAD + GOOD + b"bad,,nowhere,Bad,Def,,,\r\n", "Line 4: see also “nowhere”: there is no such term."),
        ("t.csv", HEAD + GOOD + b"good,,,Good,Def,,,\r\n", "Line 4: “good” is there already, in line 2."),
        ("t.csv", HEAD + GOOD + b",,,Bad,Def,,,\r\n", "Line 4: the term has no key."),
        ("t.csv", HEAD + GOOD + b"bad,,,Bad,Def,,javascript:x,\r\n", "Line 4: bad: Enter a valid URL."),
        ("t.csv", HEAD + GOOD + b"bad,,,Bad,Def,,,perhaps\r\n", "Line 4: “free translation” is either yes or empty."),
        (
            "t.csv",
            HEAD + GOOD + b"bad,a b,,Bad,Def,,,\r\n",
            "Line 4: bad: Write the key of a page and an anchor: about#grassroots.",
        ),
        ("t.csv", HEAD + GOOD + b"bad,,,Bad\r\n", "Line 4: 4 cells instead of 8."),
        ("t.csv", HEAD + GOOD + b"bad,,,\xff,Def,,,\r\n", "Line 4: this is not UTF-8. Save the file as UTF-8."),
        ("t.csv", HEAD + GOOD + b'bad,,,"Bad,Def,,,\r\n', "Line 4: unexpected end of data"),
        ("t.csv", b"name_en\r\nx\r\n", "Line 1: there is no column “key”."),
        ("t.csv", b"key,name_xx,colour\r\n", "Line 1: unknown columns: name_xx, colour."),
        ("t.csv", b"", "Line 1: there is no column “key”."),
        (
            "t.tbx",
            b"<martif>\n<text>\n</martif>",
            "Line 3: Opening and ending tag mismatch: text line 2 and martif, line 3, column 10",
        ),
        ("t.tbx", b"<html/>", "Line 1: this is not TBX: it begins with neither martif nor tbx."),
        (
            "t.tbx",
            b'<martif><text><body>\n<termEntry id="t-x"><langSet xml:lang="tlh"><tig><term>x</term></tig></langSet>'
            b"</termEntry></body></text></martif>",
            "Line 2: “tlh” is not a language of this portal.",
        ),
    ],
)
def test_a_broken_file_names_its_line_and_changes_nothing(tmp_path, name, content, said):
    make_term(key="there", name_en="There")
    before = everything()

    with pytest.raises(CommandError) as refusal:
        run(tmp_path, name, content)

    assert str(refusal.value).splitlines() == ["Nothing was changed.", said]
    assert everything() == before


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_terms", tmp_path / "nothing.csv")


def test_a_file_that_reaches_for_others_gets_nothing(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    file = f"""<!DOCTYPE martif [<!ENTITY x SYSTEM "file://{secret}">]><martif><text><body><termEntry id="t-x">
    <langSet xml:lang="en"><descrip type="definition">a &x; b</descrip><tig><term>X &x;</term></tig></langSet>
    </termEntry></body></text></martif>"""

    [record] = from_tbx(file.encode())

    assert "canary" not in str(record)
