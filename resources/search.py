"""The index of the words of what is published, and how it is asked. The same answers on every database.

A resource is indexed when it is saved, in the same transaction (resources/watch.py); `manage.py index_resources` makes
the whole index anew. Only `found` is asked from elsewhere, so that another kind of index can take its place.
"""

from collections import Counter, defaultdict
from itertools import chain

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname

from resources.models import Occurrence, Word
from resources.words import asked_words, says_nothing, stem, words_in

MOST_WORDS = 8
SHORTEST_BEGINNING = 4
_ADD = f"INSERT INTO {Occurrence._meta.db_table} (resource_id, word_id, weight) VALUES "  # noqa: S608
_ROWS_AT_ONCE = 300
# A word in the title outweighs all the others together.
IN_TITLE, IN_NAMES, IN_SUMMARY, BY_WHOM, IN_TEXT = 100, 30, 20, 15, 9


def found(query, named):
    """{id of a published resource: how well it answers}, for those that have every word of `query`.

    The last word may be only begun. `named(word, begun)` gives the ids of what is filed under a name with that word.
    Whoever calls must still ask what the reader may see.
    """
    words = asked_words(query)[:MOST_WORDS]
    if not words:
        return {}
    begun = {word: word == words[-1] and len(word) >= SHORTEST_BEGINNING for word in words}
    weights = {word: dict.fromkeys(named(word, begun[word]), IN_NAMES) for word in words}
    forms = {word: _forms(word, begun[word]) for word in words}
    asked_as = defaultdict(list)
    for number, *facts in Word.objects.filter(_any_of(forms.values())).values_list("pk", "language", "stem", "word"):
        for word in words:
            if _is_form(word, begun[word], *facts):
                asked_as[number].append(weights[word])
    occurrences = Occurrence.objects.filter(word__in=asked_as).values_list("word_id", "resource_id", "weight")
    for number, resource, weight in occurrences.iterator(5000):
        for of_word in asked_as[number]:
            if of_word.get(resource, 0) < weight:
                of_word[resource] = weight
    first, *others = sorted(weights.values(), key=len)
    return {
        resource: weight + sum(of_word[resource] for of_word in others)
        for resource, weight in first.items()
        if all(resource in of_word for of_word in others)
    }


def _forms(word, begun):
    """The condition that the forms of `word` meet, in whichever language it is one."""
    stems = [Q(stem=stem(word, code), language=code) for code in _spoken(word)]
    return _any_of([Q(word__startswith=word) if begun else Q(word=word), *stems])


def _is_form(word, begun, language, other_stem, other):
    if other == word or (begun and other.startswith(word)):
        return True
    return language in _spoken(word) and other_stem == stem(word, language)


def _spoken(word):
    """The languages of the portal in which this word says something."""
    return [code for code, _name in settings.LANGUAGES if not says_nothing(word, code)]


def _any_of(conditions):
    return Q(*conditions, _connector=Q.OR)


@transaction.atomic
def index(resources):
    """Bring the index in step with these resources. What is not published is not in it."""
    wanted = {resource.pk: _weights(resource) if resource.published_at else {} for resource in resources}
    known = _known(pair for weights in wanted.values() for pair in weights)
    present = defaultdict(dict)
    for resource, word, weight in Occurrence.objects.filter(resource__in=wanted).values_list(
        "resource_id", "word_id", "weight"
    ):
        present[resource][word] = weight
    added = []
    for resource, weights in wanted.items():
        now = {known[pair]: min(weight, 30_000) for pair, weight in weights.items()}
        outdated = [word for word, weight in present[resource].items() if now.get(word) != weight]
        if outdated:
            Occurrence.objects.filter(resource=resource, word__in=outdated).delete()
        added += [(resource, word, weight) for word, weight in now.items() if present[resource].get(word) != weight]
    _add(added)


def _add(rows):
    """Without a model object for each of the hundreds of words of a text: that took half of the time."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            cursor.execute(_ADD + ", ".join(["(%s, %s, %s)"] * len(some)), list(chain.from_iterable(some)))


def _weights(resource):
    weights = Counter()
    for code, _name in settings.LANGUAGES:
        for field, weight in [("title", IN_TITLE), ("summary", IN_SUMMARY)]:
            text = getattr(resource, build_localized_fieldname(field, code)) or ""
            weights.update({(code, word): weight for word in set(words_in(text))})
        text = getattr(resource, build_localized_fieldname("text", code)) or ""
        in_text = Counter(words_in(text))
        weights.update({(code, word): min(times, IN_TEXT) for word, times in in_text.items()})
        with override(code):
            weights.update({(code, word): BY_WHOM for word in set(words_in(resource.shown_contributor or ""))})
    return {(code, word): weight for (code, word), weight in weights.items() if not says_nothing(word, code)}


def _known(pairs):
    """{(language, word): its number}; new ones are noted, in order, lest two writers wait for each other."""
    pairs = sorted(set(pairs))
    numbers = {}
    for start in range(0, len(pairs), 5000):
        some = pairs[start : start + 5000]
        asked = Word.objects.filter(word__in={word for _code, word in some})
        numbers.update({(code, word): pk for pk, code, word in asked.values_list("pk", "language", "word")})
        new = [
            Word(language=code, word=word, stem=stem(word, code)) for code, word in some if (code, word) not in numbers
        ]
        if new:
            Word.objects.bulk_create(new, ignore_conflicts=True)
            asked = Word.objects.filter(word__in={word.word for word in new})
            numbers.update({(code, word): pk for pk, code, word in asked.values_list("pk", "language", "word")})
    return numbers
