"""After its days in the bin a thing is gone for good. Until then the bytes of its files are spared."""

import json

from django.dispatch import receiver

from ggsn.bin.models import Binned
from ggsn.bin.packing import as_text
from members.forgetting import before, forgets
from members.signals import quiet_settled
from resources.models import ShownAs
from resources.storage import KEPT_ELSEWHERE, WRAPPED_ELSEWHERE


@forgets("bin")
def empty_bin():
    return Binned.objects.filter(binned_at__lt=before("bin")).delete()[0]


@receiver(quiet_settled)
def take_the_name_off(member, **kwargs):
    """Whoever stayed quiet signs as “a member” from now on, and so does what comes back later."""
    for binned in Binned.objects.filter(kind="resources.Resource"):
        content, changed = json.loads(binned.content), False
        for label, columns in content["rows"]:
            if label == "resources.Resource" and columns["contributor_id"] == member.pk:
                changed |= columns["shown_as"] != ShownAs.MEMBER
                columns["shown_as"] = ShownAs.MEMBER.value
        if changed:
            binned.content = as_text(content)
            binned.save(update_fields=["content"])


KEPT_ELSEWHERE.append(Binned.objects.files)
WRAPPED_ELSEWHERE.append(Binned.objects.wrap_keys)
