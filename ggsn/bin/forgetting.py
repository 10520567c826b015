"""After its days in the bin a thing is gone for good. Until then the bytes of its files are spared."""

from ggsn.bin.models import Binned
from members.forgetting import before, forgets
from resources.storage import KEPT_ELSEWHERE


@forgets("bin")
def empty_bin():
    return Binned.objects.filter(binned_at__lt=before("bin")).delete()[0]


KEPT_ELSEWHERE.append(Binned.objects.files)
