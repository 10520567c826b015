"""Finding terms in running text: whole words in any number, elided or hyphenated; the longest term first."""

import re
from dataclasses import dataclass

from glossary.words import LINKS, fold, is_same_word, stem

_WORD = re.compile(r"\w[\w\u00ad\u0300-\u036f]*")
# What may stand between two words of one term: spaces of any width, hyphens, apostrophes.
_BETWEEN = re.compile(r"(?:\s{1,80}|[-\u2010\u2011'’]){1,3}")
_HYPHENS = frozenset("-\u2010\u2011")
# A word that touches one of these is part of an address, a name on a network, a path.
_BEFORE, _AFTER = frozenset("@#/\\._&"), frozenset("@/\\")
_LINK = ""  # stands for one or several small words in a row; no stem is empty


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    term: object  # whatever the form was given with
    form: str  # the form of the term that was recognised


class Matcher:
    """All forms of all terms of one language, made once and asked often. `forms` are pairs (form, term)."""

    def __init__(self, language, forms):
        self.language = language
        self._links = LINKS.get(language.partition("-")[0], frozenset())
        self._stems = {}
        self._tree = {}
        for form, term in forms:
            self._plant(form, term)

    def __bool__(self):
        return bool(self._tree)

    def find(self, text):
        """The terms in `text`, in order, never overlapping."""
        tree, stem_of, found = self._tree, self._stem_of, []
        words = [(match.start(), match.end(), stem_of(match[0])) for match in _WORD.finditer(text)]
        position, count = 0, len(words)
        while position < count:
            branch = tree.get(words[position][2])
            if branch is None:
                position += 1
                continue
            hit, after = self._longest(text, words, position, branch)
            if hit is None:
                position += 1
            else:
                found.append(hit)
                position = after
        return found

    def _plant(self, form, term):
        words = [match[0] for match in _WORD.finditer(form)]
        keys = [self._stem_of(word) for word in words]
        while keys and keys[0] == _LINK:
            del keys[0], words[0]
        while keys and keys[-1] == _LINK:
            del keys[-1], words[-1]
        branch, previous = self._tree, None
        for key in keys:
            if key == _LINK and previous == _LINK:
                continue
            branch = branch.setdefault(key, {})
            previous = key
        if keys:
            meant = tuple(word for word, key in zip(words, keys, strict=True) if key != _LINK)
            branch.setdefault(None, []).append((meant, form, term))

    def _stem_of(self, word):
        known = self._stems.get(word)
        if known is None:
            if len(self._stems) > 50_000:
                self._stems.clear()
            folded = fold(word)
            known = self._stems[word] = _LINK if folded in self._links else stem(folded, self.language) or folded
        return known

    def _longest(self, text, words, position, branch):
        hit, after = None, position
        written, last = [], position
        while True:
            start, end, key = words[last]
            if key != _LINK:
                written.append(text[start:end])
                for meant, form, term in branch.get(None, ()):
                    if self._is_whole(text, words[position][0], end) and self._are_same(written, meant):
                        hit, after = Found(words[position][0], end, term, form), last + 1
                        break
            following = last + 1
            if following == len(words) or not _BETWEEN.fullmatch(text, end, words[following][0]):
                return hit, after
            if words[following][2] == _LINK and key == _LINK:
                last = following
                continue
            branch = branch.get(words[following][2])
            if branch is None:
                return hit, after
            last = following

    def _are_same(self, written, meant):
        return all(is_same_word(one, two, self.language) for one, two in zip(written, meant, strict=True))

    @staticmethod
    def _is_whole(text, start, end):
        """Not half of a compound ("soutien-gorge"), nor a piece of an address."""
        before, after = text[start - 1 : start], text[end : end + 1]
        beyond = text[end + 1 : end + 2]
        if before in _BEFORE or after in _AFTER:
            return False
        if after == "." and beyond.isalnum():
            return False
        if before in _HYPHENS and text[start - 2 : start - 1].isalnum():
            return False
        return not (after in _HYPHENS and beyond.isalnum())
