"""From a finished draft to an application; whatever happens here, whoever asks gets the same answer (AUTH-5)."""

import datetime

from django.db import transaction
from django.utils import timezone

from members.joining.limits import may_write_to
from members.models import Application, HeldAddress, Language, Member, Region, Struggle, SupportKind
from members.signals import application_submitted, application_turned_back
from members.tokens import digest, new_token

MOST_OF_AN_ADDRESS = 3
IN = datetime.timedelta(days=30)
TEXTS = [
    *["email", "language", "display_name", "pronouns", "place", "takes_part", "organization_name", "organization_role"],
    *["groups", "ways", "heard", "care", "wanted_mail"],
]


@transaction.atomic
def submit(draft):
    """The draft becomes an application, or a letter to whoever has this address already; or nothing. It is used up."""
    answers = draft.answers
    address, language = answers["email"], answers["language"]
    member = Member.objects.filter(email=address).only("pk", "is_active", "language").first()
    earlier = Application.objects.filter(email=address)
    is_open = earlier.open().exists()
    is_too_much = earlier.filter(submitted_at__gt=timezone.now() - IN).count() >= MOST_OF_AN_ADDRESS
    is_held = HeldAddress.objects.holds(address)
    if not draft.use_up() or is_held:
        return
    if member or is_open:
        because = ("member" if member.is_active else "closed") if member else "open"
        if may_write_to(address):
            told = {"address": address, "language": member.language if member else language, "because": because}
            application_turned_back.send(sender=Application, **told)
    elif not is_too_much:
        take_in(answers)


def take_in(answers):
    token = new_token()
    application = Application.objects.create(
        region=Region.objects.filter(pk=answers.get("region") or None).first(),
        agreed_at=timezone.now(),
        confirmation_digest=digest(token),
        **{name: answers[name] for name in TEXTS if name in answers},
    )
    application.languages.set(Language.objects.filter(pk__in=answers.get("languages", [])))
    application.struggles.set(Struggle.objects.filter(pk__in=answers.get("struggles", [])))
    application.supports.set(SupportKind.objects.filter(pk__in=answers.get("supports", [])))
    application_submitted.send(sender=Application, application=application, token=token)
