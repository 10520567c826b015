"""What the bench must ask Django itself: addresses, words, queries. `python -m ggsn.bench.count` prints JSON."""

import json
import random
import sys

import django

POOL = 60  # words that are searched again and again


def addresses():
    """{name: (address, who reads it)}: the pages that are measured, in English."""
    from django.urls import reverse
    from django.utils.translation import override

    from meetings.models import Meeting
    from members.models import Visibility
    from resources.models import Resource, ShownAs

    everybody, members, desk = ["newcomer", "member"], ["member"], ["coordinator"]
    with override("en"):
        # One whose contributor is named: it asks most.
        public = Resource.objects.published().filter(visibility=Visibility.PUBLIC, shown_as=ShownAs.NAME)
        resource = public.exclude(slug_en=None).order_by("-published_at", "pk").first()
        meeting = Meeting.objects.exclude(slug_en=None).order_by("pk").first()
        return {
            "home": (reverse("pages:home"), everybody),
            "about": (reverse("pages:about"), everybody),
            "glossary": (reverse("glossary:list"), everybody),
            "library": (reverse("resources:list"), everybody),
            "search": (reverse("resources:list") + "?q={word}", everybody),
            "new search": (reverse("resources:list") + "?q={word}", members),
            "resource": (resource.get_absolute_url(), everybody),
            "meetings": (reverse("meetings:list"), everybody),
            "meeting": (meeting.get_absolute_url(), members),
            "dashboard": (reverse("members:dashboard"), members),
            "directory": (reverse("members:directory"), members),
            "desk": (reverse("admin:index"), desk),
            "desk: members": (reverse("admin:members_member_changelist"), desk),
            "desk: library": (reverse("admin:resources_resource_changelist"), desk),
        }


def words():
    """{page: words of the library to search for}, as many rare as middling as frequent ones.

    Those of "search" are few and come again and again; those of "new search" have not been asked before.
    """
    from ggsn.search.models import Word

    ranked = list(Word.objects.order_by("-times", "word").values_list("word", flat=True))
    dice = random.Random(1)  # noqa: S311
    third = POOL // 3
    middle = len(ranked) // 20
    pool = ranked[:third] + ranked[middle : middle + third] + ranked[-third:]
    dice.shuffle(pool)
    others = sorted(set(ranked) - set(pool))
    dice.shuffle(others)
    return {"search": pool, "new search": others or pool}


def readers():
    """{audience: somebody of it}, of those who sign in. One of the crowd is made a coordinator for that."""
    from django.contrib.auth.models import Group

    from members.models import Member
    from members.roles import COORDINATOR

    accepted = Member.objects.accepted().filter(is_demonstration=True, is_superuser=False).order_by("pk")
    desk = Group.objects.get(name=COORDINATOR)
    if not accepted.filter(groups=desk).exists():
        accepted.filter(groups=None).last().groups.add(desk)
    return {"member": accepted.filter(groups=None).first(), "coordinator": accepted.filter(groups=desk).first()}


def queries():
    """{page: {audience: queries}} once the worker is warm: each page is read twice, the second reading counts."""
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    people = readers()
    counted = {}
    for name, (address, audiences) in addresses().items():
        counted[name] = {}
        for audience in audiences:
            client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
            if audience in people:
                client.force_login(people[audience], backend=settings.AUTHENTICATION_BACKENDS[0])
            path = address.replace("{word}", "people")
            client.get(path)
            if audience == "newcomer":
                caches["kept"].clear()
            with CaptureQueriesContext(connection) as captured:
                response = client.get(path)
            if response.status_code != 200:
                raise SystemExit(f"{path} answers {response.status_code} to a {audience}.")
            counted[name][audience] = len(captured)
    return counted


if __name__ == "__main__":
    django.setup()
    facts = {"queries": queries()}
    if "--all" in sys.argv:
        facts |= {"addresses": addresses(), "words": words()}
    print(json.dumps(facts))
