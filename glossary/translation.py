"""Which texts of a term exist once per language. Empty is None, so that a missing text is told from a short one."""

from modeltranslation.translator import TranslationOptions, register

from glossary.models import Term


@register(Term)
class TermTranslation(TranslationOptions):
    fields = [
        "name",
        "slug",
        "variants",
        "definition",
        "source_author",
        "source_work",
        "source_url",
        "free_translation",
        "rule",
        "rule_note",
    ]
    empty_values = None
    fallback_languages = {"default": ()}
