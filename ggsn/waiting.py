"""What waits for somebody at the desk: on its first page, and on the page of whoever has a role.

A kind of thing that waits is one function at the end of this file. It says what waits for a person, as a queryset that
holds no more than this person may know of; None where the kind is not theirs to look after.
"""

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.models import Message
from glossary.models import Proposal
from members.models import Application, Report, RepresentationRequest
from members.roles import REGIONAL_COORDINATOR, has_role, is_coordinator, is_librarian
from resources.models import Resource

# How many are shown on the first page of the desk, and after how long somebody has waited unseen.
SHOWN = 12
LONG = datetime.timedelta(days=7)

_kinds = []


@dataclass(frozen=True)
class Kind:
    one: str
    many: str
    query: str
    since: str
    find: Callable


@dataclass(frozen=True)
class Waiting:
    """One kind of thing, as it waits for one person."""

    kind: Kind
    queryset: QuerySet
    number: int

    @property
    def address(self):
        return f"{_address(self.queryset.model, 'changelist')}?{self.kind.query}"

    def oldest(self, number):
        kind, model = self.kind, self.queryset.model
        for thing in self.queryset.order_by(kind.since, "pk")[:number]:
            # Some names are left out of `str`, because the desk's own log keeps that for longer than the thing.
            title = getattr(thing, "display_name", None) or str(thing)
            yield Thing(kind.one, title, _address(model, "change", thing.pk), getattr(thing, kind.since))


@dataclass(frozen=True)
class Thing:
    kind: str
    title: str
    address: str
    since: datetime.datetime

    @property
    def is_new(self):
        return timezone.now() - self.since < datetime.timedelta(minutes=1)

    @property
    def is_late(self):
        return timezone.now() - self.since > LONG


def waits(one, many, query, since):
    """A decorator: the things a function finds wait since the date `since`; `query` lists them in their admin."""

    def note(find):
        _kinds.append(Kind(one, many, query, since, find))
        return find

    return note


def waiting_for(person):
    """Every kind this person looks after, also those of which nothing waits now."""
    if not person.is_staff:
        return []
    found = [(kind, kind.find(person)) for kind in _kinds]
    found = [(kind, queryset) for kind, queryset in found if queryset is not None]
    numbers = _counted([queryset for _kind, queryset in found])
    return [Waiting(kind, queryset, number) for (kind, queryset), number in zip(found, numbers, strict=True)]


def _counted(querysets):
    """How many each holds, asked in one question."""
    asked, values = [], []
    for turn, queryset in enumerate(querysets):
        with suppress(EmptyResultSet):
            sql, own = queryset.order_by().values("pk").query.sql_with_params()
            asked.append(f"SELECT {turn}, count(*) FROM ({sql}) AS waiting_{turn}")  # noqa: S608
            values += own
    if not asked:
        return [0] * len(querysets)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), values)
        found = dict(cursor.fetchall())
    return [found.get(turn, 0) for turn in range(len(querysets))]


def oldest_of(kinds, number=SHOWN):
    """What has waited longest, whatever its kind."""
    things = [thing for waiting in kinds for thing in waiting.oldest(number)]
    return sorted(things, key=lambda thing: thing.since)[:number]


def _address(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


# --- The kinds ---


@waits(_("Application"), _("Applications to read"), "standing=waiting", since="waits_since")
def applications(person):
    if is_coordinator(person) or has_role(person, REGIONAL_COORDINATOR):
        return Application.objects.awaiting_review_by(person)
    return None


@waits(_("Representation"), _("Who wishes to speak for an organization"), "standing=waiting", since="asked_at")
def representations(person):
    if is_coordinator(person) or has_role(person, REGIONAL_COORDINATOR):
        asked = RepresentationRequest.objects.visible_to(person).undecided()
        return asked.select_related("member", "organization")
    return None


@waits(_("Report"), _("Reports to decide on"), "standing=open", since="made_at")
def reports(person):
    return Report.objects.open() if is_coordinator(person) else None


@waits(_("Contribution"), _("Contributions to review"), "state=waiting", since="submitted_at")
def contributions(person):
    return Resource.objects.visible_to(person).awaiting_review() if is_librarian(person) else None


@waits(_("Proposed word"), _("Proposals for the glossary"), "state=waiting", since="proposed_at")
def proposals(person):
    return Proposal.objects.waiting() if is_librarian(person) else None


@waits(_("Letter"), _("Letters that could not be sent"), "standing=parked", since="parked_at")
def parked_letters(person):
    return Message.objects.parked().defer("text", "html", "headers") if is_coordinator(person) else None
