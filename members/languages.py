"""Languages by their names, as one types them: a field of one line where a list would have sixty boxes.

The desk asks which languages something is in; that is two or three of them, whose names everybody there can write.
"""

import re

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import Language
from members.words import alike, folded
from members.zones import locale

NAMES_WITH_COMMAS = _("Their names, separated by commas.")
OFFERED = 6  # names said where it is not clear which one is meant
ALIKE = 0.75  # of a name must be right for it to be offered
# What those who speak a language call it, or others do besides CLDR; in each name "_" stands for a space.
_ALSO = {
    "ar": "العربية arabi",
    "bn": "bangla বাংলা",
    "es": "español castellano castillan",
    "de": "deutsch",
    "fa": "farsi",
    "ff": "fulani pulaar pular fulfulde",
    "gn": "avañe'ẽ",
    "hi": "हिन्दी",
    "ht": "kreyòl kreyol_ayisyen",
    "it": "italiano",
    "lg": "luganda",
    "mi": "te_reo te_reo_maori",
    "nl": "nederlands flamand flemish",
    "ny": "chichewa chinyanja",
    "om": "oromoo",
    "pa": "punjabi panjabi",
    "pt": "português",
    "qu": "runasimi",
    "rn": "kirundi",
    "rw": "ikinyarwanda",
    "sm": "gagana_samoa",
    "sn": "chishona",
    "st": "sesotho",
    "sw": "kiswahili",
    "tn": "setswana",
    "to": "lea_faka-tonga",
    "tr": "türkçe",
    "ur": "اردو",
    "uk": "українська",
    "vi": "tiếng_việt",
    "xh": "isixhosa",
    "zh": "中文 mandarin",
    "zu": "isizulu",
}
_BETWEEN = re.compile(r"[,;/\n،؛、；]")
_AND = re.compile(r"\s+(?:et|and|&)\s+")

# No telephone "corrects" kiswahili or lingala.
_AS_TYPED = {"class": "vTextField", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class LanguagesField(forms.CharField):
    """ "English, kiswahili" becomes [Language], each once: by the name the reader or another reader of the portal gives
    it, by its own, or by its code.

    Raises ValidationError for what it does not know, and says which languages it might be.
    """

    default_error_messages = {
        "unknown": _("We do not know the language “%(typed)s”. Write its name, for instance: %(names)s."),
        "alike": _("We do not know the language “%(typed)s”. Do you mean: %(names)s?"),
    }

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs=_AS_TYPED)
        super().__init__(**{"max_length": 1000, "widget": widget, "help_text": NAMES_WITH_COMMAS, **kwargs})

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return ", ".join(sorted((getattr(one, "name", one) for one in value), key=folded))

    def to_python(self, value):
        typed = super().to_python(value)
        if len(typed) > self.max_length:  # which is complained of next
            return typed
        named, found, wrong = _by_name(), {}, {}
        for one in filter(None, map(str.strip, _BETWEEN.split(typed))):
            for name in [one] if _key(one) in named else filter(None, map(str.strip, _AND.split(one))):
                if code := named.get(_key(name)):
                    found[code] = True
                else:
                    wrong.setdefault(_key(name), name)
        if wrong:
            raise ValidationError([self._not_known(name, named) for name in wrong.values()])
        return list(Language.objects.filter(code__in=found))

    def _not_known(self, typed, named):
        if near := alike(_key(typed), named, OFFERED, ALIKE):
            names = _named(dict.fromkeys(named[name] for name in near))
            return ValidationError(self.error_messages["alike"], "alike", {"typed": typed, "names": names})
        names = _named(code for code, _name in settings.LANGUAGES)
        return ValidationError(self.error_messages["unknown"], "unknown", {"typed": typed, "names": names})

    def run_validators(self, value):
        if isinstance(value, str):
            super().run_validators(value)

    def has_changed(self, initial, data):
        try:
            return set(self.clean(data)) != set(initial or ())
        except ValidationError:
            return True


def _by_name():
    """{name, as it is compared: code} of the languages that there are."""
    readers = [locale(), *(Locale.parse(code, sep="-") for code, _name in settings.LANGUAGES)]
    codes = Language.objects.values_list("code", flat=True).order_by("code")
    # "Ga" is a language of Ghana, and its letters are the code of Irish: the name that the form shows counts first.
    pairs = [(words.languages.get(code), code) for words in readers for code in codes]
    pairs += [(name.replace("_", " "), code) for code in codes for name in _ALSO.get(code, "").split()]
    named = {}
    for name, code in [*pairs, *((code, code) for code in codes)]:
        if name:
            named.setdefault(_key(name), code)
    return named


def _key(name):
    return folded(name).replace("-", " ")


def _named(codes):
    words = locale().languages
    return ", ".join(words.get(code, code) for code in list(codes)[:OFFERED])
