"""The glossary as files that other tools read: CSV for spreadsheets, TBX for translators. Both come back to the same.

TBX is written as TBX-Basic in the form of ISO 30042:2008 (martif, termEntry, langSet, tig), which the tools of
translators read, Translate Toolkit and Weblate among them; the form of 2019 (tbx, conceptEntry, langSec, termSec) is
read as well. What TBX-Basic has no place for travels in notes: "rule: keep", "slug: grassroots".
"""

import csv
import io
import re
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from glossary.models import LANGUAGE_CODES, TRANSLATED, Rule

SHARED = ["section", "see_also"]
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet takes for a formula, also behind quotes, blanks or an invisible mark.
_FORMULA = re.compile(r"'*[\s\ufeff\"\x00]*[=+\-@＝＋－＠\t\r\n\x00]")
_IN_NOTES = ["slug", "source_author", "source_work", "source_url", "free_translation", "rule", "rule_note"]
_ENTRIES = {"termEntry", "conceptEntry"}
_LANGUAGES = {"langSet", "langSec"}
_TERMS = {"tig", "ntig", "termSec"}


class BrokenFile(Exception):
    """A file that cannot be taken over; `problems` are sentences that name the line."""

    def __init__(self, *problems):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass
class Record:
    """What a file says of one term. Only what it mentions: what is not in `shared` or `texts` stays as it is."""

    key: str
    line: int
    shared: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)  # {language: {name: value}}


