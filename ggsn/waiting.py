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
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

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


@dataclass(frozen=True)
class Waiting:
    """One kind of thing, as it waits for one person.

    `first`: [(since, id)] of the SHOWN that have waited longest, `since` as the database gives it.
    """

    kind: Kind
    queryset: QuerySet
    number: int
    first: list

    @property
    def address(self):
        return f"{_address(self.queryset.model, 'changelist')}?{self.kind.query}"

    def things(self, ids):
        kind, model = self.kind, self.queryset.model
        for thing in self.queryset.filter(pk__in=ids).order_by("pk"):
            # Some names are left out of `str`, because the desk's own log keeps that for longer than the thing.
            title = getattr(thing, "display_name", None) or str(thing)
            yield Thing(kind.one, title, _address(model, "change", thing.pk), getattr(thing, kind.since))


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
    roles = person.role_names
    if REGIONAL_COORDINATOR in roles:  # of which regions, is asked each time
        questions = _questions(person)
    else:
        key = f"waits-for-{person.pk}-{person.is_superuser}-{'-'.join(sorted(roles))}"
        questions = caches["kept"].get_or_set(key, lambda: _questions(person), 600)
    first = _first(questions)
    return [
        Waiting(kind, queryset, first[turn][0][0] if first[turn] else 0, [row[1:] for row in first[turn]])
        for turn, (kind, queryset, _sql, _values) in enumerate(questions)
    ]


def _questions(person):
    """[(kind, queryset, the statement of its ids and dates, its values)]: composing them takes longer than asking."""
    found = [(kind, kind.find(person)) for kind in _kinds]
    return [(kind, queryset, *_statement(kind, queryset)) for kind, queryset in found if queryset is not None]


def _statement(kind, queryset):
    try:
        return queryset.order_by().values("pk", kind.since).query.sql_with_params()
    except EmptyResultSet:
        return None, ()


def _first(questions):
    """Per kind [(how many of it wait, since, id)] of those that have waited longest: all asked in one question."""
    asked, values = [], []
    for turn, (kind, _queryset, sql, own) in enumerate(questions):
        if sql is not None:
            asked.append(
                f'SELECT * FROM (SELECT {turn}, count(*) OVER (), "{kind.since}", "pk" '  # noqa: S608
                f"FROM ({sql}) AS waiting ORDER BY 3 NULLS LAST, 4 LIMIT {SHOWN}) AS first_{turn}"
            )
            values += own
    rows = []
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked), values)
            rows = cursor.fetchall()
    return [[row[1:] for row in rows if row[0] == turn] for turn in range(len(questions))]


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
