"""The answer to one address, for one reader: what is found, in which order, and how it can be narrowed."""

from collections import Counter
from copy import copy
from functools import partial
from itertools import islice

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import get_language

from ggsn.search.choices import MOST_COUNTED, Choices
from ggsn.search.engines import Asked, all_of, ask
from ggsn.search.index import kind_of, object_of, reach, seconds_of
from ggsn.search.passages import Shown
from ggsn.search.questions import read
from ggsn.search.slips import suggestion
from ggsn.search.sources import BY_NAME, BY_NUMBER, SOURCES
from ggsn.search.vocabulary import EVERYTHING, LETTERS, PUBLIC, vocabulary
from members.roles import is_member

PER_PAGE = 20
PER_GROUP = 5
MOST_RANKED = 1000  # the newest of those that answer; whatever has the words in its title comes in besides
MOST_IN_TITLE = 300
# Where there may be a million, and where there are thousands: neither crowds out the other.
REACHES = {"many": reach(1, 3), "few": reach(4, 15)}
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

    most = MOST_COUNTED

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
            one = partial(Asked, lowest=lowest, highest=highest)
            yield one(f"{name}|count|", self._about(anywhere), most=MOST_COUNTED + 1, column="both")
            for facet in self.choices.codes:
                about = self._about(anywhere, but=facet)
                yield one(f"{name}|count|{facet}", about, most=MOST_COUNTED + 1, column="facets")
            tiers = {}
            if words:
                tiers["as title"] = words.as_title()
                tiers["in title"] = words.in_title()
                tiers["in head"] = words.in_head(self.vocabulary.filed_under)
                tiers["partly in title"] = words.partly_in_title(self.vocabulary.filed_under)
            for tier, question in tiers.items():
                if question is not None:
                    yield one(f"{name}|tier|{tier}", self._about(question), most=MOST_IN_TITLE, column="places")
        for code in {code for codes in self.choices.codes.values() for code in codes}:
            known = self._rights_only(code)
            yield Asked(f"known|{code}", known, REACHES["many"][0], REACHES["few"][1], 1, "places")

    def _rights_only(self, code):
        return all_of(code) if is_member(self.member) else all_of(code, PUBLIC)

    @cached_property
    def _answers(self):
        return ask(list(self._questions())) if self.is_asked else {}

    def _answer(self, name):
        return self._answers.get(name, (0, []))

    # How many

    def _counts(self, but=""):
        """{code: how many} in what is found; `but`: without regard to what is chosen of this facet."""
        counted = Counter()
        for name in REACHES:
            counted.update(token for token in self._answer(f"{name}|count|{but}")[1] if "/" not in token)
        return counted

    def _is_capped(self, but=""):
        return any(self._answer(f"{name}|count|{but}")[0] > MOST_COUNTED for name in REACHES)

    @cached_property
    def counts(self):
        """{source: how many of it are found, at most one more than are counted}."""
        counted = self._counts()
        return {source: counted[f"i:{source.number}"] for source in SOURCES if counted[f"i:{source.number}"]}

    @cached_property
    def count(self):
        return min(sum(self.counts.values()), MOST_COUNTED)

    @cached_property
    def is_capped(self):
        return self._is_capped()

    def is_known(self, code):
        return self._answer(f"known|{code}")[0] > 0

    @cached_property
    def groups(self):
        """What the form that narrows the results is made of."""
        chosen = self.choices.codes
        counts, capped = {}, {}
        everything = self._counts()
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
                for place in self._places(name, tier):
                    number, _slash, languages = place.partition("/")
                    best.setdefault(int(number), (rank, languages))
        mine = {number for number, (_rank, languages) in best.items() if self.language in languages.split(",")}
        order = sorted(best, key=lambda number: (best[number][0] > 0, number not in mine, best[number][0], -number))
        ranked = {}
        for number in order:
            ranked.setdefault(BY_NUMBER[kind_of(number)], []).append(number)
        return ranked

    def _places(self, name, tier):
        """Of a tier, what the index gave; the last two are the newest of all that is found, by language."""
        if tier not in TIERS[-2:]:
            return self._answer(f"{name}|tier|{tier}")[1]
        found = (token for token in self._answer(f"{name}|count|")[1] if "/" in token)
        is_mine = tier == TIERS[-2]
        of_language = (place for place in found if (self.language in place.partition("/")[2].split(",")) == is_mine)
        return islice(of_language, MOST_RANKED)

    @cached_property
    def sources(self):
        """Those that something is found of, first where something is called exactly so."""
        ranked = [source for source in SOURCES if source in self.ranked]
        exact = {kind_of(int(place.partition("/")[0])) for name in REACHES for place in self._exact(name)}
        return sorted(ranked, key=lambda source: source.number not in exact)

    def _exact(self, name):
        return self._answer(f"{name}|tier|as title")[1]

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
        """[(source, how many, [Shown])]. The rooms are asked once more whether this person may know of each."""
        chosen = (
            {self.only: self.page.object_list}
            if self.only
            else {source: self.ranked[source][:PER_GROUP] for source in self.sources}
        )
        found = []
        for source, numbers in chosen.items():
            entries = [shown for shown, _number in self._shown(source, numbers)]
            if entries:
                found.append((source, min(self.counts.get(source, 0), MOST_COUNTED), entries))
        return found

    def newest(self, most):
        """[(Shown, number of its entry)], the newest first, of all kinds together."""
        numbers = sorted((number for ranked in self.ranked.values() for number in ranked), key=seconds_of, reverse=True)
        by_source = {}
        for number in numbers[:most]:
            by_source.setdefault(BY_NUMBER[kind_of(number)], []).append(number)
        found = [pair for source, some in by_source.items() for pair in self._shown(source, some)]
        return sorted(found, key=lambda pair: seconds_of(pair[1]), reverse=True)

    def _shown(self, source, numbers):
        objects = self._objects(source, numbers)
        return [
            (Shown(source, objects[number], self.language, self.question), number)
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
