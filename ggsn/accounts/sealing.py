"""The secrets of second factors lie closed in the database, as applications do (TRUST, decision 8).

Closed and not hashed: a code of an app is reckoned from its secret, and recovery codes from one seed, so that both have
to be read again to be compared. A hash of eight figures would be no better: whoever has the database alone tries all of
them in a moment, while without the key, which lies elsewhere, there is nothing to try. Keys and passkeys have no secret
here: what lies open of them is public by design.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction

from ggsn.accounts.models import Undo
from members.models.sealed import closed, opened, reseals

PLACE = b"mfa.authenticator.data"
SECRETS = ["secret", "seed"]


def seal(text):
    return closed(text, PLACE)


def unseal(stored):
    """What was written before there was a seal has no colon, and is read as it is until `reseal` closes it."""
    return opened(stored, PLACE) if ":" in stored else stored


def each_secret(data, change):
    """These facts of a second factor, with each secret among them changed; whatever is no secret stays as it is."""
    return {name: change(value) if name in SECRETS else value for name, value in data.items()}


def sealed_anew(data):
    return each_secret(data, lambda stored: seal(unseal(stored)))


def in_facts(facts, change):
    """The same for what can be undone: only a factor that was taken off is kept with its secret."""
    return {**facts, "data": change(facts["data"])} if "data" in facts else facts


@reseals
def reseal_factors(authenticators=Authenticator, undos=Undo, change=sealed_anew):
    """One row at a time, so that nothing that is written meanwhile is lost or waits."""
    number = 0
    for key in list(authenticators.objects.exclude(type="webauthn").values_list("pk", flat=True)):
        number += rewrite(authenticators, key, "data", change)
    for key in list(undos.objects.filter(kind="removed").values_list("pk", flat=True)):
        number += rewrite(undos, key, "facts", lambda facts: in_facts(facts, change))
    return number


@transaction.atomic
def rewrite(model, key, column, change):
    row = model.objects.select_for_update().filter(pk=key).first()
    if row is None:
        return 0
    setattr(row, column, change(getattr(row, column)))
    row.save(update_fields=[column])
    return 1
