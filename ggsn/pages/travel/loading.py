"""Load a directory of pages and terms: all of it or nothing, and never over what somebody has written here since.

What was loaded last is remembered as a digest per text (LoadedText). A text that differs from its digest was edited
here and is kept, unless it is named with --force; so is a page that was deleted here.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from ggsn.pages.models import LoadedText
from ggsn.pages.travel.files import Mistake, read
from ggsn.pages.travel.kinds import KINDS, LANGUAGES, Said, Terms
from ggsn.pages.travel.references import broken_references

SHARED = ""


@dataclass
class Step:
    """What becomes of one page or term."""

    kind: type
    key: str
    thing: object  # None where there is none yet
    files: dict  # {language: Written}
    now: Said
    texts: dict = field(default_factory=dict)  # {language: what will be put in}
    shared: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)  # languages edited here, "" for what they share
    digests: dict = field(default_factory=dict)  # {language: digest} to remember
    was_deleted: bool = False

    @property
    def outcome(self):
        if self.texts or self.shared:
            return "updated" if self.thing else "created"
        return "kept" if self.kept or self.was_deleted else "unchanged"

    @property
    def then(self):
        """What it will say once loaded."""
        return Said({**self.now.texts, **self.texts}, {**self.now.shared, **self.shared})


class CannotLoad(Exception):
    """Nothing was loaded; the sentences say why, file by file."""

    def __init__(self, sentences):
        super().__init__("\n".join(sentences))


def load(directory, force=()):
    """Load `directory` and return what became of each page and term, as Steps. Raises CannotLoad."""
    written = _read_all(Path(directory))
    with transaction.atomic():
        steps = [step for kind in KINDS for step in _plan(kind, written[kind], force)]
        if unknown := set(force) - {step.key for step in steps}:
            raise CannotLoad([f"--force: there is no file for “{key}” in {directory}." for key in sorted(unknown)])
        if any(step.outcome in ("created", "updated") for step in steps):
            _check(steps)
        for step in steps:
            _take(step)
        Terms.connect({s.key: s.then.shared["see_also"] for s in steps if s.kind is Terms and "see_also" in s.shared})
    return steps


# --- Reading ---


def _read_all(directory):
    if not directory.is_dir():
        raise CannotLoad([f"{directory}: there is no such directory."])
    if not any((directory / kind.name).is_dir() for kind in KINDS):
        raise CannotLoad([f"{directory}: there is neither a folder “pages” nor a folder “terms” in it."])
    written, mistakes = {}, []
    for kind in KINDS:
        written[kind] = {}
        for path in sorted((directory / kind.name).glob("*.md")):
            try:
                file = _read_one(kind, path)
                written[kind].setdefault(file.key, {})[file.language] = file
            except Mistake as mistake:
                mistakes.append(str(mistake))
        for files in written[kind].values():
            mistakes += _disagreements(kind, files)
    if mistakes:
        raise CannotLoad(mistakes)
    return written


def _read_one(kind, path):
    key, _dot, language = path.stem.rpartition(".")
    if language not in LANGUAGES or not key:
        known = ", ".join(f"{key or language}.{code}.md" for code in LANGUAGES)
        raise Mistake(path, 1, f"the name must end in a language of this portal, as in {known}.")
    limit = kind.model._meta.get_field("key").max_length
    if not all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-" for letter in key) or len(key) > limit:
        raise Mistake(path, 1, f"the name must begin with small letters, figures and hyphens, not “{key}”.")
    return read(path, key, language, kind.fields, kind.body)


def _disagreements(kind, files):
    first = next(iter(files.values()))
    for file in files.values():
        for name, rule in kind.fields.items():
            if rule.is_shared and _comparable(file.values[name]) != _comparable(first.values[name]):
                there = f"{first.path}, line {first.lines[name]}"
                yield str(file.mistake(name, f"“{name}” must be the same in every language, and differs from {there}."))


# --- Planning ---


def _plan(kind, by_key, force):
    things = kind.all()
    loaded = {
        (text.key, text.language): text.digest for text in LoadedText.objects.filter(kind=kind.name, key__in=by_key)
    }
    for key, files in by_key.items():
        thing = things.get(key)
        now = kind.said(thing) if thing else Said({}, {})
        step = Step(kind, key, thing, files, now)
        if thing is None and (key, SHARED) in loaded and key not in force:
            step.was_deleted = True
            yield step
            continue
        for language, file in files.items():
            said = {name: file.values[name] for name in (*kind.fields, kind.body) if not _is_shared(kind, name)}
            if _decide(step, language, said, now.texts.get(language), loaded.get((key, language)), key in force):
                step.texts[language] = said
        shared = {name: _shared(value) for name, value in file.values.items() if _is_shared(kind, name)}
        if _decide(step, SHARED, shared, now.shared or None, loaded.get((key, SHARED)), key in force):
            step.shared = shared
        yield step


def _is_shared(kind, name):
    return name in kind.fields and kind.fields[name].is_shared


def _shared(value):
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def _decide(step, language, said, now, loaded, is_forced):
    """Whether to put it in. Remembers the digest of what the file and the database will then agree on."""
    digest = _digest(said)
    if now is not None and _digest(now) == digest:
        step.digests[language] = digest
        return False
    is_new, is_as_loaded = now is None and loaded is None, now is not None and loaded == _digest(now)
    if is_new or is_as_loaded or is_forced:
        step.digests[language] = digest
        return True
    step.kept.append(language)
    return False


def _digest(said):
    return hashlib.sha256(json.dumps(_comparable(said), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _comparable(value):
    if isinstance(value, dict):
        return {name: _comparable(inner) for name, inner in value.items()}
    return sorted(value) if isinstance(value, list | tuple) else value


# --- Checking what would be, and doing it ---


def _check(steps):
    mistakes = []
    by_slug = {}
    for kind in KINDS:
        planned = {step.key: step for step in steps if step.kind is kind}
        says = {key: kind.said(thing).texts for key, thing in kind.all().items()}
        says |= {key: step.then.texts for key, step in planned.items() if not step.was_deleted}
        for key, texts in says.items():
            for language, said in texts.items():
                by_slug.setdefault((kind, language, said["slug"]), []).append(key)
    for step in steps:
        for language in step.texts:
            file = step.files[language]
            slug = file.values["slug"]
            others = [key for key in by_slug[(step.kind, language, slug)] if key != step.key]
            if others:
                mistakes.append(str(file.mistake("slug", f"“{slug}” is already the address of “{others[0]}”.")))
            elif step.kind.is_taken(slug, language, step.key):
                mistakes.append(str(file.mistake("slug", f"“{slug}” is the address of another part of the portal.")))
    mistakes += [str(mistake) for mistake in broken_references(steps)]
    if mistakes:
        raise CannotLoad(mistakes)


def _take(step):
    if step.outcome in ("created", "updated"):
        step.kind.put(step.thing, step.key, step.texts, step.shared)
    for language, digest in step.digests.items():
        LoadedText.objects.update_or_create(
            kind=step.kind.name, key=step.key, language=language, defaults={"digest": digest}
        )
