""" "Did you mean": the words nearest to those that are in no entry the asker may know of."""

from collections import Counter

from django.db.models import Q
from django.db.models.functions import Length

from ggsn.search.asking import Reading, all_of, newest
from ggsn.search.blocks import entries
from ggsn.search.models import Word
from ggsn.search.questions import retyped
from ggsn.search.sources import BY_NUMBER
from ggsn.search.vocabulary import known_to
from members.roles import is_member
from resources.words import forms_in, in_one_piece, is_small

SHORTEST = 4
MOST_READ = 5  # texts, and so many letters of each, to see how a word is written
FIRST_LETTERS = 20_000


def suggestion(results):
    """Results of other words, where those find something; None elsewhere. Nothing private is ever compared with."""
    again = otherwise(results.question, results.member)
    other = again and results.asked_otherwise(again)
    return other if other and other.count else None


def otherwise(question, member):
    """What was typed, the words that are in nothing this person may know of replaced by the nearest that are.

    Quotes, small words and what is not wanted stay. None where nothing is nearer.
    """
    words = dict(word for part in question.parts for word in _words_of(part))
    parts = {part for some in words.values() for part in some if not is_small(part)}
    near = _near("times" if is_member(member) else "times_in_public", [*words, *parts - words.keys()])
    instead = {}
    for word in words.keys() - near.keys():
        # What a hyphen joins is put right as a whole, or else in its parts.
        for one in (word, *words[word]):
            if word not in instead and (one == word or one in parts - near.keys()) and (better := _nearest(one, near)):
                instead[one] = better
    if not instead:
        return None
    written = _as_written(set(instead.values()), member)
    again = retyped(question.typed, {word: written.get(better, better) for word, better in instead.items()})
    return again if again != question.typed else None


def _words_of(part):
    """(word in one piece, its parts) of each."""
    return [word for own in part.words for word in _words_of(own)] if part.others else part.in_parts


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


def _as_written(words, member):
    """{word: with its accents}, as most of the newest texts with it write it that this person may read.

    The index knows words without. A word that stands only further on in a long text is not among them.
    """
    asked = {word: all_of(f"w:{word}", known_to(member)) for word in words}
    index = Reading(asked.values())
    written = {}
    for word, question in asked.items():
        forms = Counter(
            form.lower()
            for text in _texts(newest(index.find(question), MOST_READ), member)
            for form in forms_in(text[:FIRST_LETTERS])
            if in_one_piece(form) == word
        )
        if forms:
            written[word] = min(forms, key=lambda form: (-forms[form], form))
    return written


def _texts(ids, member):
    by_kind = {}
    for found in entries(ids).values():
        by_kind.setdefault(found.kind, []).append(found.object_id)
    for kind, numbers in by_kind.items():
        source = BY_NUMBER[kind]
        for thing in source.shown_to(member, numbers).values():
            for text in source.texts(thing):
                yield from (text.title, text.head, text.body)


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
