"""What changed from one version of a page to another, side by side: lines, and words inside changed lines."""

from dataclasses import dataclass

from django.conf import settings

from ggsn.pages.models import WORDS, Page
from resources.compare import rows


@dataclass(frozen=True)
class Difference:
    language: str
    language_name: str
    name: str
    rows: list


def differences(before, after):
    """Each text that differs between two versions (their `words`), language by language."""
    names = dict(settings.LANGUAGES)
    languages = [*names, *sorted((set(before) | set(after)) - set(names))]
    return [
        Difference(code, names.get(code, code), Page._meta.get_field(name).verbose_name, list(rows(old, new)))
        for code in languages
        for name in WORDS
        if (old := before.get(code, {}).get(name, "")) != (new := after.get(code, {}).get(name, ""))
    ]


def changed_languages(before, after):
    """The names of the languages whose texts differ."""
    return [
        name
        for code, name in settings.LANGUAGES
        if any(before.get(code, {}).get(text, "") != after.get(code, {}).get(text, "") for text in WORDS)
    ]
