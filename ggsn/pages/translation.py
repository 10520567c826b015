"""Which texts of a page exist once per language; see members/translation.py."""

from modeltranslation.translator import TranslationOptions, register

from ggsn.pages.models import WORDS, Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = WORDS
    empty_values = None
