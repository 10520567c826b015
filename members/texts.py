"""Texts in the reader's language, or honestly in another; never a mixture."""

from django.conf import settings
from django.utils.html import format_html
from modeltranslation.manager import get_translatable_fields_for_model
from modeltranslation.utils import build_localized_fieldname

from members.typography import typeset

_NOT_TEXTS = {"slug"}


class Typeset(str):
    """A text with its typography; `source` is what was typed (Markdown starts from that), `lang` its language."""

    def __new__(cls, source, lang):
        text = super().__new__(cls, typeset(source, lang))
        text.source, text.lang = source, lang
        return text


class InOneLanguage:
    """An object whose translated texts are all read in one language, the reader's if it has it whole.

    `lang` is the language shown, `is_other` says that it is not the reader's; every other name is the object's own.
    A model may name the texts that count as `texts_that_count`; the others may then be missing in a language, and are
    missing.
    """

    def __init__(self, thing, language):
        self._thing = thing
        self._fields = get_translatable_fields_for_model(type(thing)) or ()
        self.reader = language
        self.lang = language_shown(
            getattr(thing, "texts_that_count", None) or texts_of(type(thing)), self._read, language
        )

    @property
    def is_other(self):
        return self.lang != self.reader

    @property
    def html_lang(self):
        return html_lang(self.lang, self.reader)

    def _read(self, name, code):
        return getattr(self._thing, build_localized_fieldname(name, code), None)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._fields:
            value = self._read(name, self.lang)
            return Typeset(value, self.lang) if isinstance(value, str) and name not in _NOT_TEXTS else value
        return getattr(self._thing, name)

    def __str__(self):
        return str(getattr(self, self._fields[0])) if self._fields else str(self._thing)


def texts_of(model):
    """The names of the translated texts of a model."""
    return [name for name in get_translatable_fields_for_model(model) or () if name not in _NOT_TEXTS]


def language_shown(names, read, reader):
    """The language in which texts of these names are shown to a reader of the language `reader`.

    A language counts when each text that exists in some language exists in it; `read(name, code)` gives the text.
    """
    if all(read(name, reader) for name in names):
        return reader
    codes = [reader, *(code for code, _ in settings.LANGUAGES if code != reader)]
    filled = {code: {name for name in names if read(name, code)} for code in codes}
    wanted = set().union(*filled.values())
    for code in codes:
        if filled[code] == wanted:
            return code
    first = names[0] if names else None
    return next((code for code in codes if first in filled[code]), reader)


def html_lang(lang, reader):
    """` lang="xx"` where the language is not the page's, else nothing; put it inside the tag."""
    return format_html(' lang="{}"', lang) if lang != reader else ""
