"""Which texts of the library exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from resources.models import Collection, Phrase, Resource, ResourceFile, ResourceLink, Topic


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ["title", "slug", "summary", "text"]
    empty_values = None


@register(ResourceLink)
class ResourceLinkTranslation(TranslationOptions):
    fields = ["label"]
    empty_values = None


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ["label"]
    empty_values = None


@register(ResourceFile)
class ResourceFileTranslation(TranslationOptions):
    fields = ["title"]
    empty_values = None


@register(Collection)
class CollectionTranslation(TranslationOptions):
    fields = ["title", "slug", "description"]
    empty_values = None


@register(Phrase)
class PhraseTranslation(TranslationOptions):
    fields = ["text"]
    empty_values = None
