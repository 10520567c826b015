"""What happens elsewhere and matters to the drive: cards are published, people leave, half a year passes."""

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from members.forgetting import before, forgets
from members.models import Member
from members.reminding import reminds
from members.signals import leaving_asked, leaving_called_off
from resources.models import AccessRequest, Holding, Keeping, Kind, Renewal, Resource
from resources.models.drive import season_of
from resources.signals import keeper_asked, resource_published, resource_submitted


@receiver(resource_published)
def begin_with_the_contributor(resource, **kwargs):
    """Whoever gave the card looks after the document first; later it is as the desk says."""
    if resource.kind == Kind.DRIVE and resource.contributor and not resource.keepings.exists():
        Keeping.objects.put(resource, [resource.contributor])


@reminds
def of_the_drive():
    """One letter for each of them and half year, whatever they look after."""
    now = timezone.now()
    for member in Member.objects.filter(pk__in=Keeping.objects.to_ask().values("member")):
        with transaction.atomic():
            due = list(Keeping.objects.unchecked().filter(member=member).values_list("pk", flat=True))
            Keeping.objects.filter(pk__in=due).update(asked_at=now)
            keeper_asked.send(sender=Keeping, member=member, season=f"{season_of(now):%Y-%m}")


# --- Who has which key ---


@receiver(post_save, sender=Resource)
@receiver(post_save, sender=Keeping)
@receiver(post_save, sender=AccessRequest)
def remember_who_has_the_key(sender, instance, **kwargs):
    """As the card says now, for its folder may be another tomorrow; also of what comes back out of the bin."""
    if sender is not Resource:
        Holding.objects.note(Resource.objects.filter(pk=instance.resource_id))
    elif instance.kind == Kind.DRIVE:
        Holding.objects.note(Resource.objects.filter(pk=instance.pk))


@receiver(resource_submitted)
def whoever_gives_a_card_has_the_key(resource, **kwargs):
    """Also if they are about to leave, and the folder was renewed for that."""
    if resource.contributor:
        Holding.objects.give(resource.drive_folder, [resource.contributor])


# --- Somebody leaves ---


@receiver(leaving_asked)
def list_what_to_renew(member, **kwargs):
    Renewal.objects.begin_for(member)


@receiver(leaving_called_off)
def renew_nothing(member, **kwargs):
    Renewal.objects.call_off(member)


@receiver(post_save, sender=Member)
def follow_the_account(instance, created, update_fields, raw=False, **kwargs):
    """Closed at the desk, or opened again."""
    if raw or created or instance.erased_at or (update_fields is not None and "is_active" not in update_fields):
        return
    if not instance.is_active:
        Renewal.objects.begin_for(instance)
    elif instance.leaves_at is None:
        Renewal.objects.call_off(instance)


@receiver(pre_delete, sender=Member)
def list_what_a_deleted_account_leaves(instance, **kwargs):
    """Without the person: the row that names them goes in the same moment."""
    Renewal.objects.begin_for(instance, names_them=False)


@forgets("drive")
def forget_what_was_answered():
    """That somebody was let in is remembered as long as they may have the key: whoever leaves has it taken back."""
    limit = before("drive")
    shared = AccessRequest.objects.shared().filter(answered_at__lt=limit)
    number = shared.exclude(words="").update(words="")
    have_a_key = Holding.objects.values("member")
    number += shared.filter(member__is_active=False).exclude(member__in=have_a_key).delete()[0]
    number += AccessRequest.objects.filter(answered_at__lt=limit, outcome=AccessRequest.Outcome.REFUSED).delete()[0]
    return number + Renewal.objects.filter(done_at__lt=limit).delete()[0]
