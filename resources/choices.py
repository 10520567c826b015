"""What a reader of the library asked for, read from the address: words, facets, order, page.

What the reader may not know of does not exist here: a value that nothing visible to them has is chosen like one that
was never made, and finds nothing, so that no address can tell the two apart.
"""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from members.roles import is_member
from resources.shelves import Shelves, places, the_index
from resources.ticks import LONGEST_FACET, Choice, Offered, opened, to_open

PER_PAGE = 20
LONGEST_QUERY = 200
ORDERS = {"best": _("Best answer first"), "newest": _("Newest first"), "title": _("By title")}
LEGENDS = {
    "kind": _("Kind"),
    "language": _("Language"),
    "struggle": _("Struggle"),
    "support": _("Kind of support"),
    "region": _("Region"),
    "tag": _("Topic"),
    "visibility": _("Who sees it"),
    "weight": _("Weight"),
}


class Choices:
    """The answer to one address, for one reader."""

    def __init__(self, asked, member, shelves: Shelves):
        self.asked, self.member, self.shelves = asked, member, shelves
        self.audience, self.audience_name = shelves.audience(member), shelves.audience_name(member)
        self.query = asked.get("q", "").replace("\x00", " ").strip()
        self.is_too_long = len(self.query) > LONGEST_QUERY
        self.facets = [facet for facet in shelves.facets if facet != "visibility" or is_member(member)]
        chosen = {facet: list(filter(None, dict.fromkeys(asked.getlist(facet)))) for facet in self.facets}
        self.chosen = {facet: self._known(facet, values) for facet, values in chosen.items()}
        # Where nothing has any of the values: one stands for all, as nothing would be found of several neither.
        self.in_vain = {facet: values[0] for facet, values in chosen.items() if values and not self.chosen[facet]}
        self.orders = {key: name for key, name in ORDERS.items() if key != "best" or self.is_search}
        self.order = asked.get("sort") if asked.get("sort") in self.orders else next(iter(self.orders))
        self.page_asked = asked.get("page", "1")
        self.to_open = to_open(asked, self.facets if not self.is_too_long else ())

    def _known(self, facet, values):
        of = self._having(facet)
        return [value for value in values if of.get(value, 0) & self.audience]

    def _having(self, facet):
        return self.shelves.having(facet, self.audience_name)

    @property
    def is_search(self):
        return bool(self.query) and not self.is_too_long

    @property
    def is_empty_handed(self):
        """Nothing was asked for: the whole library."""
        return not self.query and not any(self.asked_for.values())

    @property
    def asked_for(self):
        """{facet: [value]}, with those that nothing has."""
        return self.chosen | {facet: [value] for facet, value in self.in_vain.items()}

    @property
    def is_common(self):
        """Others may well ask the same: worth keeping what is made for it."""
        return len(self.query) <= 30 and self.number_chosen <= 2 and not self.in_vain

    @property
    def key(self):
        """The same for whoever is given the same."""
        asked = self.shelves.sealed(self.query_string()).hex()
        return f"{self.shelves.mark}-{self.audience_name}-{get_language()}-{asked}"

    @cached_property
    def _answers(self):
        if self.is_too_long:
            return 0, (), ()
        return self.shelves.search(self.query) if self.query else (self.audience, (), ())

    @property
    def also(self):
        """Other names of what was asked for, which the glossary knows and which were searched for as well."""
        return self._answers[2]

    @property
    def is_cut(self):
        """Whether more words were typed than are searched for."""
        return self.is_search and the_index(self.query).is_cut

    @property
    def cannot_go(self):
        """What is not wanted and stays, since small words are not searched for."""
        return the_index(self.query).cannot_go if self.is_search else []

    @cached_property
    def suggestion(self):
        """The same choices with the words that may have been meant, when nothing is found; None when none is better."""
        if not self.is_search or self.count:
            return None
        again = the_index(self.query).otherwise(self.member)
        if not again:
            return None
        asked = self.asked.copy()
        asked["q"] = again
        other = Choices(asked, self.member, self.shelves)
        return other if other.count else None

    @property
    def words(self):
        """The query string of the same words and nothing else."""
        return urlencode({"q": self.query})

    @cached_property
    def feed(self):
        """The query string of the feed of what is public of this; None where no feed is of the same."""
        return None if self.is_too_long else the_index(self.query).feed(self.asked_for)

    def _bits(self, but=None):
        """Those that fit all the choices; `but`: without regard to this facet's."""
        if self.in_vain.keys() - {but}:
            return 0
        bits = self.audience & self._answers[0]
        for facet, values in self.chosen.items():
            if values and facet != but:
                of, any_of = self._having(facet), 0
                for value in values:
                    any_of |= of[value]
                bits &= any_of
        return bits

    @cached_property
    def bits(self):
        return self._bits()

    @cached_property
    def count(self):
        return self.bits.bit_count()

    @cached_property
    def page(self):
        """One page of ids, in the order asked for."""
        return Paginator(_Ordered(self), PER_PAGE).get_page(self.page_asked)

    def places(self):
        if self.order == "newest":
            return places(self.bits)
        order = self._answers[1] if self.order == "best" else self.shelves.by_title(get_language())
        digits = bin(self.bits)[:1:-1]
        return (place for place in order if digits[place : place + 1] == "1")

    @cached_property
    def groups(self):
        """[(facet, legend, choices, how many are chosen)], for the form that narrows the list."""
        return [
            (facet, LEGENDS[facet], choices, len(self.chosen[facet]))
            for facet in self.facets
            if (choices := self._choices(facet))
        ]

    def _choices(self, facet):
        names, chosen = self.shelves.names[facet], self.chosen[facet]
        counts = self.shelves.counts(facet, self._bits(but=facet), self.audience_name)
        values = [value for value in names if value in counts or value in chosen]
        if facet in {"language", "tag"}:
            values.sort(key=lambda value: (-counts.get(value, 0), value))
        most = len(values) if facet == self.to_open[0] else LONGEST_FACET
        shown = [value for number, value in enumerate(values) if number < most or value in chosen]
        named = self.shelves.named(facet, shown, get_language())
        offered = Offered(Choice(facet, value, name, counts.get(value, 0), value in chosen) for value, name in named)
        offered.rest = len(values) - len(shown)
        return offered

    @property
    def opened(self):
        """The one facet that is opened, with all its values; None without one."""
        return self.to_open[0] and opened(self.to_open, self.groups, self._pairs())

    @property
    def can_be_narrowed(self):
        """Whether `groups` has any, without making them where that is known."""
        return bool(self.count or any(self.chosen.values()) or (self.in_vain and self.groups))

    @cached_property
    def chips(self):
        """[(name, query string without this choice)]. What nothing has is not named: it may be of others."""
        return [
            (name, self.query_string(without=(facet, value)))
            for facet, values in self.asked_for.items()
            for value, name in self._named(facet, values)
        ]

    def _named(self, facet, values):
        if facet in self.in_vain:
            return [(value, gettext("%(facet)s: nothing here") % {"facet": LEGENDS[facet]}) for value in values]
        return self.shelves.named(facet, values, get_language())

    @property
    def number_chosen(self):
        return len(self.chips)

    def query_string(self, without=None):
        return urlencode([pair for pair in self._pairs() if pair != without])

    def _pairs(self):
        pairs = [("q", self.query)] if self.query else []
        pairs += [(facet, value) for facet, values in self.asked_for.items() for value in values]
        if self.order != next(iter(self.orders)):
            pairs.append(("sort", self.order))
        return pairs


class _Ordered:
    """What a paginator needs of a list, without making it: its length and a slice."""

    def __init__(self, choices):
        self.choices = choices

    def __len__(self):
        return self.choices.count

    def __getitem__(self, part):
        ids, chosen = self.choices.shelves.ids, []
        for number, place in enumerate(self.choices.places()):
            if number >= part.stop:
                break
            if number >= part.start:
                chosen.append(ids[place])
        return chosen
