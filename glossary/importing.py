"""Taking a file over into the glossary: all of it, or nothing and a sentence for each line that cannot be."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from glossary.exchange import BrokenFile, in_words
from glossary.models import LANGUAGE_CODES, TRANSLATED, Rule, Term

_YES, _NO = {"yes", "true", "1", "oui", "sí", "si"}, {"", "no", "false", "0", "non"}


@dataclass
class Report:
    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)


class _DryRun(Exception):
    pass


def take_over(records, dry_run=False, publish=True):
    """Bring the glossary in step with `records`; only say what would change with `dry_run`.

    Raises BrokenFile where a record cannot be taken over, and then changes nothing at all.
    """
    report = Report()
    try:
        with transaction.atomic():
            _take_over(records, report, publish)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def _take_over(records, report, publish):
    problems = _problems(records)
    terms = Term.objects.in_bulk([record.key for record in records], field_name="key")
    is_new = {record.key: record.key not in terms for record in records}
    changed = set()
    for record in records if not problems else ():
        term = terms.setdefault(record.key, Term(key=record.key, published_at=timezone.now() if publish else None))
        if _write(term, record) or is_new[record.key]:
            try:
                term.full_clean(validate_unique=False)
            except ValidationError as error:
                problems += [_at(record, f"{record.key}: {sentence}") for sentence in dict.fromkeys(error.messages)]
                continue
            term.save()
            changed.add(record.key)
    if problems:
        raise BrokenFile(*problems)
    changed |= _write_references(records, terms)
    for record in records:
        names = report.created if is_new[record.key] else report.updated if record.key in changed else report.unchanged
        names.append(record.key)


def _problems(records):
    """What can be said of a file before anything is written."""
    problems, lines = [], {}
    known = {record.key for record in records} | set(Term.objects.values_list("key", flat=True))
    for record in records:
        if not record.key:
            problems.append(_at(record, _("the term has no key.")))
        elif record.key in lines:
            problems.append(
                _at(
                    record,
                    _("“%(key)s” is there already, in line %(line)d.") % {"key": record.key, "line": lines[record.key]},
                )
            )
        lines.setdefault(record.key, record.line)
        problems += [
            _at(record, _("“%s” is not a language of this portal.") % code)
            for code in record.texts
            if code not in LANGUAGE_CODES
        ]
        problems += [
            _at(record, _("see also “%s”: there is no such term.") % key)
            for key in record.shared.get("see_also", "").split()
            if key not in known
        ]
        for text in record.texts.values():
            if text.get("rule", "") not in {"", *Rule.values}:
                rules = ", ".join(Rule.values)
                problems.append(
                    _at(
                        record, _("the rule “%(rule)s” is none of: %(rules)s.") % {"rule": text["rule"], "rules": rules}
                    )
                )
            if text.get("free_translation", "").strip().lower() not in _YES | _NO:
                problems.append(_at(record, _("“free translation” is either yes or empty.")))
    return problems


def _write(term, record):
    """Set what the record says; True if anything is different now."""
    before = _all_texts(term), term.section
    for code, text in record.texts.items():
        for name, value in text.items():
            setattr(term, build_localized_fieldname(name, code), _value(name, value))
    term.section = record.shared.get("section", term.section)
    return (_all_texts(term), term.section) != before


def _all_texts(term):
    return {code: [in_words(getattr(term.text(code), name)) for name in TRANSLATED] for code in LANGUAGE_CODES}


def _value(name, value):
    if name == "free_translation":
        return value.strip().lower() in _YES
    if name == "rule":
        return value or Rule.TRANSLATE.value
    return value.replace("\r\n", "\n").strip() or None


def _write_references(records, terms):
    """See-also comes last, when every term of the file is there. Files know no drafts: links to those stay."""
    changed = set()
    for record in records:
        if "see_also" in record.shared:
            term = terms[record.key]
            wanted = set(record.shared["see_also"].split())
            there = dict(term.see_also.values_list("key", "published_at"))
            wanted |= {key for key, published_at in there.items() if published_at is None}
            if wanted != set(there):
                term.see_also.set(Term.objects.filter(key__in=wanted))
                changed.add(record.key)
    return changed


def _at(record, sentence):
    return _("Line %(line)d: %(sentence)s") % {"line": record.line, "sentence": sentence}
