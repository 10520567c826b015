"""What somebody chose beside words, read from the address: facets, and the page."""

from urllib.parse import urlencode

from django.utils.functional import cached_property

from ggsn.search.asking import any_of
from ggsn.search.sources import BY_NAME
from ggsn.search.tokens import LETTERS
from ggsn.search.vocabulary import LEGENDS
from members.models import Visibility
from members.roles import is_member
from resources.ticks import LONGEST_FACET, Choice, Offered, opened, to_open

MOST_CHOICES = 20
MOST_COUNTED = 10_000
# No entry has this one: a value that nobody made is chosen like one that nobody may know of.
NOTHING = "v:0"


def of_the_public(chosen):
    """The same choices, {facet: values}, without whom things are for, for whoever follows what is public of them; None
    where nothing of it is public."""
    where = [BY_NAME[name] for name in chosen.get("where") or () if name in BY_NAME]
    if where and all(source.is_for_members for source in where):
        return None
    if chosen.get("visibility") and Visibility.PUBLIC not in chosen["visibility"]:
        return None
    return {facet: values for facet, values in chosen.items() if values and facet != "visibility"}


def in_address(query, chosen):
    """[(name, value)]"""
    words = [("q", query)] if query else []
    return words + [(facet, value) for facet, values in chosen.items() for value in values]


class Choices:
    """The facets chosen in one address. Whether the reader may know of a value is found out with the answers."""

    def __init__(self, asked, member, vocabulary):
        self.vocabulary = vocabulary
        self.facets = [facet for facet in LETTERS if facet != "visibility" or is_member(member)]
        self.asked = {facet: list(dict.fromkeys(asked.getlist(facet))) for facet in self.facets}
        self.are_too_many = sum(map(len, self.asked.values())) > MOST_CHOICES
        if self.are_too_many:
            self.asked = dict.fromkeys(self.facets, ())
        self.to_open = to_open(asked, self.facets)

    def code(self, facet, value):
        return self.vocabulary.codes.get((facet, value), NOTHING)

    @cached_property
    def codes(self):
        """{facet: its codes that are chosen}."""
        return {facet: [self.code(facet, value) for value in values] for facet, values in self.asked.items() if values}

    def conditions(self, but=None):
        """One for each facet, `but` for this one."""
        return [any_of(*codes) for facet, codes in self.codes.items() if facet != but]

    def chips(self, query, is_known):
        """[(name, query string without this choice)] of the choices the reader may know of."""
        return [
            (self.vocabulary.values[code].name, self.query_string(query, without=(facet, value)))
            for facet, values in self.asked.items()
            for value in values
            if is_known(code := self.code(facet, value))
        ]

    def groups(self, counts, is_known):
        """[(facet, legend, choices)]; `counts[facet]` are {code: how many}."""
        groups = []
        for facet in self.facets:
            if choices := self._choices(facet, counts[facet], is_known):
                groups.append((facet, LEGENDS[facet], choices))
        return groups

    def _choices(self, facet, counts, is_known):
        values, chosen = self.vocabulary.values, set(self.codes.get(facet, ()))
        there = [code for code in counts if code in values] + [
            code for code in chosen if code not in counts and is_known(code)
        ]
        if facet in {"language", "tag"}:
            # What is only said to be more than so many is equally much.
            there.sort(key=lambda code: (-min(counts.get(code, 0), MOST_COUNTED + 1), values[code].key))
        else:
            there.sort(key=lambda code: self.vocabulary.positions[code])
        most = len(there) if facet == self.to_open[0] else LONGEST_FACET
        shown = [code for place, code in enumerate(there) if place < most or code in chosen]
        found = [(values[code], counts.get(code, 0), code in chosen) for code in shown]
        offered = Offered(
            Choice(facet, value.key, value.name, min(count, MOST_COUNTED), is_chosen, count > MOST_COUNTED)
            for value, count, is_chosen in found
        )
        offered.rest = len(there) - len(shown)
        return offered

    def opened(self, results):
        """The one facet that is opened, with all its values in these results; None without one."""
        return self.to_open[0] and opened(self.to_open, results.groups, self.pairs(results.query))

    def pairs(self, query):
        """[(name, value)] of what stands in the address."""
        return in_address(query, self.asked)

    def feed(self, query):
        """The query string under which what is public of the same is followed; nothing where nothing of it is, or where
        nothing else was asked for."""
        chosen = of_the_public(self.asked)
        return "" if chosen is None else urlencode(in_address(query, chosen))

    def query_string(self, query, without=None, **more):
        return urlencode([pair for pair in self.pairs(query) if pair != without] + list(more.items()))
