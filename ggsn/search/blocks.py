"""Where the sets of places of each token stand in the database: written here, read by ggsn.search.asking.

The id of an entry tells its kind and its place: 2^20 blocks for each kind, 2^15 places in each block. What comes later
has a higher place; made anew, the index has the places of a kind in the order of its dates. Of things without dates
places tell when they were made: nothing that is shown may be sorted by them.
"""

import secrets
from array import array
from itertools import groupby
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from ggsn.search.bits import FEW, FEW_BEHIND, PLACES, pack, pack_places, places, set_of, unpack, with_last
from ggsn.search.models import Entry
from ggsn.search.tokens import is_filed
from resources.models import Edition as LibraryEdition

_BLOCKS = 1 << 20  # of a kind
_AT_ONCE = 1000
# (table, column) of words, and of what entries are filed under: of a block, all of the latter is read at once.
_WORDS, _CODES = ("search_posting", "token"), ("search_filed", "code")


def first_place(block):
    return block * PLACES


def block_of(entry):
    return entry // PLACES


def kind_of(block):
    return block // _BLOCKS


def next_id(kind):
    """The place behind all that a kind has."""
    first, behind = kind * _BLOCKS * PLACES, (kind + 1) * _BLOCKS * PLACES
    last = Entry.objects.filter(pk__range=(first, behind - 1)).aggregate(last=Max("pk"))["last"]
    return first if last is None else last + 1


def change(cursor, come, gone):
    """Enter the tokens of what has come, strike out those of what has gone: pairs of id and tokens."""
    changes = {}
    for side, entries in enumerate((come, gone)):
        for entry, tokens in entries:
            block, place = block_of(entry), entry % PLACES
            for token in tokens:
                changes.setdefault((is_filed(token), block), {}).setdefault(token, ([], []))[side].append(place)
    for (filed, block), tokens in sorted(changes.items()):
        table = _CODES if filed else _WORDS
        names = sorted(tokens)
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            _change(cursor, table, block, {name: tokens[name] for name in some})
    _mark(cursor, {block for _filed, block in changes})


# The same as ggsn.search.bits.with_last, where the sets are: they need not travel. What has no room is not returned.
_APPEND = """
INSERT INTO {name} AS old ({column}, block, places)
SELECT token, %s, '\\x00'::bytea || substr(%s::bytea, 2 * number::int - 1, 2)
FROM unnest(string_to_array(%s, ' ')) WITH ORDINALITY AS new (token, number)
ON CONFLICT ({column}, block) DO UPDATE SET places = CASE
    WHEN get_byte(old.places, 0) IN (0, 3) THEN old.places || substr(excluded.places, 2)
    ELSE '\\x03'::bytea || set_byte(set_byte('\\x0000'::bytea, 0, length(old.places) & 255), 1, length(old.places) >> 8)
        || old.places || substr(excluded.places, 2)
END
WHERE CASE get_byte(old.places, 0)
    WHEN 0 THEN length(old.places) <= {few}
        AND get_byte(old.places, length(old.places) - 2) + 256 * get_byte(old.places, length(old.places) - 1)
            < get_byte(excluded.places, 1) + 256 * get_byte(excluded.places, 2)
    WHEN 3 THEN length(old.places) - 3 - get_byte(old.places, 1) - 256 * get_byte(old.places, 2) < {few_behind}
    ELSE true
END
RETURNING {column}
"""


def _append(cursor, table, block, changes):
    """Enter what comes in one place only. Returns the changes that remain to be made."""
    name, column = table
    last = {token: come[0] for token, (come, gone) in changes.items() if len(come) == 1 and not gone}
    if not last:
        return changes
    statement = _APPEND.format(name=name, column=column, few=2 * FEW, few_behind=2 * FEW_BEHIND)
    # All in one text and one number of bytes: composing arrays of hundreds takes longer than entering them.
    cursor.execute(statement, [block, array("H", last.values()).tobytes(), " ".join(last)])
    done = {token for (token,) in cursor.fetchall()}
    return {token: change for token, change in changes.items() if token not in done}


def _change(cursor, table, block, changes):
    name, column = table
    if connection.vendor == "postgresql":
        changes = _append(cursor, table, block, changes)
    if not changes:
        return
    cursor.execute(
        f"SELECT {column}, places FROM {name} WHERE block = %s AND {column} {_among(len(changes))}",  # noqa: S608
        [block, *_some(changes)],
    )
    there = dict(cursor.fetchall())
    rows = {token: _changed(there.get(token), come, gone) for token, (come, gone) in changes.items()}
    if kept := {token: places for token, places in rows.items() if places is not None}:
        cursor.execute(
            f"INSERT INTO {name} ({column}, block, places) {_pairs(len(kept))} "
            f"ON CONFLICT ({column}, block) DO UPDATE SET places = excluded.places",
            _own(block, kept),
        )
    if empty := [token for token in rows.keys() - kept.keys() if token in there]:
        cursor.execute(
            f"DELETE FROM {name} WHERE block = %s AND {column} {_among(len(empty))}",  # noqa: S608
            [block, *_some(empty)],
        )


