"""The list of the library asks the same index (settings.LIBRARY_INDEX) and sorts its answers by the same rules."""

from ggsn.search.asking import Reading, all_of
from ggsn.search.questions import read
from ggsn.search.sources import BY_MODEL
from ggsn.search.vocabulary import vocabulary
from resources.models import Resource

_WHERE = f"i:{BY_MODEL[Resource].number}"


def found(query):
    """{id of a published resource: how well it answers}. Whoever calls must still ask what the reader may see."""
    words = vocabulary()
    question = read(query, words.equivalents.found_in)
    if not question:
        return {}
    tiers = [
        question.anywhere(words.filed_under),
        question.partly_in_title(words.filed_under),
        question.in_head(words.filed_under),
        question.in_title(),
        question.as_title(),
    ]
    asked = {rank: all_of(tier, _WHERE) for rank, tier in enumerate(tiers) if tier is not None}
    index, scores = Reading(asked.values()), {}
    for rank, found_so in zip(asked, index.things(*map(index.find, asked.values())), strict=True):
        scores |= dict.fromkeys(found_so, rank)
    return scores
