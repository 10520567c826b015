"""The list of the library asks the same index (settings.LIBRARY_INDEX), as often, and sorts its answers by the same
rules."""

from urllib.parse import urlencode

from ggsn.search.asking import Reading, all_of, each_once, reader_s_first
from ggsn.search.choices import MOST_CHOICES, in_address, of_the_public
from ggsn.search.limits import politely
from ggsn.search.questions import read
from ggsn.search.slips import otherwise
from ggsn.search.sources import BY_MODEL
from ggsn.search.tokens import LETTERS
from ggsn.search.vocabulary import vocabulary
from resources.models import Resource

_SOURCE = BY_MODEL[Resource]
_WHERE = f"i:{_SOURCE.number}"


class Asked:
    """One query to the library."""

    def __init__(self, query):
        self.query = query

    def found(self, language):
        """([[id of a published resource]], other names that were searched for as well).

        The best answers for a reader of `language` come first: each in its best rank only, and in that the newest
        first. Whoever calls must still ask what the reader may see.
        """
        words = vocabulary()
        question = read(self.query, words.equivalents.found_in)
        if not question:
            return [], ()
        tiers = [
            question.as_title(),
            question.in_title(),
            question.in_head(words.filed_under),
            question.partly_in_title(words.filed_under),
            question.anywhere(words.filed_under),
        ]
        asked = [tier and all_of(tier, _WHERE) for tier in tiers]
        index = Reading(asked)
        return index.things(*each_once(index, reader_s_first(asked, language))), tuple(question.also)

    @property
    def is_cut(self):
        """Whether it has more words than are searched for."""
        return read(self.query).is_cut

    @property
    def cannot_go(self):
        """What is not wanted and stays, since small words are not searched for."""
        return read(self.query).cannot_go

    def politely(self, request, answer):
        """`answer()`, which asks this query, for whoever may search now; else the page that says how long to wait."""
        return politely(request, answer)

    def otherwise(self, member):
        """What may have been meant instead, of words this person may know of; None when there is nothing better."""
        return otherwise(read(self.query), member)

    def feed(self, chosen):
        """The query string under which the one search follows what is public of the same words and choices; None where
        it would be of something else: of files by their weight, of what is for members, of more than it takes."""
        chosen = of_the_public(chosen)
        if chosen is None or not chosen.keys() <= LETTERS.keys() or sum(map(len, chosen.values())) >= MOST_CHOICES:
            return None
        return urlencode(in_address(self.query, chosen | {"where": [_SOURCE.name]}))
