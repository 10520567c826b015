"""The answer to one address, for one reader: what is found, in which order, and how it can be narrowed."""

from copy import copy

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import get_language

from ggsn.search.asking import Reading, all_of, any_of, best, by_kind, each_once, how_many, newest, reader_s_first
from ggsn.search.blocks import Found, entries
from ggsn.search.choices import MOST_COUNTED, Choices
from ggsn.search.models import Entry
from ggsn.search.passages import Shown, Wanted
from ggsn.search.questions import read
from ggsn.search.slips import suggestion
from ggsn.search.sources import BY_NAME, BY_NUMBER, SOURCES
from ggsn.search.tokens import LETTERS
from ggsn.search.vocabulary import EVERYTHING, known_to, vocabulary

PER_PAGE = 20
PER_GROUP = 5
AT_ONCE = 100
MOST_RANKED = 1000  # of one kind: the best that answer, and of those that are equally good the first in their order


class Results:
    """Lazy: nothing is asked before it is needed, and everything about words is asked of the database at once."""

    def __init__(self, asked, member):
        self.member, self.language = member, get_language()
        self.vocabulary = vocabulary()
        self.choices = Choices(asked, member, self.vocabulary)
        self.question = read(asked.get("q", ""), self.vocabulary.equivalents.found_in)
        self.page_asked = asked.get("page")

    def asked_otherwise(self, query):
        """The same choices with other words."""
        other = copy(self)
        for known in [name for name in other.__dict__ if name not in {"member", "language", "vocabulary", "choices"}]:
            del other.__dict__[known]
        other.question, other.page_asked = read(query, self.vocabulary.equivalents.found_in), None
        return other

    @property
    def address(self):
        """What makes these results, as it stands in addresses."""
        return self.choices.query_string(self.query)

    @property
    def feed(self):
        """Where what is public of these results is followed, as it stands in addresses; nothing where nothing is."""
        return self.choices.feed(self.query)

    @property
    def query(self):
        return self.question.typed

    @property
    def is_refused(self):
        return self.question.is_too_long or self.choices.are_too_many

    @property
    def says_nothing(self):
        """Whether there is nothing to look for in what was typed: signs, or only what is not wanted."""
        return bool(self.query) and not self.is_refused and not self.question

    @property
    def is_asked(self):
        """Whether anything is searched for, be it without words."""
        return not self.is_refused and (bool(self.question) or (not self.query and bool(self.choices.codes)))

    # What is asked of the index

    def _about(self, question, but=None):
        """A question about words, narrowed to what is chosen and to what this person may know of."""
        return all_of(question, *self.choices.conditions(but), self._rights)

    @cached_property
    def _rights(self):
        return known_to(self.member)

    @cached_property
    def _anywhere(self):
        """Of a title of one letter or of small words ("Who we are") no word stands in the index, only the title."""
        if not self.question:
            return EVERYTHING
        return any_of(self.question.as_title(), self.question.anywhere(self.vocabulary.filed_under))

    @cached_property
    def _tiers(self):
        """Questions, from the best answers to the last. An exact title comes first, whatever its language."""
        words, under = self.question, self.vocabulary.filed_under
        if not words:
            return [None, self._anywhere]
        return [words.as_title(), words.in_title(), words.in_head(under), words.partly_in_title(under), self._anywhere]

    @cached_property
    def _index(self):
        return Reading(self._tiers)

    def _find(self, but=None):
        """All that is found; `but`: without regard to what is chosen of this facet."""
        return self._index.find(self._about(self._anywhere, but)) if self.is_asked else {}

    # How many

    @cached_property
    def _found(self):
        return self._find()

    @cached_property
    def counts(self):
        """{source: how many of it are found}."""
        found = by_kind(self._found)
        return {source: how_many(found[source.number]) for source in SOURCES if source.number in found}

    @cached_property
    def count(self):
        return min(sum(self.counts.values()), MOST_COUNTED)

    @cached_property
    def is_capped(self):
        return sum(self.counts.values()) > MOST_COUNTED

    def is_known(self, code):
        """Whether anything that this person may know of is filed under it."""
        return bool(self._index.find(all_of(code, self._rights)))

    @cached_property
    def groups(self):
        """What the form that narrows the results is made of."""
        if not self.is_asked:
            return []
        chosen = [facet for facet in self.choices.facets if facet in self.choices.codes]
        others = {LETTERS[facet] for facet in self.choices.facets if facet not in chosen}
        counts = {facet: {} for facet in self.choices.facets}
        counted = self._index.count_filed(self._found, others, MOST_COUNTED)
        for facet in chosen:
            counted |= self._index.count_filed(self._find(but=facet), {LETTERS[facet]}, MOST_COUNTED)
        of_letter = {LETTERS[facet]: facet for facet in self.choices.facets}
        for code, number in counted.items():
            counts[of_letter[code[0]]][code] = number
        return self.choices.groups(counts, self.is_known)

    @cached_property
    def chips(self):
        return self.choices.chips(self.query, self.is_known)

    # In which order

    @cached_property
    def ranked(self):
        """{source: Ranked}: exact titles, then the reader's language, then the others."""
        if not self.is_asked:
            return {}
        opened, tiers = {}, [tier and self._about(tier) for tier in self._tiers]
        ranks = reader_s_first(tiers, self.language)
        ranked = {
            source: Ranked(best(self._index, ranks, source.number, MOST_RANKED), opened)
            if source.dated_by
            else self._in_order(source, ranks)
            for source in self.counts
        }
        if len(ranked) > 1:  # the first of each are shown: they are read in one question
            opened.update(entries([one for some in ranked.values() for one in some.first()]))
        return ranked

    def _in_order(self, source, ranks):
        """Of things without dates: each rank as the source sorts it. All that is found is sorted before the rest is
        left out, so that nothing tells which of them came into the index first."""
        found = self._index.things(*each_once(self._index, [all_of(f"i:{source.number}", rank) for rank in ranks]))
        turn = {number: turn for turn, number in enumerate(source.in_order([one for some in found for one in some]))}
        numbers = [one for some in found for one in sorted(turn.keys() & set(some), key=turn.get)]
        return InOrder(Found(0, source.number, number, 0) for number in numbers[:MOST_RANKED])

    @cached_property
    def sources(self):
        """Those that something is found of, first where something is called exactly so."""
        ranked = [source for source in SOURCES if source in self.ranked]
        exactly = self._tiers[0]
        exact = by_kind(self._index.find(self._about(exactly))) if exactly is not None and ranked else {}
        return sorted(ranked, key=lambda source: source.number not in exact)

    @cached_property
    def only(self):
        """The one source that results are of, whose results come in pages; None where there are several."""
        chosen = [BY_NAME[value] for value in self.choices.asked.get("where", ()) if value in BY_NAME]
        if len(chosen) == 1 and len(self.choices.asked["where"]) == 1:
            return chosen[0]
        return self.sources[0] if len(self.sources) == 1 else None

    @cached_property
    def page(self):
        return Paginator(self.ranked.get(self.only, []), PER_PAGE).get_page(self.page_asked)

    @property
    def pages(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)

    @cached_property
    def are_more_than_pages(self):
        """Whether more is found than can be leafed through."""
        return self.only is not None and self.counts.get(self.only, 0) > self.page.paginator.count

    # What is shown

    @cached_property
    def shown(self):
        """[(source, how many, whether at least so many, [Shown])].

        The rooms are asked once more whether this person may know of each.
        """
        chosen = (
            {self.only: self.page.object_list}
            if self.only
            else {source: self.ranked[source][:PER_GROUP] for source in self.sources}
        )
        found = []
        for source, ranked in chosen.items():
            entries = [shown for shown, _entry in self._shown(source, ranked)]
            if entries:
                count = self.counts.get(source, 0)
                found.append((source, min(count, MOST_COUNTED), count > MOST_COUNTED, entries))
        return found

    def newest(self, most):
        """[(Shown, its Entry)], the newest first, of all kinds together.

        What came into the index last is not always the newest: among so many of each kind the dates decide.
        """
        ids = [one for found in by_kind(self._found).values() for one in newest(found, MOST_RANKED)]
        by_source = {}
        rows = Entry.objects.filter(pk__in=ids).order_by("-date", "-object_id").values_list(*Found._fields)
        for found in map(Found._make, rows[:most]):
            by_source.setdefault(BY_NUMBER[found.kind], []).append(found)
        found = [pair for source, some in by_source.items() for pair in self._shown(source, some)]
        return sorted(found, key=lambda pair: _date(pair[1]), reverse=True)

    @cached_property
    def _wanted(self):
        return Wanted(self.question)

    def _shown(self, source, entries):
        things = source.shown_to(self.member, [entry.object_id for entry in entries])
        return [
            (Shown(source, things[entry.object_id], self.language, self.question, self._wanted), entry)
            for entry in entries
            if entry.object_id in things
        ]

    @cached_property
    def suggestion(self):
        """What may have been meant, when nothing is found; None when there is nothing better."""
        if not self.is_asked or not self.question or self.count:
            return None
        return suggestion(self)


