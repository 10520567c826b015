"""What facets and their values are called, and what the glossary calls the same thing in other languages.

Kept in memory as one edition: its mark is asked for at each search, and what was kept under another mark is made anew.
A facet is written into entries as a code, `r:3`, so that a region that gets another name changes no entry.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Value
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from modeltranslation.utils import build_localized_fieldname

from ggsn.search.asking import any_of
from ggsn.search.models import Edition
from ggsn.search.sources import SOURCES
from ggsn.search.tokens import LETTERS
from glossary.models import Term
from members.models import Language, Region, Struggle, SupportKind, Visibility
from members.roles import is_member
from resources.editions import Kept
from resources.models import Kind, Topic
from resources.words import in_order, is_small, stem, words_in

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LEGENDS = {
    "where": gettext_lazy("Where"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "struggle": gettext_lazy("Struggle"),
    "support": gettext_lazy("Kind of support"),
    "region": gettext_lazy("Region"),
    "tag": gettext_lazy("Topic"),
    "visibility": gettext_lazy("Who sees it"),
}
# Facets whose values are the same in every installation, and do not find what is filed under them by their name.
_NAMELESS = {"where", "visibility"}
MOST_EQUIVALENTS = 4


def code(facet, value):
    return f"{LETTERS[facet]}:{value}"


PUBLIC = code("visibility", Visibility.PUBLIC.value)
EVERYTHING = any_of(*(code("visibility", one.value) for one in Visibility))  # members may know of all there is


def known_to(member):
    """The question for all that this person may know of."""
    return EVERYTHING if is_member(member) else PUBLIC


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet: what it is in addresses, and what it is called in each language."""

    facet: str
    key: str
    names: dict

    @property
    def name(self):
        return self.names.get(get_language()) or self.key


class Vocabulary:
    """`values[code]` says what a code stands for; `codes[facet, key]` is the way back."""

    def __init__(self, mark):
        self.mark = mark
        self.values = {code(facet, key): value for facet, key, value in [*_of_the_house(), *_of_tables()]}
        self.codes = {(value.facet, value.key): code for code, value in self.values.items()}
        self.positions = {code: position for position, code in enumerate(self.values)}
        self._by_word, self._by_stem = defaultdict(set), defaultdict(set)
        for one, value in self.values.items():
            if value.facet not in _NAMELESS:
                for language, name in value.names.items():
                    for word in words_in(name):
                        self._by_word[word].add(one)
                        self._by_stem[language, stem(word, language)].add(one)
        self.equivalents = Equivalents()

    def filed_under(self, word, is_begun):
        """The codes of facets with this word in their name, in any language."""
        found = self._by_word.get(word, set()).union(
            *(self._by_stem.get((lang, stem(word, lang)), ()) for lang in LANGUAGES)
        )
        if is_begun:
            found = found.union(*(codes for other, codes in self._by_word.items() if other.startswith(word)))
        return sorted(found)


vocabulary = Kept(Edition, Vocabulary)  # called, the vocabulary as it stands now


class Equivalents:
    """What published terms of the glossary are called: they are public, so that whoever searches may know of them."""

    @cached_property
    def _names(self):
        """{(language, the stems of a name in their order): [terms]}, and the most words a name has."""
        names, longest = defaultdict(list), 0
        for term in Term.objects.published().order_by("pk"):
            for language in LANGUAGES:
                for form in _forms(term, language):
                    key = _stems(in_order(form), language)
                    if key and term not in names[language, key]:
                        names[language, key].append(term)
                        longest = max(longest, len(key))
        return names, longest

    def found_in(self, words):
        """[(first, last, [other words for the same])] of the terms among `words`: the longest, none overlapping."""
        names, longest = self._names
        found, start = [], 0
        while start < len(words):
            for end in range(min(len(words), start + longest), start, -1):
                if others := self._others(words[start:end], names):
                    found.append((start, end - 1, others))
                    start = end - 1
                    break
            start += 1
        return found

    @staticmethod
    def _others(words, names):
        terms = [
            term
            for language in LANGUAGES
            if (key := _stems(words, language)) and len(key) == len(words)
            for term in names.get((language, key), ())
        ]
        forms = dict.fromkeys(form for term in terms for language in LANGUAGES for form in _forms(term, language))
        return [form for form in forms if in_order(form) != list(words)][:MOST_EQUIVALENTS]


def _forms(term, language):
    text = term.text(language)
    return list(filter(None, [text.name, *text.variants]))


def _stems(words, language):
    return tuple(stem(word, language) for word in words if not is_small(word))


def _of_the_house():
    for source in SOURCES:
        yield (
            "where",
            source.number,
            FacetValue("where", source.name, _in_each_language(lambda source=source: source.label)),
        )
    for kind in Kind:
        yield "kind", kind.value, FacetValue("kind", kind.value, _in_each_language(lambda kind=kind: kind.label))
    for one in Visibility:
        yield "visibility", one.value, FacetValue("visibility", one.value, _in_each_language(lambda one=one: one.label))


def _of_tables():
    """The open lists, in one question; a name that a language lacks is that of another."""
    sources = [
        ("struggle", Struggle, F("position"), "key", "name"),
        ("support", SupportKind, F("position"), "key", "name"),
        ("region", Region, F("position"), "key", "name"),
        ("tag", Topic, Value(0), "slug", "label"),
    ]
    first, *others = (
        model.objects.order_by()
        .annotate(
            in_facet=Value(facet),
            at=position,
            called=F(key),
            number=F("pk"),
            **{f"in_{code}": F(build_localized_fieldname(name, code)) for code in LANGUAGES},
        )
        .values_list("in_facet", "at", "called", "number", *(f"in_{code}" for code in LANGUAGES))
        for facet, model, position, key, name in sources
    )
    for facet, _position, key, number, *names in sorted(first.union(*others, all=True), key=lambda row: row[:4]):
        any_name = next(filter(None, names), key)
        yield (
            facet,
            number,
            FacetValue(facet, key, {code: name or any_name for code, name in zip(LANGUAGES, names, strict=True)}),
        )
    for language in Language.objects.values_list("code", flat=True):
        names = _in_each_language(lambda language=language: Language(language).name)
        yield "language", language, FacetValue("language", language, names)


def _in_each_language(read):
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = str(read())
    return names
