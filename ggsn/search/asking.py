"""Asking the index: which entries have these tokens. A question is made with `all_of`, `any_of`, `begins`, `but_not`.

Either database gives back the sets of places of the tokens in question (ggsn.search.bits), and everything else is done
here, with whole numbers: so both give the same answers, and every count is exact, however frequent a word is.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db import connection

from ggsn.search.bits import PLACES, at_places, few_places, places, set_of, unpack
from ggsn.search.blocks import first_place, kind_of, object_ids
from ggsn.search.tokens import is_filed


@dataclass(frozen=True)
class all_of:
    parts: tuple

    def __init__(self, *parts):
        object.__setattr__(self, "parts", tuple(part for part in parts if part is not None))


@dataclass(frozen=True)
class any_of:
    parts: tuple

    def __init__(self, *parts):
        object.__setattr__(self, "parts", tuple(dict.fromkeys(part for part in parts if part is not None)))


@dataclass(frozen=True)
class begins:
    token: str


@dataclass(frozen=True)
class but_not:
    wanted: object
    unwanted: object


def _leaves(question):
    """The tokens and beginnings that a question is made of."""
    match question:
        case all_of(parts) | any_of(parts):
            for part in parts:
                yield from _leaves(part)
        case but_not(wanted, unwanted):
            yield from _leaves(wanted)
            yield from _leaves(unwanted)
        case _:
            yield question


class Reading:
    """What the index knows, at one moment, of all that `questions` are made of.

    What is found is {block: set of places in it}, without the blocks in which nothing is.
    """

    def __init__(self, questions):
        leaves = {leaf for question in questions if question is not None for leaf in _leaves(question)}
        words = sorted(leaf for leaf in leaves if isinstance(leaf, str) and not is_filed(leaf))
        beginnings = sorted(leaf.token for leaf in leaves if isinstance(leaf, begins))
        # Words, and what entries are filed under, are read one after the other: once more, where a block has changed
        # in between. What changes all the time is left out of this one answer.
        for _time in range(3):
            rows, self.marks = _rows(words, beginnings)
            self._filed = filed_in(self.marks)
            if self._filed.keys() == self.marks.keys():
                break
        self.blocks = sorted(self._filed, reverse=True)
        self._packed, self._begun, self._ways = {}, {token: {} for token in beginnings}, {}
        for token, block, kept in rows:
            self._packed.setdefault(token, {})[block] = kept
            for beginning in beginnings:
                if token.startswith(beginning):
                    self._begun[beginning].setdefault(block, []).append(kept)

    def find(self, question):
        way, found = self.way_to(question), {}
        for block in self.blocks if way is not _nowhere else ():
            if bits := way(block):
                found[block] = bits
        return found

    def way_to(self, question):
        """From a block to the set of places in it. What a question is made of is looked at once for all blocks."""
        if (way := self._ways.get(question)) is None:
            way = self._ways[question] = self._made(question)
        return way

    def _made(self, question):
        match question:
            case str():
                if is_filed(question):
                    return _Way(lambda block: self._filed[block].set_of(question))
                if (kept := self._packed.get(question)) is None:
                    return _nowhere
                return _Way(lambda block: unpack(kept[block]) if block in kept else 0)
            case begins(token):
                begun = self._begun[token]
                return _Way(lambda block: _union(begun.get(block, ()))) if begun else _nowhere
            case all_of(parts):
                first, *others = ways = [*map(self.way_to, parts)]
                return _nowhere if _nowhere in ways else _Way(lambda block: _in_all(block, first, others))
            case any_of(parts):
                ways = [way for way in map(self.way_to, parts) if way is not _nowhere]
                return _Way(lambda block: _in_any(block, ways)) if ways else _nowhere
            case but_not(wanted, unwanted):
                wanted, unwanted = self.way_to(wanted), self.way_to(unwanted)
                if wanted is _nowhere or unwanted is _nowhere:
                    return wanted
                return _Way(lambda block: wanted(block) and wanted(block) & ~unwanted(block))

    def things(self, *sets):
        """[[object_id]] of all that is found in each of these sets, the newest first."""
        wanted = {}
        for found in sets:
            for block, bits in found.items():
                wanted[block] = wanted.get(block, 0) | bits
        known = object_ids(wanted, self.marks)
        return [
            [one for block in sorted(found, reverse=True) for one in at_places(found[block], known[block]) if one]
            for found in sets
        ]

    def count_filed(self, found, letters, most):
        """{code: how many of `found` are filed under it}, of the facets with these letters.

        Above `most` nobody is told how many: such a count is only said to be greater.
        """
        counted = Counter()
        for block, bits in found.items():
            self._filed[block].count(bits, letters, counted, most)
        return counted


class _Way(dict):
    """{block: set of places in it}, each made when it is first asked for."""

    def __init__(self, make):
        super().__init__()
        self._make = make

    def __call__(self, block):
        return self[block]

    def __missing__(self, block):
        self[block] = bits = self._make(block)
        return bits


def _nowhere(block):
    return 0


def _in_all(block, first, others):
    bits = first(block)
    for way in others:
        if not bits:
            return 0
        bits &= way(block)
    return bits


def _in_any(block, ways):
    bits = 0
    for way in ways:
        bits |= way(block)
    return bits


def _union(several):
    """The set of all places in these packed sets."""
    bits, some = 0, []
    for packed in several:
        if (few := few_places(packed)) is not None:
            some.extend(few)
        else:
            bits |= unpack(packed)
    return bits | set_of(some)


def _rows(words, beginnings):
    """[(token, block, its packed set)] and {block: its mark}, as they were at one moment."""
    asked, values = ["SELECT '', number, mark FROM search_block"], []
    if words:
        marks = ", ".join(["%s"] * len(words))
        asked.append(f"SELECT token, block, places FROM search_posting WHERE token IN ({marks})")  # noqa: S608
        values += words
    for beginning in beginnings:
        asked.append("SELECT token, block, places FROM search_posting WHERE token >= %s AND token < %s")
        values += [beginning, beginning + "\U0010ffff"]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), values)
        found = cursor.fetchall()
    # A word that was asked for may begin like another: each row once.
    rows = {(token, block): kept for token, block, kept in found if token}
    marks = {block: bytes(mark) for token, block, mark in found if not token}
    return [(token, block, kept) for (token, block), kept in rows.items()], marks


# Of what so few are filed under, the places are looked up one after the other; of more, their sets are cut.
_LOOKED_UP = 48
_WIDTH = PLACES // 8  # bytes of a set
_MOST_IN_A_BYTE = 255


class _Filed:
    """What the entries of one block are filed under: kept in memory under the mark that the block had."""

    def __init__(self, mark, rows):
        self.mark = mark
        self._few, self._sets = {}, {}  # {letter of the facet: {code: places, or their set}}
        for code, kept in rows:
            few = few_places(kept)
            if few is not None and len(few) <= _LOOKED_UP:
                self._few.setdefault(_letter(code), {})[code] = few
            else:
                self._sets.setdefault(_letter(code), {})[code] = unpack(kept)
        self._number_of_sets = sum(map(len, self._sets.values()))

    def set_of(self, code):
        letter = _letter(code)
        if few := self._few.get(letter, {}).get(code):
            return set_of(few)
        return self._sets.get(letter, {}).get(code, 0)

    def count(self, bits, letters, counted, most):
        if bits.bit_count() <= min(self._number_of_sets // 2, _MOST_IN_A_BYTE):
            self._add_each(bits, letters, counted)
        else:
            for letter in letters:
                for code, bits_of_code in self._sets.get(letter, {}).items():
                    if (before := counted.get(code, 0)) <= most and (number := (bits & bits_of_code).bit_count()):
                        counted[code] = before + number
        read = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
        end = len(read) << 3
        for letter in letters:
            for code, few in self._few.get(letter, {}).items():
                number = sum(read[place >> 3] >> (place & 7) & 1 for place in few if place < end)
                if number:
                    counted[code] += number

    @cached_property
    def _table(self):
        """All sets, a row of bytes each: a column of it is what every set says of the same eight places."""
        return b"".join(one.to_bytes(_WIDTH, "little") for sets in self._sets.values() for one in sets.values())

    def _add_each(self, bits, letters, counted):
        """Where there are fewer entries than sets: entry by entry, 1 in a byte of its own for each set it is in."""
        ones, sums = int.from_bytes(b"\1" * self._number_of_sets, "little"), 0
        for place in places(bits):
            sums += int.from_bytes(self._table[place >> 3 :: _WIDTH], "little") >> (place & 7) & ones
        numbers = iter(sums.to_bytes(self._number_of_sets, "little"))
        for letter, sets in self._sets.items():
            for code, number in zip(sets, numbers, strict=False):
                if number and letter in letters:
                    counted[code] += number


def _letter(code):
    return code.partition(":")[0]


_known = {}  # {block: _Filed}
_CODES = (
    "SELECT b.number, b.mark, f.code, f.places FROM search_block b "
    "LEFT JOIN search_filed f ON f.block = b.number WHERE b.number IN ({})"
)


def filed_in(marks):
    """{block: _Filed}, of those alone asked for that have changed since they were kept; without a block that has
    changed since its mark was read."""
    filed = {block: known for block, mark in marks.items() if (known := _known.get(block)) and known.mark == mark}
    if stale := [block for block in marks if block not in filed]:
        rows, now = {block: [] for block in stale}, {}
        several = ", ".join(["%s"] * len(stale))
        with connection.cursor() as cursor:
            cursor.execute(_CODES.format(several), stale)
            for block, mark, code, kept in cursor.fetchall():
                now[block] = bytes(mark)
                if code is not None:
                    rows[block].append((code, kept))
        made = {block: _Filed(mark, rows[block]) for block, mark in now.items()}
        _known.update(made)
        filed |= {block: one for block, one in made.items() if one.mark == marks[block]}
    return filed


def newest(found, most):
    """The ids of at most so many entries, or of all: those that came into the index last come first."""
    ids = []
    for block in sorted(found, reverse=True):
        ids += _ids(block, found[block], most - len(ids))
        if len(ids) == most:
            break
    return ids


def _ids(block, bits, most):
    return [first_place(block) + place for place in islice(places(bits), most)]


def reader_s_first(tiers, language):
    """Ranks, each a question, the best first: what is called exactly so, then what has a text in the reader's language,
    then what is only in others. `tiers` are questions, exact titles first, and None where there is none."""
    exactly, *others = tiers
    mine = f"in:{language}"
    ranks = [] if exactly is None else [all_of(exactly, mine), exactly]
    others = [tier for tier in others if tier is not None]
    return [*ranks, *(all_of(tier, mine) for tier in others), *others]


def each_once(index, ranks):
    """What is found in one rank after the other, what is in several of them in the first of these alone."""
    known = {}
    for rank in map(index.find, ranks):
        fresh = {block: here for block, bits in rank.items() if (here := bits & ~known.get(block, 0))}
        for block, bits in fresh.items():
            known[block] = known.get(block, 0) | bits
        yield fresh


def best(index, ranks, kind, most):
    """[[id]] of at most so many of one kind: rank by rank, and in each those first that came into the index last.

    No further than it is read: of a frequent word, the newest block has as many as anybody leafs through.
    """
    blocks = [block for block in index.blocks if kind_of(block) == kind]
    known, found = dict.fromkeys(blocks, 0), []
    for way in map(index.way_to, ranks):
        ids = []
        for block in blocks:
            if fresh := way(block) & ~known[block]:
                known[block] |= fresh
                ids += _ids(block, fresh, most - len(ids))
                if len(ids) == most:
                    return [*found, ids]
        if ids:
            found.append(ids)
            most -= len(ids)
    return found


def by_kind(found):
    """{kind: what is found of it}."""
    kinds = {}
    for block, bits in found.items():
        kinds.setdefault(kind_of(block), {})[block] = bits
    return kinds


def how_many(found):
    return sum(bits.bit_count() for bits in found.values())
