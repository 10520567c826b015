"""Keeping the index in step with the rooms: `index` what has changed, `rebuild` all of it."""

import zlib
from collections import Counter
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction

from ggsn.search import blocks
from ggsn.search.models import Block, Edition, Entry, Word
from ggsn.search.sources import SOURCES
from ggsn.search.tokens import tokens_of, words_among
from ggsn.search.vocabulary import code
from members.models import Visibility
from resources.models import Edition as LibraryEdition
from resources.models import Resource

AT_ONCE = 200
_COUNT = (
    "INSERT INTO search_word (word, times, times_in_public) {} ON CONFLICT (word) DO UPDATE SET "
    "times = search_word.times + excluded.times, "
    "times_in_public = search_word.times_in_public + excluded.times_in_public"
)
# Each column in one text: composing arrays takes longer than counting.
_COLUMNS = (
    "SELECT * FROM unnest(string_to_array(%s, ' '), string_to_array(%s, ' ')::int[], string_to_array(%s, ' ')::int[])"
)


class Row(NamedTuple):
    """What the index says of one thing."""

    object_id: int
    date: int
    languages: str
    tokens: frozenset

    def as_entry(self, source, place):
        return Entry(
            pk=place,
            kind=source.number,
            object_id=self.object_id,
            date=self.date,
            languages=self.languages,
            tokens=_packed(self.tokens),
        )


def _packed(tokens):
    return zlib.compress(" ".join(sorted(tokens)).encode(), 1)


def tokens_in(packed):
    return frozenset(zlib.decompress(packed).decode().split(" "))


def rows(source, things):
    """[Row] of those that may be found, the oldest first."""
    numbers = [thing.pk for thing in things]
    found = source.whole(numbers)
    public = source.in_public(numbers) if found else ()
    made = []
    for thing in found:
        texts = source.texts(thing)
        languages = source.spoken(thing, texts)
        audience = Visibility.PUBLIC if thing.pk in public else Visibility.MEMBERS
        filed = [("where", source.number), ("visibility", audience.value), *source.filed(thing)]
        tokens = tokens_of(texts) | {code(*one) for one in filed} | {f"in:{language}" for language in languages}
        date = source.date(thing)
        made.append(Row(thing.pk, int(date.timestamp()) if date else 0, ",".join(languages), frozenset(tokens)))
    return sorted(made, key=lambda row: (row.date, row.object_id))


@transaction.atomic
def index(source, things):
    """Bring the index in step with these, in the transaction that changed them. What is there keeps its place."""
    things = list(things)
    if not things:
        return
    with connection.cursor() as cursor:
        blocks.wait_for_others(cursor)  # before anything is read: what was read earlier may have changed meanwhile
        entries = Entry.objects.filter(kind=source.number, object_id__in=[thing.pk for thing in things])
        there = {entry.object_id: entry for entry in entries}
        new = {row.object_id: row for row in rows(source, things)}
        gone = [entry for number, entry in there.items() if number not in new]
        come = [row for number, row in new.items() if number not in there or _differs(there[number], row)]
        if gone or come:
            _enter(cursor, source, come, gone, there)
            if source.model is Resource:
                LibraryEdition.renew()  # where it was asked meanwhile, it has kept what it was answered


def _enter(cursor, source, come, gone, there):
    places = _places(source, come, there)
    former = [*gone, *(there[row.object_id] for row in come if row.object_id in there)]
    before = {entry.pk: tokens_in(entry.tokens) for entry in former}
    after = {places[row.object_id]: row.tokens for row in come}
    Entry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    Entry.objects.bulk_create(
        [row.as_entry(source, places[row.object_id]) for row in come],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["date", "languages", "tokens"],
    )
    nothing = frozenset()
    blocks.change(
        cursor,
        [(place, tokens - before.get(place, nothing)) for place, tokens in after.items()],
        [(place, tokens - after.get(place, nothing)) for place, tokens in before.items()],
    )
    _count_words(cursor, after.values(), before.values())


def _differs(entry, row):
    return (entry.date, entry.languages, tokens_in(entry.tokens)) != (row.date, row.languages, row.tokens)


