"""From a finished draft to an application; whatever happens here, whoever asks gets the same answer (AUTH-5)."""

import datetime

from django.db import transaction
from django.utils import timezone

from members.joining.limits import may_write_to
from members.models import Application, HeldAddress, Language, Member, Region, Struggle, SupportKind
from members.signals import application_submitted, application_turned_back

MOST_OF_AN_ADDRESS = 3
IN = datetime.timedelta(days=30)
TEXTS = [
    *["email", "language", "display_name", "pronouns", "place", "takes_part", "organization_name", "organization_role"],
    *["groups", "ways", "heard", "care", "wanted_mail"],
]
FACETS = {"languages": Language, "struggles": Struggle, "supports": SupportKind}


@transaction.atomic
def submit(draft):
    """The draft becomes an application, or a letter to whoever has this address already; or nothing. It is used up."""
    answers = draft.answers
    address = answers["email"]
    member = Member.objects.filter(email=address).only("pk").first()
    earlier = Application.objects.filter(email=address)
    being_read = earlier.open().first()
    is_too_much = earlier.filter(submitted_at__gt=timezone.now() - IN).count() >= MOST_OF_AN_ADDRESS
    is_held = HeldAddress.objects.holds(address)
    if not draft.use_up() or is_held:
        return
    if member or being_read:
        if may_write_to(address):
            whose = {"member": member, "application": being_read}
            application_turned_back.send(sender=Application, address=address, **whose)
    elif not is_too_much:
        take_in(answers)


def take_in(answers):
    application = Application(
        region=Region.objects.filter(pk=answers.get("region") or None).first(),
        agreed_at=timezone.now(),
        **{name: answers[name] for name in TEXTS if name in answers},
    )
    application.await_confirmation()
    for name, model in FACETS.items():
        getattr(application, name).add(*model.objects.filter(pk__in=answers.get(name, [])))
    application_submitted.send(sender=Application, application=application)
