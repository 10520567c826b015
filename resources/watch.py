"""Whatever changes what readers of the library find renews its edition."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from members.models import Member, Organization, Region, Struggle, SupportKind
from members.signals import quiet_settled
from resources.models import Edition, FileVersion, Resource, ResourceFile, ResourceLink, ShownAs, Tagging, Topic


@receiver([post_save, post_delete], sender=Resource)
@receiver([post_save, post_delete], sender=Tagging)
@receiver([post_save, post_delete], sender=ResourceLink)
@receiver([post_save, post_delete], sender=ResourceFile)
@receiver([post_save, post_delete], sender=FileVersion)
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
    Edition.renew()


# Answers are kept with the edition, and resources are found by the name their contributor chose to show.
_IN_A_NAME = {"display_name", "organization", "is_active", "quiet_since", "erased_at"}


@receiver(quiet_settled)
def take_the_name_off(member, **kwargs):
    """Whoever stayed quiet signs as “a member” from now on, also after coming back."""
    for resource in member.contributions.exclude(shown_as=ShownAs.MEMBER):
        resource.shown_as = ShownAs.MEMBER
        resource.save(update_fields=["shown_as"])


@receiver(post_save, sender=Member)
def renew_for_another_name(created, update_fields, **kwargs):
    if not created and (update_fields is None or _IN_A_NAME & set(update_fields)):
        Edition.renew()


@receiver(post_delete, sender=Member)
@receiver([post_save, post_delete], sender=Organization)
def renew_for_a_name_less(created=False, **kwargs):
    if not created:
        Edition.renew()
