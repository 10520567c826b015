""" "Did you mean": the words nearest to those that are in no entry the asker may know of."""

from django.db.models import Q
from django.db.models.functions import Length

from ggsn.search.models import Word
from members.roles import is_member

SHORTEST = 4


def suggestion(results):
    """Results of other words, where those find something; None elsewhere. Nothing private is ever compared with."""
    again = otherwise(results.question, results.member)
    other = again and results.asked_otherwise(again)
    return other if other and other.count else None


def otherwise(question, member):
    """The words of a question, those that are in nothing this person may know of replaced by the nearest that are."""
    words = [word for part in question.parts for word in _words_of(part)]
    near = _near("times" if is_member(member) else "times_in_public", words)
    instead = {word: better for word in words if word not in near and (better := _nearest(word, near))}
    if not instead:
        return None
    again = " ".join(dict.fromkeys(instead.get(word, word) for word in words))
    return again if again != question.typed else None


def _words_of(part):
    return [word for own in part.words for word in _words_of(own)] if part.others else part.words


def _near(times, words):
    """{word: in how many entries} of words that might be meant, and of the words themselves where they are known.

    `times` is the column that counts the entries the asker may know of: what is in none of those is not there.
    """
    like = Q(word__in=words)
    for word in words:
        if len(word) >= SHORTEST:
            alike = Q(word__startswith=word[0]) | Q(word__startswith=word[1] + word[0]) | Q(word__startswith=word[1:3])
            like |= alike & Q(length__range=(len(word) - 2, len(word) + 2))
    known = Word.objects.filter(**{f"{times}__gt": 0}).annotate(length=Length("word"))
    return dict(known.filter(like).order_by("word").values_list("word", times))


def _nearest(word, near):
    """The one with the fewest slips between; among those, the one people write most."""
    from rapidfuzz.distance import OSA  # four megabytes that most workers never need

    allowed = 1 if len(word) < 6 else 2
    best = None
    for other, times in near.items():
        slips = OSA.distance(word, other, score_cutoff=allowed)
        if slips <= allowed and (best is None or (slips, -times, other) < best[0]):
            best = (slips, -times, other), other
    return best and best[1]
