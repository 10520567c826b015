"""What waits for somebody at the desk: on its first page, and on the page of whoever has a role.

A kind of thing that waits is one function at the end of this file. It says what waits for a person, as a queryset that
holds no more than this person may know of; None where the kind is not theirs to look after. A thing of which nobody
knows since when it waits has no such date; it comes after all that have one, and is never said to be late.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from ggsn import kept
from ggsn.outreach.models import Message
from glossary.models import Proposal
from members.models import Application, Report, RepresentationRequest
from members.roles import REGIONAL_COORDINATOR, has_role, is_coordinator, is_librarian
from resources.models import AccessRequest, Renewal, Resource, cards_in_trouble

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


class Question:
    """What is asked about one kind for one person, composed: that takes longer than the answer.

    `lasts`: what it finds may be kept until the next write. Applications and letters come unannounced (ggsn.kept).
    """

    def __init__(self, turn, kind, queryset, lasts=True):
        self.turn, self.kind, self.queryset = turn, kind, queryset
        try:
            self.sql, self.values = queryset.order_by().values("pk", kind.since).query.sql_with_params()
        except EmptyResultSet:
            self.sql, self.values = None, ()
        self.lasts = lasts and kept.lasts(self.sql or "")


@dataclass(frozen=True)
class Waiting:
    """One kind of thing, as it waits for one person.

    `first`: [(since, id)] of the SHOWN that have waited longest, `since` as the database gives it.
    """

    question: Question
    number: int
    first: list

    @property
    def kind(self):
        return self.question.kind

    @property
    def address(self):
        return f"{_address(self.question.queryset.model, 'changelist')}?{self.kind.query}"

    def things(self, ids):
        if not self.question.lasts:
            return self._things(ids)
        # For all who look after it: which of them wait for somebody was asked for that person, and each has one title.
        key = f"waiting-{self.question.turn}-{get_language()}-{ids}"
        return caches["kept"].get_or_set(key, lambda: self._things(ids), 60)

    def _things(self, ids):
        kind, model = self.kind, self.question.queryset.model
        # Some names are left out of `str`, because the desk's own log keeps that for longer than the thing.
        return [
            Thing(
                kind.one,
                getattr(thing, "display_name", None) or str(thing),
                _address(model, "change", thing.pk),
                getattr(thing, kind.since),
            )
            for thing in self.question.queryset.filter(pk__in=ids).order_by("pk")
        ]


@dataclass(frozen=True)
class Thing:
    kind: str
    title: str
    address: str
    since: datetime.datetime | None

    @property
    def is_new(self):
        return self.since is not None and timezone.now() - self.since < datetime.timedelta(minutes=1)

    @property
    def is_late(self):
        return self.since is not None and timezone.now() - self.since > LONG


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
    roles, cache = person.role_names, caches["kept"]
    if REGIONAL_COORDINATOR in roles:  # of which regions, is asked each time
        questions = [Question(*one, lasts=False) for one in _found(person)]
        first = _first(questions)
    else:
        key = f"waits-for-{person.pk}-{person.is_superuser}-{'-'.join(sorted(roles))}"
        questions = cache.get_or_set(key, lambda: [Question(*one) for one in _found(person)], 600)
        first = _first([question for question in questions if not question.lasts])
        first |= cache.get_or_set(f"first-{key}", lambda: _first([one for one in questions if one.lasts]), 60)
    return [Waiting(question, *first.get(question.turn, (0, []))) for question in questions]


def _found(person):
    """(turn, kind, queryset) of each kind that is this person's to look after."""
    for turn, kind in enumerate(_kinds):
        queryset = kind.find(person)
        if queryset is not None:
            yield turn, kind, queryset


def _first(questions):
    """{turn: (how many of it wait, [(since, id)] of those that have waited longest)}: all asked in one question."""
    asked, values = [], []
    for question in questions:
        if question.sql is not None:
            asked.append(
                f'SELECT * FROM (SELECT {question.turn}, count(*) OVER (), "{question.kind.since}", "pk" '  # noqa: S608
                f"FROM ({question.sql}) AS waiting ORDER BY 3 NULLS LAST, 4 LIMIT {SHOWN}) AS first_{question.turn}"
            )
            values += question.values
    first = {}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked), values)
            for turn, number, *since_and_pk in cursor.fetchall():
                first.setdefault(turn, (number, []))[1].append(since_and_pk)
    return first


def oldest_of(kinds):
    """The SHOWN things that have waited longest, whatever their kind."""
    found = ((since is None, since, turn, pk) for turn, kind in enumerate(kinds) for since, pk in kind.first)
    first = sorted(found)[:SHOWN]
    things = [
        thing
        for turn, waiting in enumerate(kinds)
        if (ids := [pk for *_since, at, pk in first if at == turn])
        for thing in waiting.things(ids)
    ]
    return sorted(things, key=lambda thing: (thing.since is None, thing.since))


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
    if not is_librarian(person):
        return None
    return Resource.objects.visible_to(person).awaiting_review().only("submitted_at", *titles())


def titles():
    return [build_localized_fieldname("title", code) for code, _name in settings.LANGUAGES]


@waits(_("Access to the drive"), _("Requests for access to the drive"), "standing=waiting", since="asked_at")
def access_requests(person):
    return AccessRequest.objects.waiting().select_related("resource") if is_coordinator(person) else None


@waits(_("Document in the drive"), _("Documents in the drive to look into"), "drive=trouble", since="told_at")
def documents(person):
    return cards_in_trouble().only(*titles()) if is_coordinator(person) else None


@waits(_("Folder to renew"), _("Folders of the drive to renew"), "standing=open", since="since")
def renewals(person):
    return Renewal.objects.open() if is_coordinator(person) else None


@waits(_("Proposed word"), _("Proposals for the glossary"), "state=waiting", since="proposed_at")
def proposals(person):
    return Proposal.objects.waiting() if is_librarian(person) else None


@waits(_("Letter"), _("Letters that could not be sent"), "standing=parked", since="parked_at")
def parked_letters(person):
    return Message.objects.parked().defer("text", "html", "headers") if is_coordinator(person) else None
