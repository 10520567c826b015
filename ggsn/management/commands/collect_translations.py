"""Strings of code and templates into the catalogues, without gettext on the machine."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ROOMS = ["ggsn", "members", "meetings", "resources", "glossary"]


def collect():
    """A catalogue of every translatable string of the portal, without line numbers, sorted."""
    found = Catalog(charset="utf-8")
    base = settings.BASE_DIR
    sources = [path for room in ROOMS for path in (base / room).rglob("*.py") if "migrations" not in path.parts]
    sources += [path for path in (base / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"}]
    for path in sorted(sources):
        text = path.read_text()
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for _line, function, messages, comments in extract_python(
            io.BytesIO(text.encode()), list(KEYWORDS), ["Translators:"], {"encoding": "utf-8"}
        ):
            add(found, KEYWORDS[function], messages, comments)
    return found


def add(catalogue, keyword, messages, comments):
    messages = messages if isinstance(messages, tuple) else (messages,)
    context, positions = None, keyword or (1,)
    if isinstance(positions[0], tuple):
        context, positions = messages[positions[0][0] - 1], positions[1:]
    texts = [messages[position - 1] for position in positions if position <= len(messages)]
    if not all(texts):
        return
    name = texts[0] if len(texts) == 1 else tuple(texts[:2])
    catalogue.add(name, context=context, auto_comments=comments)


class Command(BaseCommand):
    help = "Bring the catalogues of all languages but English in step with the code. --check only says what is missing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, check, **options):
        found = collect()
        complaints = []
        for code, _name in settings.LANGUAGES:
            if code == "en":
                continue
            path = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po"
            if path.exists():
                with path.open("rb") as file:
                    catalogue = read_po(file, locale=code)
            else:
                catalogue = Catalog(locale=code, charset="utf-8")
            if check:
                complaints += self.missing(code, found, catalogue)
                continue
            catalogue.update(found, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, no_location=True, sort_output=True, width=120, omit_header=False)
            self.stdout.write(
                f"{code}: {len(catalogue)} strings, {len(self.missing(code, found, catalogue))} to translate"
            )
        if complaints:
            raise CommandError("\n".join(complaints))

    def missing(self, code, found, catalogue):
        complaints = []
        for message in found:
            if not message.id:
                continue
            identity = message.id[0] if isinstance(message.id, tuple) else message.id
            own = catalogue.get(identity, message.context)
            strings = own.string if own and isinstance(own.string, tuple) else (own.string if own else "",)
            if own is None or not all(strings):
                complaints.append(f"{code}: not translated: {identity!r}")
            elif own.fuzzy:
                complaints.append(f"{code}: fuzzy: {identity!r}")
        return complaints
