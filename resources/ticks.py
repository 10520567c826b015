"""One value of a facet, to be ticked: the same in the list of the library and in the one search (ggsn.search)."""

from dataclasses import dataclass

from members.saying import figures
from resources.filling import part


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