def _places(source, come, there):
    """{object_id: its place}: the one it has, or the next."""
    places = {row.object_id: there[row.object_id].pk for row in come if row.object_id in there}
    if new := [row.object_id for row in come if row.object_id not in there]:
        free = blocks.next_id(source.number)
        places |= {number: free + turn for turn, number in enumerate(new)}
    return places


def _count_words(cursor, come, gone):
    """Words are counted as they come and go, so that one that is in no entry any more is nowhere."""
    times, in_public = _counted(come)
    fewer, fewer_in_public = _counted(gone)
    times.subtract(fewer)
    in_public.subtract(fewer_in_public)
    changed = sorted(word for word in times if times[word] or in_public[word])
    for start in range(0, len(changed), 300):
        counted = [(word, times[word], in_public[word]) for word in changed[start : start + 300]]
        cursor.execute(*_counting(counted))
    if any(times[word] < 0 for word in changed):
        Word.objects.filter(times__lte=0).delete()


def _counting(counted):
    """(statement, its values): each database takes many values at once in its own way."""
    if connection.vendor == "postgresql":
        return _COUNT.format(_COLUMNS), [" ".join(map(str, column)) for column in zip(*counted, strict=True)]
    return _COUNT.format(f"VALUES {', '.join(['(%s, %s, %s)'] * len(counted))}"), [
        one for row in counted for one in row
    ]


def _counted(sets):
    times, in_public = Counter(), Counter()
    for tokens in sets:
        words = words_among(tokens)
        times.update(words)
        if "v:public" in tokens:
            in_public.update(words)
    return times, in_public


def rebuild(note=lambda how_many: None, whole=False):
    """Make the index anew: piece by piece, and found in meanwhile; in one go where most of it is missing, or `whole`.

    In one go, whoever writes something that can be found has to wait, and is refused when that takes longer than the
    database allows: with many things that is for a time without workers, as after an update.
    """
    if whole or not Block.objects.exists() or Entry.objects.count() * 2 < how_many():
        _fill(note)
    else:
        _renew(note)
    Edition.renew()


@transaction.atomic
def _fill(note):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        blocks.wait_for_others(cursor)
        Entry.objects.all().delete()
        Word.objects.all().delete()
        blocks.empty(cursor)
        times, in_public = Counter(), Counter()
        for source in SOURCES:
            made = ((source, row) for things in _by_date(source) for row in _noting(note, source, things))
            fill(cursor, made, times, in_public)
        words = (Word(word=word, times=often, times_in_public=in_public[word]) for word, often in sorted(times.items()))
        Word.objects.bulk_create(words, batch_size=1000)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE search_entry, search_posting, search_filed, search_word")
        else:
            cursor.execute("ANALYZE")


def _noting(note, source, things):
    yield from rows(source, things)
    note(len(things))


def fill(cursor, made, times, in_public):
    """Enter pairs of source and row, of one kind, in their order; `times` and `in_public` count their words."""

    def entering():
        entries, place = [], None
        for source, row in made:
            place = blocks.next_id(source.number) if place is None else place + 1
            entries.append(row.as_entry(source, place))
            if len(entries) == AT_ONCE:
                Entry.objects.bulk_create(entries)
                entries = []
            for counter, more in zip((times, in_public), _counted([row.tokens]), strict=True):
                counter.update(more)
            yield place, row.tokens
        Entry.objects.bulk_create(entries)

    blocks.fill(cursor, entering())


def _renew(note):
    for source in SOURCES:
        for things in _by_date(source):
            index(source, things)
            note(len(things))
        lost = Entry.objects.filter(kind=source.number).exclude(object_id__in=source.for_members().values("pk"))
        index(source, [source.model(pk=pk) for pk in lost.values_list("object_id", flat=True)])


def _by_date(source):
    """Pieces of all that may be found, the oldest first."""
    order = [source.dated_by, "pk"] if source.dated_by else ["pk"]
    things = source.for_members().order_by(*order).only("pk").iterator(AT_ONCE)
    while some := list(islice(things, AT_ONCE)):
        yield some


def how_many():
    return sum(source.for_members().count() for source in SOURCES)
