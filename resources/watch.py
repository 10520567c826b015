"""Whatever changes what readers of the library find brings its index in step and renews its edition."""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from members.models import Member, Organization, Region, Struggle, SupportKind
from members.signals import member_erased, quiet_settled
from resources.models import Resource, ResourceLink, ShownAs, Tagging, Topic, Word
from resources.search import index
from resources.shelves import renew_edition


@receiver(post_save, sender=Resource)
def index_saved(instance, raw=False, **kwargs):
    if not raw:
        index([instance])
    renew_edition()


@receiver(post_delete, sender=Resource)
@receiver([post_save, post_delete], sender=Tagging)
@receiver([post_save, post_delete], sender=ResourceLink)
@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=Region)
@receiver([post_save, post_delete], sender=Struggle)
@receiver([post_save, post_delete], sender=SupportKind)
@receiver(m2m_changed, sender=Resource.languages.through)
@receiver(m2m_changed, sender=Resource.struggles.through)
@receiver(m2m_changed, sender=Resource.supports.through)
@receiver(m2m_changed, sender=Resource.regions.through)
@receiver(m2m_changed, sender=Resource.tags.through)
def renew(**kwargs):
    renew_edition()


@receiver(post_save, sender=Member)
def index_under_new_name(instance, created, update_fields, **kwargs):
    """A name given up must no longer find anything."""
    shown = {"display_name", "organization", "is_active", "quiet_since", "erased_at"}
    if not created and (update_fields is None or shown & set(update_fields)):
        _index_again(instance.contributions.all())


@receiver(quiet_settled)
def take_the_name_off(member, **kwargs):
    """Whoever stayed quiet signs as “a member” from now on, also after coming back."""
    member.contributions.update(shown_as=ShownAs.MEMBER)
    _index_again(member.contributions.all())


@receiver(member_erased)
def forget_unused_words(**kwargs):
    """A name that only one person had is in the index as a word that occurs nowhere now."""
    Word.objects.filter(occurrences=None).delete()


@receiver(pre_delete, sender=Member)
def index_without_name(instance, **kwargs):
    resources = list(instance.contributions.published())
    for resource in resources:
        resource.contributor = None
    index(resources)
    renew_edition()


@receiver(post_save, sender=Organization)
def index_under_new_organization(instance, created, **kwargs):
    if not created:
        _index_again(Resource.objects.filter(contributor__organization=instance))


@receiver(pre_delete, sender=Organization)
def index_without_organization(instance, **kwargs):
    resources = Resource.objects.filter(contributor__organization=instance).published().select_related("contributor")
    for resource in resources:
        resource.contributor.organization = None
    index(resources)
    renew_edition()


def _index_again(resources):
    resources = list(resources.published().select_related("contributor__organization"))
    if resources:
        index(resources)
        renew_edition()
