"""Reading what somebody typed: words, "phrases in quotes", -words to leave out, and what else is meant by them."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.conf import settings
from django.utils.translation import get_language

from ggsn.search.asking import all_of, any_of, begins, but_not
from ggsn.search.tokens import pair, whole_titles
from resources.words import PIECE, WORD, in_one_piece, in_parts, is_small, says_nothing, seen, stem, tells_in, turns

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST = 200  # letters
MOST_PARTS = 8
SHORTEST_BEGINNING = 4
_QUOTES = str.maketrans("“”„«»″\x00", '"""""" ')
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Part:
    """One word, or a phrase of several. `is_begun`: the last word of all, which may be the beginning of others."""

    words: tuple  # each in one piece
    is_phrase: bool = False
    is_begun: bool = False
    parts: tuple = ()  # of each word those that a hyphen joins
    typed: str = ""
    others: tuple = ()  # the words, each a Part, of what else is called so

    @property
    def in_parts(self):
        """[(word in one piece, its parts)]."""
        return list(zip(self.words, self.parts, strict=True))


@dataclass
class Question:
    """What is asked for, ready to be put to the index. False when nothing is."""

    typed: str
    parts: list = field(default_factory=list)
    unwanted: list = field(default_factory=list)
    also: list = field(default_factory=list)  # other names for the same, as the glossary writes them
    is_cut: bool = False  # there were more parts than are searched for

    def __bool__(self):
        return bool(self.parts) or self.as_title() is not None

    @property
    def is_too_long(self):
        return len(self.typed) > LONGEST

    def anywhere(self, filed_under):
        """Every part somewhere, nothing of what is unwanted. `filed_under(word, is_begun)` are facets of that name.

        None, as everywhere here, where there are no parts: a title of one letter, and nothing else, is still found.
        """
        return self._each_in(("w",), filed_under)

    def in_head(self, filed_under):
        """Every part in the title, the summary or a name."""
        return self._each_in(("t", "h"), filed_under)

    def in_title(self):
        return self._each_in(("t",))

    def _each_in(self, zones, filed_under=None):
        found = [_in_zones(part, zones, filed_under) for part in self.parts]
        return self._without(all_of(*found)) if found else None

    def partly_in_title(self, filed_under):
        """Every part somewhere, one of them at least in the title; None where that is nothing new."""
        if len(self.parts) < 2:
            return None
        return all_of(self.anywhere(filed_under), any_of(*(_in_zones(part, ("t",)) for part in self.parts)))

    def as_title(self):
        """Those that are called exactly what was typed."""
        if self.is_too_long or any(match["minus"] for match in _PART.finditer(self.typed.translate(_QUOTES))):
            return None
        titles = sorted(whole_titles(self.typed.translate(_QUOTES)))
        return any_of(*titles) if titles else None

    def _without(self, wanted):
        if not self.unwanted:
            return wanted
        return but_not(wanted, any_of(*map(_unwanted, self.unwanted)))

    @property
    def cannot_go(self):
        """What was not wanted, as it was typed, and stays: small words at its edges are not in the index."""
        language = get_language()
        return [part.typed for part in self.unwanted if _has_quiet_edges(part.words, language)]


def read(typed, equivalents=None):
    """A Question. `equivalents(words)` gives (first, last, [other words for the same]) of known terms among them."""
    question = Question(unicodedata.normalize("NFC", seen(typed).strip()))
    if question.is_too_long:
        return question
    parts = []
    for match in _PART.finditer(question.typed.translate(_QUOTES)):
        is_phrase = match["phrase"] is not None
        words = in_parts(match["phrase"] if is_phrase else match["word"])
        if match["minus"]:
            typed = match["phrase"] or match["word"] or ""
            question.unwanted += [_part(words, is_phrase=True, typed=typed)] if WORD.search(typed) else []
        elif is_phrase:
            parts += [_part(words, is_phrase=True)] if words else []
        else:
            parts += [_part([word]) for word in words]
    telling = _telling(parts)
    question.parts, question.is_cut = telling[:MOST_PARTS], len(telling) > MOST_PARTS
    last = telling[-1] if telling else None
    if last and not question.is_cut and not last.is_phrase and len(last.words[0]) >= SHORTEST_BEGINNING:
        question.parts[-1] = replace(last, is_begun=True)
    if equivalents:
        question.parts = list(_with_others(question, equivalents))
    return question


def _part(words, **facts):
    return Part(tuple(word for word, _parts in words), parts=tuple(parts for _word, parts in words), **facts)


def _telling(parts):
    """Without small words, unless there are no others, each once."""
    telling = [part for part in parts if part.is_phrase or not is_small(part.words[0])] or parts
    return list(dict.fromkeys(telling))


def retyped(typed, instead):
    """What was typed with some words replaced, {folded: other}: all but those with a minus, the signs as they were."""

    def other(match):
        if whole := instead.get(in_one_piece(match[0])):
            return whole
        return PIECE.sub(lambda part: instead.get(in_one_piece(part[0]), part[0]), match[0])

    pieces, end = [], 0
    for match in _PART.finditer(typed.translate(_QUOTES)):
        words = typed[match.start() : match.end()]
        pieces += [typed[end : match.start()], words if match["minus"] else WORD.sub(other, words)]
        end = match.end()
    return "".join([*pieces, typed[end:]])


def _with_others(question, equivalents):
    """The parts, those that make up a term of the glossary in one, which the other names of the term may replace."""
    words = [word for part in question.parts for word in part.words if not (part.is_phrase and is_small(word))]
    terms = {first: (last, names) for first, last, names in equivalents(words)}
    position, waiting = 0, list(question.parts)
    while waiting:
        last, names = terms.get(position, (position - 1, ()))
        together, end = [], position
        while waiting and end <= last:
            together.append(waiting.pop(0))
            end += sum(not (together[-1].is_phrase and is_small(word)) for word in together[-1].words)
        others = [words for name in names if (words := _telling_in(name))]
        if together and end == last + 1 and others:
            question.also += names
            yield Part(tuple(together), others=tuple(dict.fromkeys(others)))
            position = end
            continue
        for part in together or [waiting.pop(0)]:
            yield _with_others_of_parts(part, question, equivalents)
            position += sum(not (part.is_phrase and is_small(word)) for word in part.words)


def _with_others_of_parts(part, question, equivalents):
    """A word with a hyphen may be a term that is written without: "peer-support", "peer support"."""
    words = [] if part.is_phrase else list(part.parts[0])
    names = next((names for *ends, names in equivalents(words) if ends == [0, len(words) - 1]), ())
    others = tuple(dict.fromkeys(words for name in names if (words := _telling_in(name))))
    if not others:
        return part
    question.also += names
    return Part((part,), others=others)


def _telling_in(name):
    return tuple(_part([word]) for word in in_parts(name) if not is_small(word[0]))


def _in_zones(part, zones, filed_under=None):
    """That this part is in one of these zones of an entry, or that it is filed under it."""
    if part.others:
        itself = all_of(*(_in_zones(own, zones, filed_under) for own in part.words))
        return any_of(itself, *(all_of(*(_in_zones(word, zones) for word in words)) for words in part.others))
    if part.is_phrase and len(part.words) > 1:
        return _phrase(part.in_parts, zones)
    ((word, parts),) = part.in_parts
    names = _filed_under(word, parts, part.is_begun, filed_under) if filed_under and not part.is_phrase else ()
    itself = _word(word, zones, part.is_begun, names)
    return any_of(itself, _phrase([(word, parts)], zones)) if len(parts) > 1 else itself


def _unwanted(part):
    """None where it has no word that counts."""
    if len(part.words) > 1:
        return _phrase(part.in_parts, ("w",), whole=True)
    return _in_zones(part, ("w",)) if part.words else None


def _has_quiet_edges(words, language):
    """Whether something of these words would be looked for without the first or the last of them."""
    if len(words) < 2:
        return not words or says_nothing(words[0], language)
    return any(says_nothing(word, language) and not turns(word, language) for word in (words[0], words[-1]))


def _filed_under(word, parts, is_begun, filed_under):
    """The facets of this name, be it written with a hyphen or in several words."""
    in_parts = [set(filed_under(part, False)) for part in parts] if len(parts) > 1 else [set()]
    return sorted({*filed_under(word, is_begun), *set.intersection(*in_parts)})


def _word(word, zones, is_begun=False, names=()):
    tokens = [token for language in LANGUAGES if tells_in(word, language) for token in _meant(word, zones, language)]
    beginnings = [begins(f"{zone}:{word}") for zone in zones] if is_begun else []
    return any_of(*(f"{zone}:{word}" for zone in zones), *tokens, *beginnings, *names)


def _meant(word, zones, language):
    """The tokens of this word in any of its forms: one that is its own stem is in the index only as itself."""
    root = stem(word, language) if language else word
    own = [] if says_nothing(root, language) else [f"{zone}:{root}" for zone in zones]
    return [*own, *(f"{zone}{language}:{root}" for zone in zones if language)]


def _phrase(words, zones, whole=False):
    """In this order, in one language; small words in between count neither here nor in the texts.

    `words` are pairs of a word in one piece and its parts: what a hyphen joins may be written in either way. At the
    edges, small words do not count either: not at all in a language where they are some, if the `whole` is asked for.
    """
    in_some_language = []
    for language in ["", *LANGUAGES]:
        if whole and _has_quiet_edges([word for word, _parts in words], language):
            continue
        telling = [word for word in words if not says_nothing(word[0], language) or turns(word[0], language)]
        ways = [ways_to_write(*word, language) for word in telling or words]
        found = [[_in_a_row(way, zones, language) for way in some] for some in ways]
        each = [any_of(*some) for some in found if any(some)]
        between = [
            any_of(*(pair(before[-1], after[0], language) for before in some for after in others))
            for some, others in pairwise(ways)
        ]
        in_some_language.append(all_of(*each, *between))
    return any_of(*in_some_language)


def ways_to_write(word, parts, language):
    """In one piece, and in its parts where all of these count: not "rendez" alone, of "rendez-vous"."""
    is_in_parts = len(parts) > 1 and all(not says_nothing(part, language) or turns(part, language) for part in parts)
    return [(word,), parts] if is_in_parts else [(word,)]


def _in_a_row(words, zones, language):
    """None of small words alone, which count only with the next."""
    found = [any_of(*_meant(word, zones, language)) for word in words if not says_nothing(word, language)]
    found += [pair(*two, language) for two in pairwise(words)]
    return all_of(*found) if found else None
