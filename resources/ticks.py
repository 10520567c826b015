"""One value of a facet, to be ticked: the same in the list of the library and in the one search (ggsn.search)."""

from dataclasses import dataclass

from django.core.paginator import Paginator

from members.saying import figures
from resources.filling import part
from resources.words import fold

LONGEST_FACET = 15  # values that the form shows, besides the chosen ones
AT_ONCE = 100  # where all values of one facet are shown


@dataclass
class Choice:
    """One value of a facet as the reader sees it."""

    facet: str
    value: str
    name: str
    count: int
    chosen: bool
    is_more: bool = False  # there are more than `count`, which is the highest number shown

    def html(self, language):
        """For a reader of this language. Pages have a hundred of these: of each only what differs is filled in anew."""
        facts = ("facet", self.facet), ("value", self.value), ("name", self.name)
        tick = part("components/tick.html", ("checked", "count"), facts, language)
        checked, more = " checked" if self.chosen else "", "+" if self.is_more else ""
        return tick.filled({"checked": checked, "count": f"{figures(self.count)}{more}"})


class Offered(list):
    """The Choices of one facet that the form shows; `rest` is how many more there are that the reader may know of."""

    rest = 0


class Opened:
    """All values of one facet, in the order of their names: for those whose value is not among the first.

    The form sends `more=tag` for it, or `more=tag-2` for its second page, with all that is ticked.
    """

    def __init__(self, facet, number, legend, choices, pairs):
        self.facet, self.legend = facet, legend
        self.page = Paginator(sorted(choices, key=lambda choice: fold(choice.name)), AT_ONCE).get_page(number)
        here = {choice.value for choice in self.page}
        # What is asked for and not to be ticked here: [(name, value)].
        self.carried = [(name, value) for name, value in pairs if name != facet or value not in here]


def to_open(asked, facets):
    """(facet, number of its page) that an address opens; (None, "") where it opens none of these."""
    facet, _dash, number = asked.get("more", "").partition("-")
    return (facet, number or "1") if facet in facets else (None, "")


def opened(choice, groups, pairs):
    """The Opened facet of `choice`, which is what `to_open` gave; None where the reader may know of no value of it."""
    wanted, number = choice
    for facet, legend, choices, *_others in groups:
        if facet == wanted:
            return Opened(facet, number, legend, choices, pairs)
    return None