def _changed(before, come, gone):
    """The bytes of a set with some places more and some less; None where it has none."""
    if before is None:
        return pack_places(sorted(set(come))) if come else None
    before = bytes(before)
    if not gone and len(come) == 1 and (longer := with_last(before, come[0])):
        return longer
    now = unpack(before) & ~set_of(gone) | set_of(come)
    return pack(now) if now else None


# Each database takes many values at once in its own way.


def _among(number):
    return "= ANY(%s)" if connection.vendor == "postgresql" else f"IN ({', '.join(['%s'] * number)})"


def _some(names):
    return [list(names)] if connection.vendor == "postgresql" else names


def _pairs(number):
    if connection.vendor == "postgresql":
        return "SELECT token, %s, places FROM unnest(%s::text[], %s::bytea[]) AS new (token, places)"
    return f"VALUES {', '.join(['(%s, %s, %s)'] * number)}"


def _own(block, rows):
    if connection.vendor == "postgresql":
        return [block, list(rows), list(rows.values())]
    return [value for token, places in rows.items() for value in (token, block, places)]


def _mark(cursor, blocks):
    """A new mark for each: at random, so that none comes again after what had it was undone."""
    for block in sorted(blocks):
        cursor.execute(
            "INSERT INTO search_block (number, mark) VALUES (%s, %s) "
            "ON CONFLICT (number) DO UPDATE SET mark = excluded.mark",
            [block, secrets.token_bytes(8)],
        )


def fill(cursor, entries):
    """Enter pairs of id and tokens, in the order of ids, into blocks that are empty."""
    for block, some in groupby(entries, key=lambda entry: block_of(entry[0])):
        words, filed = {}, {}
        for entry, tokens in some:
            place = entry % PLACES
            for token in tokens:
                sets = filed if is_filed(token) else words
                if (known := sets.get(token)) is None:
                    known = sets[token] = array("H")
                known.append(place)
        _enter(cursor, _WORDS, block, words)
        _enter(cursor, _CODES, block, filed)
        _mark(cursor, [block])


def _enter(cursor, table, block, sets):
    name, column = table
    rows = ((token, block, pack_places(sets[token])) for token in sorted(sets))
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {name} ({column}, block, places) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany(f"INSERT INTO {name} ({column}, block, places) VALUES (%s, %s, %s)", rows)  # noqa: S608


class Found(NamedTuple):
    """What is read of an Entry to sort it."""

    id: int
    kind: int
    object_id: int
    date: int


def entries(ids):
    """{id: Found}"""
    with connection.cursor() as cursor:  # by hand: Django composes longer than it asks
        cursor.execute(
            f"SELECT {', '.join(Found._fields)} FROM search_entry WHERE id {_among(len(ids))}",  # noqa: S608
            _some(ids),
        )
        return {found.id: found for found in map(Found._make, cursor.fetchall())}


def empty(cursor):
    for name in ("search_posting", "search_filed", "search_block"):
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def wait_for_others(cursor):
    """Two who write at once would each strike out what the other enters; so they queue. SQLite lets in one anyway.

    Whoever saves something of the library has the row of its edition before they come here, and whoever has entered
    something else may save something of it afterwards: so all take that row first, else two would wait for each other.
    """
    if connection.vendor == "postgresql":
        cursor.execute(f"SELECT 1 FROM {LibraryEdition._meta.db_table} FOR UPDATE")  # noqa: S608
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ggsn.search'))")


_object_ids = {}  # {block: (its mark, the array of its object_ids)}
_ONE_BY_ONE = 200  # so many are asked for by their ids; of more, the whole block, which is kept


def object_ids(wanted, marks):
    """{block: array of object_ids by place}, with those of `wanted` ({block: set of places}) and 0 where none is."""
    known = {block: _object_ids.get(block, (None, None)) for block in wanted}
    kept = {block: ids for block, (mark, ids) in known.items() if mark == marks[block]}
    read = {block: array("q", bytes(8 * PLACES)) for block in wanted if block not in kept}
    few = sum(wanted[block].bit_count() for block in read) <= _ONE_BY_ONE
    for block, ids in read.items():
        first = first_place(block)
        rows = Entry.objects.values_list("pk", "object_id")
        if few:
            rows = rows.filter(pk__in=[first + place for place in places(wanted[block])])
        else:  # in pieces: a worker never gives back the memory that all rows together would take
            rows = rows.filter(pk__range=(first, first + PLACES - 1)).iterator(2000)
        for pk, object_id in rows:
            ids[pk - first] = object_id
        if not few:
            _object_ids[block] = marks[block], ids
    return kept | read
