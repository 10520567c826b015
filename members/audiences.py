"""A person as a kind of viewer sees them. Whatever shows somebody to others asks here, and so does “see as”."""

from datetime import datetime
from functools import cache, partial

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members.composed import ComposedForMany
from members.models import Audience, Member, presentation_fields
from members.roles import coordinates, is_member


@cache
def any_member():
    """A member like any other: without a role, and to whom nothing in particular belongs."""
    member = Member(pk=-1, accepted_at=timezone.now())
    member.role_names, member.own_regions = frozenset(), []
    return member


class SeenAlike:
    """Things by their numbers, as far as a person may know of them: for what all members may see alike.

    `make(viewer, numbers)` gives the queryset, which is composed once for newcomers and once for members, and asked
    each time. What one member sees and another does not must be asked of `visible_to` itself.
    """

    def __init__(self, make):
        self._for_newcomers = ComposedForMany(partial(make, AnonymousUser()))
        self._for_members = ComposedForMany(lambda numbers: make(any_member(), numbers))

    def __call__(self, viewer, numbers):
        return (self._for_members if is_member(viewer) else self._for_newcomers)(numbers)


def stands(viewer, person):
    """Which kind of viewer this is for that person: oneself, the coordination, the same region, or a member."""
    if viewer.pk == person.pk:
        return Audience.ME
    if coordinates(viewer, person.region):
        return Audience.COORDINATORS
    if person.region_id is not None and viewer.region_id == person.region_id:
        return Audience.REGION
    return Audience.MEMBERS


def finds(viewer, person):
    """Whether that kind of viewer can open this person's page at all: the rule of `visible_to`, for a kind."""
    is_found = Member.objects.listed() if viewer in {Audience.REGION, Audience.MEMBERS} else Member.objects.accepted()
    return is_found.contains(person)


class SeenAs:
    """What is not for the viewer is empty, as if it had never been said; what is no part of a profile is not there."""

    ALWAYS = {"pk", "handle", "display_name", "is_demonstration", "is_listed", "is_quiet", "get_absolute_url"}
    ALWAYS |= {"hidden_at", "is_found"}
    LISTS = {"languages", "struggles", "supports"}
    PLAIN = {"pronouns", "place", "region", "organization"}
    OF_ORGANIZATION = {"organization_role", "represents_since"}

    def __init__(self, person, viewer):
        self.person, self.viewer = person, viewer

    def __getattr__(self, name):
        if name in self.ALWAYS:
            return getattr(self.person, name)
        if name in self.LISTS:
            return list(getattr(self.person, name).all()) if self.is_shown(name) else []
        if name in self.PLAIN:
            return getattr(self.person, name) if self.is_shown(name) else ""
        if name in self.OF_ORGANIZATION:
            return getattr(self.person, name) if self.is_shown("organization") else None
        raise AttributeError(name)

    def is_shown(self, name):
        return self.person.audience(name).includes(self.viewer)

    @property
    def is_own(self):
        return self.viewer is Audience.ME

    @property
    def local_time(self):
        """What the clock says where this person is, without a zone, so that no filter moves it again."""
        return datetime.now(self.person.zone).replace(tzinfo=None) if self.is_shown("clock") else None

    @property
    def presents(self):
        """Whose presentation is to be read, in the reader's language; None where it is not for them."""
        return self.person if self.is_shown("presentation") and any(self.presentations) else None

    @property
    def presentations(self):
        return [getattr(self.person, field) for field in presentation_fields()]

    @property
    def accepted_at(self):
        return self.person.accepted_at if self.is_shown("since") else None


def telling(viewer, people, name):
    """Those of `people` who let this viewer know of `name`, each as the viewer sees them. Needs their region."""
    seen = (SeenAs(person, stands(viewer, person)) for person in people)
    return [person for person in seen if person.is_shown(name)]
