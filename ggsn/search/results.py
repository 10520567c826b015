"""The answer to one address, for one reader: what is found, in which order, and how it can be narrowed."""

from collections import Counter
from copy import copy
from functools import partial
from itertools import islice

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import get_language

from ggsn.search.choices import MOST_COUNTED, Choices
from ggsn.search.engines import Answer, Asked, all_of, any_of, ask
from ggsn.search.index import kind_of, object_of, reach, seconds_of
from ggsn.search.passages import Shown, Wanted
from ggsn.search.questions import read
from ggsn.search.slips import suggestion
from ggsn.search.sources import BY_NAME, BY_NUMBER, SOURCES
from ggsn.search.vocabulary import EVERYTHING, LETTERS, PUBLIC, vocabulary
from members.roles import is_member

PER_PAGE = 20
PER_GROUP = 5
MOST_RANKED = 1000  # the newest of those that answer; whatever has the words in its title comes in besides
MOST_IN_TITLE = 300
# Where there may be a million, and where there are thousands: neither crowds out the other. The latter are named, too,
# so that the index goes through them alone.
REACHES = {"many": reach(1, 3), "few": reach(4, 15)}
FEW = any_of(*(f"i:{source.number}" for source in SOURCES if source.number > 3))
# From the best to the last. An exact title comes before everything, whatever its language.
TIERS = ["as title", "in title", "in head", "partly in title", "anywhere", "elsewhere"]


