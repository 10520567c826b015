from modeltranslation.translator import TranslationOptions, register

from ggsn.outreach.models import Announcement


@register(Announcement)
class AnnouncementTranslation(TranslationOptions):
    fields = ["title", "text"]
