"""Which texts of a meeting exist once per language. Empty is None."""

from modeltranslation.translator import TranslationOptions, register

from meetings.models import Meeting


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ["title", "text", "slug"]
    empty_values = None