def in_words(value):
    """One value as it is written into files: yes and no, lines, or the text."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return _ILLEGAL.sub("", "\n".join(value) if isinstance(value, tuple) else value)


def facts(terms):
    """The published facts of terms in the order of their keys: [(key, shared, {language: TermText})]."""
    for term in terms.order_by("key").prefetch_related("see_also"):
        see_also = sorted(other.key for other in term.see_also.all() if other.published_at)
        shared = {"section": term.section, "see_also": " ".join(see_also)}
        yield term.key, shared, {code: term.text(code) for code in LANGUAGE_CODES}


# --- CSV ------------------------------------------------------------------------------------------------------------


def to_csv(terms):
    """UTF-8 with a mark, so that spreadsheets read the accents; cells that look like formulas begin with a quote."""
    columns = [f"{name}_{code}" for code in LANGUAGE_CODES for name in TRANSLATED]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["key", *SHARED, *columns])
    for key, shared, texts in facts(terms):
        cells = [in_words(getattr(texts[code], name)) for code in LANGUAGE_CODES for name in TRANSLATED]
        writer.writerow([_harmless(cell) for cell in (key, *shared.values(), *cells)])
    return out.getvalue().encode("utf-8-sig")


def from_csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BrokenFile(_("Line %d: this is not UTF-8. Save the file as UTF-8.") % line) from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(lines, [])]
        _check_columns(header)
        records, line = [], lines.line_num + 1
        for row in lines:
            if any(row):
                if len(row) != len(header):
                    raise BrokenFile(
                        _("Line %(line)d: %(there)d cells instead of %(wanted)d.")
                        % {"line": line, "there": len(row), "wanted": len(header)}
                    )
                records.append(_record(dict(zip(header, map(_as_written, row), strict=True)), line))
            line = lines.line_num + 1
    except csv.Error as error:
        raise BrokenFile(_("Line %(line)d: %(error)s") % {"line": lines.line_num, "error": error}) from error
    return records


def _check_columns(header):
    known = {"key", *SHARED, *(f"{name}_{code}" for code in LANGUAGE_CODES for name in TRANSLATED)}
    if "key" not in header:
        raise BrokenFile(_("Line 1: there is no column “key”."))
    if len(set(header)) < len(header):
        raise BrokenFile(_("Line 1: a column is there twice."))
    if unknown := [name for name in header if name not in known]:
        raise BrokenFile(_("Line 1: unknown columns: %s.") % ", ".join(unknown))


def _record(cells, line):
    record = Record(key=cells.pop("key").strip(), line=line)
    for name, value in cells.items():
        if name in SHARED:
            record.shared[name] = value.strip()
        else:
            name, _underscore, code = name.rpartition("_")
            record.texts.setdefault(code, {})[name] = value
    return record


def _harmless(cell):
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _as_written(cell):
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


# --- TBX ------------------------------------------------------------------------------------------------------------


def to_tbx(terms):
    root = etree.Element("martif", type="TBX-Basic")
    root.set(_XML_LANG, settings.LANGUAGE_CODE)
    header = etree.SubElement(root, "martifHeader")
    source = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    etree.SubElement(source, "p").text = f"{settings.SITE_URL}"
    encoding = etree.SubElement(header, "encodingDesc")
    etree.SubElement(encoding, "p", type="XCSURI").text = "TBXBasicXCSV02.xcs"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for key, shared, texts in facts(terms):
        entry = etree.SubElement(body, "termEntry", id=f"t-{key}")
        if shared["section"]:
            _note(entry, "section", shared["section"])
        for other in shared["see_also"].split():
            etree.SubElement(entry, "ref", type="crossReference", target=f"t-{other}").text = other
        for text in texts.values():
            if text.name:
                _write_language(entry, text)
    options = {"xml_declaration": True, "encoding": "UTF-8", "pretty_print": True}
    return etree.tostring(root, doctype='<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">', **options)


def _write_language(entry, text):
    language = etree.SubElement(entry, "langSet")
    language.set(_XML_LANG, text.lang)
    if text.definition:
        group = etree.SubElement(language, "descripGrp")
        etree.SubElement(group, "descrip", type="definition").text = in_words(text.definition)
        if text.has_source:
            source = ", ".join(filter(None, (text.source_author, text.source_work, text.source_url)))
            etree.SubElement(group, "admin", type="source").text = in_words(source)
    for name in _IN_NOTES:
        if value := in_words(getattr(text, name)):
            _note(language, name, value)
    status = "deprecatedTerm-admn-sts" if text.is_avoided else "preferredTerm-admn-sts"
    _write_term(language, text.name, status)
    for variant in text.variants:
        _write_term(language, variant, status if text.is_avoided else "admittedTerm-admn-sts")


def _write_term(language, term, status):
    group = etree.SubElement(language, "tig")
    etree.SubElement(group, "term").text = in_words(term)
    etree.SubElement(group, "termNote", type="administrativeStatus").text = status


def _note(element, name, value):
    etree.SubElement(element, "note").text = f"{name}: {in_words(value)}"


def from_tbx(content):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenFile(_("Line %(line)d: %(error)s") % {"line": error.lineno or 1, "error": error.msg}) from error
    if _tag(root) not in {"martif", "tbx"}:
        raise BrokenFile(_("Line %d: this is not TBX: it begins with neither martif nor tbx.") % root.sourceline)
    return [_read_entry(entry) for entry in root.iter() if _tag(entry) in _ENTRIES]


def _read_entry(entry):
    notes = _notes(entry)
    record = Record(key=(entry.get("id") or "").removeprefix("t-"), line=entry.sourceline)
    refs = [ref.get("target", "").removeprefix("t-") for ref in _children(entry, {"ref"})]
    languages = _children(entry, _LANGUAGES)
    record.texts = {_code(language): _read_language(language) for language in languages}
    # A file of ours says everything; another's may know nothing of sections and references.
    if any("rule" in text for text in record.texts.values()):
        record.shared = {"section": notes.get("section", ""), "see_also": " ".join(refs)}
    return record


def _read_language(language):
    terms = [
        "".join(term.itertext())
        for group in _children(language, _TERMS)
        for term in group.iter()
        if _tag(term) == "term"
    ]
    definitions = [node for node in language.iter() if _tag(node) == "descrip" and node.get("type") == "definition"]
    text = {"name": terms[0] if terms else "", "variants": "\n".join(terms[1:])}
    text["definition"] = "".join(definitions[0].itertext()) if definitions else ""
    notes = _notes(language)
    if notes.get("rule") in Rule.values:
        text |= {name: notes.get(name, "") for name in _IN_NOTES}
    return text


def _notes(element):
    pairs = ("".join(note.itertext()).partition(": ") for note in _children(element, {"note"}))
    return {name: value for name, _colon, value in pairs}


def _children(element, tags):
    return [child for child in element if _tag(child) in tags]


def _tag(element):
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _code(language):
    return (language.get(_XML_LANG) or language.get("lang") or "").replace("_", "-").lower()
