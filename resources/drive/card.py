"""The card of a document in the drive, as one reader sees it."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property

from members.models import Member
from resources.models import AccessRequest, Keeping, LastCheck, ShownAs

_GIVEN_WITHOUT_A_NAME = Q(member=F("resource__contributor")) & ~Q(resource__shown_as=ShownAs.NAME)


class Card:
    """Asked for only where a resource is in the drive; its readers are members."""

    def __init__(self, resource, reader):
        self.resource, self.reader = resource, reader

    @cached_property
    def keepers(self):
        """Each with `is_seen`: whether this reader may know of them. Whoever has gone quiet is seen by nobody, and
        whoever gave the card without their name is not named as who looks after it."""
        seen = Member.objects.visible_to(self.reader).present().filter(pk=OuterRef("member"))
        keepings = Keeping.objects.current().filter(resource=self.resource).select_related("member")
        return list(
            keepings.annotate(is_seen=Exists(seen) & ~_GIVEN_WITHOUT_A_NAME).order_by(
                "-is_seen", "member__sort_name", "pk"
            )
        )

    @property
    def seen_keepers(self):
        return [keeping.member for keeping in self.keepers if keeping.is_seen or keeping.member == self.reader]

    @property
    def unseen(self):
        """How many look after it whom this reader meets as “a member”."""
        return len(self.keepers) - len(self.seen_keepers)

    @property
    def is_kept_by_reader(self):
        return any(keeping.member_id == self.reader.pk for keeping in self.keepers)

    @cached_property
    def check(self):
        return LastCheck.objects.filter(resource=self.resource).first()

    @cached_property
    def request(self):
        """What this reader asked last, if anything."""
        asked = AccessRequest.objects.filter(resource=self.resource, member=self.reader)
        return None if self.is_kept_by_reader else asked.order_by("-asked_at", "-pk").first()
