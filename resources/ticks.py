"""One value of a facet, to be ticked: the same in the list of the library and in the one search (ggsn.search)."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from members.saying import figures

_HOLE = "\0"


@dataclass
class Choice:
    """One value of a facet as the reader sees it."""

    facet: str
    value: str
    name: str
    count: int
    chosen: bool
    is_more: bool = False  # there are more than `count`, which is the highest number shown

    @property
    def html(self):
        """Pages have a hundred of these: of each only what differs is filled in anew."""
        start, middle, end = _around(self.facet, self.value, self.name)
        chosen, more = " checked" if self.chosen else "", "+" if self.is_more else ""
        return mark_safe(f"{start}{chosen}{middle}{figures(self.count)}{more}{end}")


@lru_cache(5000)
def _around(facet, value, name):
    """What stands before, between and behind the two things that differ: whether it is chosen, and how many."""
    facts = {"facet": facet, "value": value, "name": name}
    facts = {key: fact.replace(_HOLE, "") for key, fact in facts.items()} | {"hole": mark_safe(_HOLE)}
    return render_to_string("components/tick.html", facts).split(_HOLE)