class Results:
    """Lazy: nothing is asked before it is needed, and then nearly everything in one question to the database."""

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
    def query(self):
        return self.question.typed

    @property
    def is_refused(self):
        return self.question.is_too_long or self.choices.are_too_many

    @property
    def is_asked(self):
        """Whether anything is searched for, be it without words."""
        return not self.is_refused and (bool(self.question) or (not self.query and bool(self.choices.codes)))

    # What is asked of the index

    def _about(self, question, but=None):
        """A question about words, narrowed to what is chosen and to what this person may know of."""
        rights = None if is_member(self.member) else PUBLIC
        about = all_of(question, *self.choices.conditions(but), rights)
        return about if about.parts else EVERYTHING

    def _questions(self):
        words = self.question
        anywhere = words.anywhere(self.vocabulary.filed_under) if words else None
        for name, (lowest, highest) in REACHES.items():
            kinds = FEW if name == "few" else None
            one = partial(Asked, lowest=lowest, highest=highest)
            about = all_of(self._about(anywhere), kinds)
            yield one(f"{name}|count|", about, most=MOST_COUNTED + 1, columns=("places", "facets"))
            for facet in self.choices.codes:
                about = all_of(self._about(anywhere, but=facet), kinds)
                yield one(f"{name}|count|{facet}", about, most=MOST_COUNTED + 1, columns=("facets",))
            tiers = {}
            if words:
                tiers["as title"] = words.as_title()
                tiers["in title"] = words.in_title()
                tiers["in head"] = words.in_head(self.vocabulary.filed_under)
                tiers["partly in title"] = words.partly_in_title(self.vocabulary.filed_under)
            for tier, question in tiers.items():
                if question is not None:
                    about = all_of(self._about(question), kinds)
                    yield one(f"{name}|tier|{tier}", about, most=MOST_IN_TITLE, columns=("places",))
        for code in {code for codes in self.choices.codes.values() for code in codes}:
            known = self._rights_only(code)
            yield Asked(f"known|{code}", known, REACHES["many"][0], REACHES["few"][1], 1, ())

    def _rights_only(self, code):
        return all_of(code) if is_member(self.member) else all_of(code, PUBLIC)

    @cached_property
    def _answers(self):
        return ask(list(self._questions())) if self.is_asked else {}

    def _answer(self, name):
        return self._answers.get(name, Answer())

    # How many

    def _counts(self, but=""):
        """{code: how many} in what is found; `but`: without regard to what is chosen of this facet."""
        counted = Counter()
        for name in REACHES:
            counted.update(self._answer(f"{name}|count|{but}").facets)
        return counted

    def _is_capped(self, but="", names=REACHES):
        return any(self._answer(f"{name}|count|{but}").count > MOST_COUNTED for name in names)

    @cached_property
    def _found(self):
        return self._counts()

    @cached_property
    def counts(self):
        """{source: how many of it are found, at most one more than are counted}."""
        counted = self._found
        return {source: counted[f"i:{source.number}"] for source in SOURCES if counted[f"i:{source.number}"]}

    @cached_property
    def count(self):
        return min(sum(self.counts.values()), MOST_COUNTED)

    @cached_property
    def is_capped(self):
        return self._is_capped()

    def is_known(self, code):
        return self._answer(f"known|{code}").count > 0

    @cached_property
    def groups(self):
        """What the form that narrows the results is made of."""
        chosen = self.choices.codes
        counts, capped = {}, {}
        everything = self._found
        for facet in self.choices.facets:
            of = self._counts(but=facet) if facet in chosen else everything
            letter = f"{LETTERS[facet]}:"
            counts[facet] = {code: number for code, number in of.items() if code.startswith(letter)}
            capped[facet] = self._is_capped(facet if facet in chosen else "")
        return self.choices.groups(counts, capped, self.is_known)

    @cached_property
    def chips(self):
        return self.choices.chips(self.query, self.is_known)

    # In which order

    @cached_property
    def ranked(self):
        """{source: numbers of entries, the best first}: exact titles, then the reader's language, then the others."""
        best = {}
        for rank, tier in enumerate(TIERS):
            for name in REACHES:
                for number, is_mine in self._places(name, tier):
                    best.setdefault(number, (rank, is_mine))
        order = sorted(best, key=lambda number: (best[number][0] > 0, not best[number][1], best[number][0], -number))
        ranked = {}
        for number in order:
            ranked.setdefault(BY_NUMBER[kind_of(number)], []).append(number)
        return ranked

    def _places(self, name, tier):
        """(number, whether it is in the reader's language) of a tier. The last two are the newest of all that is found:
        in this language, then in the others."""
        if tier not in TIERS[-2:]:
            return self._read(self._answer(f"{name}|tier|{tier}").places)
        is_mine = tier == TIERS[-2]
        found = self._read(self._answer(f"{name}|count|").places)
        return islice((place for place in found if place[1] == is_mine), MOST_RANKED)

    def _read(self, places):
        known = {}
        for place in places:
            number, _slash, languages = place.partition("/")
            if languages not in known:
                known[languages] = self.language in languages.split(",")
            yield int(number), known[languages]

    @cached_property
    def sources(self):
        """Those that something is found of, first where something is called exactly so."""
        ranked = [source for source in SOURCES if source in self.ranked]
        exact = {kind_of(number) for name in REACHES for number, _is_mine in self._places(name, "as title")}
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
        for source, numbers in chosen.items():
            entries = [shown for shown, _number in self._shown(source, numbers)]
            if entries:
                count = min(self.counts.get(source, 0), MOST_COUNTED)
                found.append((source, count, self._is_capped(names=["few" if source.number > 3 else "many"]), entries))
        return found

    def newest(self, most):
        """[(Shown, number of its entry)], the newest first, of all kinds together."""
        numbers = sorted((number for ranked in self.ranked.values() for number in ranked), key=seconds_of, reverse=True)
        by_source = {}
        for number in numbers[:most]:
            by_source.setdefault(BY_NUMBER[kind_of(number)], []).append(number)
        found = [pair for source, some in by_source.items() for pair in self._shown(source, some)]
        return sorted(found, key=lambda pair: seconds_of(pair[1]), reverse=True)

    @cached_property
    def _wanted(self):
        return Wanted(self.question)

    def _shown(self, source, numbers):
        objects = self._objects(source, numbers)
        return [
            (Shown(source, objects[number], self.language, self.question, self._wanted), number)
            for number in numbers
            if number in objects
        ]

    def _objects(self, source, numbers):
        """{number of an entry: the thing}, in one question."""
        things = source.visible_to(self.member)
        if source.fetched:
            things = things.select_related(*source.fetched)
        wanted = {object_of(number): number for number in numbers}
        return {wanted[thing.pk]: thing for thing in things.filter(pk__in=wanted)}

    @cached_property
    def suggestion(self):
        """What may have been meant, when nothing is found; None when there is nothing better."""
        if not self.is_asked or not self.question or self.count:
            return None
        return suggestion(self)
