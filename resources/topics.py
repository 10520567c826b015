"""Topics as people type them: one and the same whatever the capitals, accents or language."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname, get_translation_fields

from resources.links import refuse_keys
from resources.models import Resource, Topic
from resources.signals import topics_merged
from resources.words import fold

MOST_TOPICS = 8
LONGEST_TOPIC = 50


class TopicsField(forms.CharField):
    """Words separated by commas. Cleaned to a list; `topics_called` finds or makes them once the form is right."""

    default_validators = [refuse_keys]
    default_error_messages = {
        "long": _("A topic is a word or two: at most %(letters)s letters."),
    }

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        names = {}
        for name in super().clean(value).replace(";", ",").replace("\n", ",").split(","):
            name = " ".join(name.strip(" #\t\r.").split())
            if slugify(fold(name), allow_unicode=True):
                names.setdefault(fold(name), name)
        if len(names) > MOST_TOPICS:
            raise ValidationError(
                ngettext("Choose at most %(count)s topic.", "Choose at most %(count)s topics.", MOST_TOPICS),
                params={"count": MOST_TOPICS},
            )
        if any(len(name) > LONGEST_TOPIC for name in names.values()):
            raise ValidationError(self.error_messages["long"], code="long", params={"letters": LONGEST_TOPIC})
        return list(names.values())


def topics_called(names):
    """The topics of these names, those that exist first of all, whichever language they were made in."""
    if not names:
        return []
    labels = get_translation_fields("label")
    known = {}
    for topic in Topic.objects.order_by("pk"):
        for name in [topic.slug, topic.name, *(getattr(topic, label) for label in labels)]:
            known.setdefault(fold(name or ""), topic)
    return [known.get(fold(name)) or _make(name) for name in names]


def _make(name):
    slug = slugify(fold(name), allow_unicode=True)
    label = {build_localized_fieldname("label", get_language()): name}
    return Topic.objects.get_or_create(slug=slug, defaults={"name": fold(name), **label})[0]


@transaction.atomic
def merge(topics, into):
    """Make one topic of several: what was about the others is about this one, and they are gone."""
    others = [topic for topic in topics if topic != into]
    for resource in Resource.objects.filter(taggings__tag__in=others).distinct():
        resource.tags.add(into)
    for topic in others:
        topic.delete()
    topics_merged.send(sender=Topic, into=into, others=others)
    return into
