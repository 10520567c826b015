"""The list of the library asks the same index (settings.LIBRARY_INDEX) and sorts its answers by the same rules."""

from ggsn.search.asking import Reading, all_of, each_once
from ggsn.search.questions import read
from ggsn.search.sources import BY_MODEL
from ggsn.search.vocabulary import vocabulary
from resources.models import Resource

_WHERE = f"i:{BY_MODEL[Resource].number}"


def found(query):
    """[[id of a published resource]], the best answers first: each in its best rank only, and in that the newest first.

    Whoever calls must still ask what the reader may see.
    """
    words = vocabulary()
    question = read(query, words.equivalents.found_in)
    if not question:
        return []
    tiers = [
        question.as_title(),
        question.in_title(),
        question.in_head(words.filed_under),
        question.partly_in_title(words.filed_under),
        question.anywhere(words.filed_under),
    ]
    asked = [all_of(tier, _WHERE) for tier in tiers if tier is not None]
    index = Reading(asked)
    return index.things(*each_once(map(index.find, asked)))