class Ranked:
    """The Entries of one source, the best first, read as far as one leafs: `ranks` are lists of ids, the best first.

    Equally good ones stand as they came into the index, the last first; a hundred at a time by their dates.
    """

    def __init__(self, ranks, opened):
        self._opened = opened  # {id: Entry}, of all sources
        self._pieces = [ids[start : start + AT_ONCE] for ids in ranks for start in range(0, len(ids), AT_ONCE)]
        self._length = sum(map(len, ranks))

    def __len__(self):
        return self._length

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, wanted):
        start, stop, _step = wanted.indices(len(self))
        found, before = [], 0
        for piece in self._pieces:
            after = before + len(piece)
            if before < stop and start < after:
                found += self._open(piece)[max(start - before, 0) : stop - before]
            before = after
        return found

    def first(self):
        """The ids of the first of them."""
        return self._pieces[0] if self._pieces else []

    def _open(self, piece):
        if missing := [one for one in piece if one not in self._opened]:
            self._opened.update(entries(missing))
        return sorted((self._opened[one] for one in piece if one in self._opened), key=_date, reverse=True)


class InOrder(list):
    """Those of one source that are known before one leafs."""

    def first(self):
        """Nothing of them is left to be read."""
        return []


def _date(entry):
    return entry.date, entry.object_id
