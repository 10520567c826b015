"""The list of the library asks the same index (settings.LIBRARY_INDEX), and gives the same answers in the same order."""

from django.db import connection

from ggsn.search.engines import all_of, engine
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
    scores = {}
    with connection.cursor() as cursor:
        for score, tier in enumerate(tiers):
            if tier is not None:
                matches = engine().matches(cursor, all_of(tier, _WHERE))
                scores.update(dict.fromkeys((object_id for _id, object_id in matches), score))
    return scores
