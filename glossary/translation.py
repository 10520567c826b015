"""Which texts of a term exist once per language. Empty is None, so that a missing text is told from a short one."""

from modeltranslation.translator import TranslationOptions, register

from glossary.models import TRANSLATED, Term


@register(Term)
class TermTranslation(TranslationOptions):
    fields = TRANSLATED
    empty_values = None
    fallback_languages = {"default": ()}
