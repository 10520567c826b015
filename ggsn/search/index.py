"""Keeping the index in step with the rooms: `index` what has changed, `rebuild` all of it."""

from collections import Counter
from itertools import islice

from django.db import connection, transaction

from ggsn.search.engines import engine
from ggsn.search.models import Edition, Entry, Word
from ggsn.search.sources import SOURCES
from ggsn.search.sources.base import LANGUAGES
from ggsn.search.tokens import tokens_of, words_among
from ggsn.search.vocabulary import code
from members.models import Visibility

AT_ONCE = 200
_COUNT = (
    "INSERT INTO search_word (word, times, times_in_public) VALUES {} ON CONFLICT (word) DO UPDATE SET "
    "times = search_word.times + excluded.times, "
    "times_in_public = search_word.times_in_public + excluded.times_in_public"
)
_KIND, _SECONDS = 1 << 59, 1 << 26  # what one kind, and one second, is worth


def number(source, thing):
    """The id of an entry: kinds apart, and in each the newer above the older. No kind has 67 million."""
    date = source.date(thing)
    seconds = min(max(int(date.timestamp()), 0), (1 << 33) - 1) if date else 0
    return source.number * _KIND + seconds * _SECONDS + thing.pk


def kind_of(entry):
    return entry // _KIND


def seconds_of(entry):
    return entry % _KIND // _SECONDS


def object_of(entry):
    return entry % _SECONDS


def reach(lowest, highest):
    """The first and the last id of the kinds from `lowest` to `highest`."""
    return lowest * _KIND, (highest + 1) * _KIND - 1


def rows(source, things):
    """Of those that may be found, what stands in the index: (id, kind, object_id, languages, facets, tokens)."""
    numbers = [thing.pk for thing in things]
    found = source.whole(source.for_members().filter(pk__in=numbers))
    public = set(source.for_everybody().filter(pk__in=numbers).order_by().values_list("pk", flat=True))
    made = []
    for thing in sorted(found, key=lambda thing: thing.pk):
        texts = source.texts(thing)
        spoken = [language for language in LANGUAGES if any(text.language == language for text in texts)]
        audience = Visibility.PUBLIC if thing.pk in public else Visibility.MEMBERS
        filed = [("where", source.number), ("visibility", audience.value), *source.filed(thing)]
        facets = list(dict.fromkeys(code(facet, value) for facet, value in filed))
        # What is only a name, or in a language the portal does not speak, is in everybody's.
        tokens = tokens_of(texts) | set(facets) | {f"in:{language}" for language in spoken or LANGUAGES}
        languages = ",".join(spoken or LANGUAGES)
        made.append((number(source, thing), source.number, thing.pk, languages, " ".join(facets), frozenset(tokens)))
    return made


@transaction.atomic
def index(source, things):
    """Bring the index in step with these, in the transaction that changed them."""
    things = list(things)
    if not things:
        return
    there = dict(
        Entry.objects.filter(kind=source.number, object_id__in=[thing.pk for thing in things]).values_list(
            "pk", "facets"
        )
    )
    new = {row[0]: row for row in rows(source, things)}
    if not there and not new:
        return
    with connection.cursor() as cursor:
        had = engine().tokens(cursor, list(there)) if there else {}
        had = {pk: (frozenset(tokens), there[pk]) for pk, tokens in had.items()}
        same = {pk for pk, row in new.items() if had.get(pk) == (row[5], row[4])}
        gone = [pk for pk in there if pk not in same]
        come = [row for pk, row in new.items() if pk not in same]
        if gone or come:
            engine().wait_for_others(cursor)
            Entry.objects.filter(pk__in=gone).delete()
            engine().put(cursor, come)
            _count_words(cursor, [row[5] for row in come], [had[pk][0] for pk in gone if pk in had])


def _count_words(cursor, come, gone):
    """Words are counted as they come and go, so that one that is in no entry any more is nowhere."""
    times, in_public = _counted(come)
    fewer, fewer_in_public = _counted(gone)
    times.subtract(fewer)
    in_public.subtract(fewer_in_public)
    changed = sorted(word for word in times if times[word] or in_public[word])
    for start in range(0, len(changed), 300):
        some = changed[start : start + 300]
        counted = [value for word in some for value in (word, times[word], in_public[word])]
        cursor.execute(_COUNT.format(", ".join(["(%s, %s, %s)"] * len(some))), counted)
    if any(times[word] < 0 for word in changed):
        Word.objects.filter(times__lte=0).delete()


def _counted(sets):
    times, in_public = Counter(), Counter()
    for tokens in sets:
        words = words_among(tokens)
        times.update(words)
        if "v:public" in tokens:
            in_public.update(words)
    return times, in_public


def rebuild(note=lambda how_many: None):
    """Make the index anew: piece by piece, and found in meanwhile; in one go where most of it is missing."""
    if Entry.objects.count() * 2 < how_many():
        _fill(note)
    else:
        _renew(note)
    Edition.renew()


@transaction.atomic
def _fill(note):
    with connection.cursor() as cursor:
        engine().wait_for_others(cursor)
        _fill_with(cursor, note)


def _fill_with(cursor, note):
    Entry.objects.all().delete()
    Word.objects.all().delete()
    engine().before_filling(cursor)
    times, in_public = Counter(), Counter()
    for source in SOURCES:
        for things in _in_pieces(source):
            made = rows(source, things)
            engine().put(cursor, made)
            for counter, more in zip((times, in_public), _counted(row[5] for row in made), strict=True):
                counter.update(more)
            note(len(things))
    words = (Word(word=word, times=often, times_in_public=in_public[word]) for word, often in sorted(times.items()))
    Word.objects.bulk_create(words, batch_size=1000)
    engine().after_filling(cursor)


def _renew(note):
    for source in SOURCES:
        for things in _in_pieces(source):
            index(source, things)
            note(len(things))
        lost = Entry.objects.filter(kind=source.number).exclude(object_id__in=source.for_members().values("pk"))
        index(source, [source.model(pk=pk) for pk in lost.values_list("object_id", flat=True)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")


def _in_pieces(source):
    things = source.for_members().order_by("pk").only("pk").iterator(AT_ONCE)
    while some := list(islice(things, AT_ONCE)):
        yield some


def how_many():
    return sum(source.for_members().count() for source in SOURCES)
