"""Things for tests: plain functions whose defaults never surprise."""

import itertools

from django.contrib.auth.models import Group
from django.utils import timezone

from members.models import Member, Region

_number = itertools.count(1)

PASSWORD = "a-long-enough-phrase"


def make_member(role=None, regions_coordinated=(), **facts):
    """An accepted member who is not listed; `role` is the name of a group, regions are keys."""
    number = next(_number)
    facts = {
        "email": f"person{number}@example.org",
        "display_name": f"Person {number}",
        "accepted_at": timezone.now(),
        "language": "en",
        **facts,
    }
    member = Member.objects.create_user(password=PASSWORD, **facts)
    if role:
        member.groups.add(Group.objects.get(name=role))
    member.regions_coordinated.set(Region.objects.filter(key__in=regions_coordinated))
    return member
