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
        self._tree = {}
        self._branches = {}  # by word as written, what `_branch_of` found
        for form, term in forms:
            self._plant(form, term)

    def __bool__(self):
        return bool(self._tree)

    def find(self, text):
        """The terms in `text`, in order, never overlapping."""
        branches, found, position = self._branches, [], 0
        for match in _WORD.finditer(text):
            word = match[0]
            branch = branches[word] if word in branches else self._branch_of(word)
            # Nearly every word of a text ends here: it begins no term.
            if branch is not None and match.start() >= position:
                hit = self._longest(text, match, branch)
                if hit is not None:
                    found.append(hit)
                    position = hit.end
        return found

    def _branch_of(self, word):
        """What may follow this word in a term; None where no term begins with it."""
        if len(self._branches) > 50_000:
            self._branches.clear()
        branch = self._branches[word] = self._tree.get(self._stem_of(word))
        return branch

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
        folded = fold(word)
        return _LINK if folded in self._links else stem(folded, self.language) or folded

    def _longest(self, text, first, branch):
        """The longest term that begins with the word `first`, or None."""
        hit, written, word, key = None, [], first, None
        while branch is not None:
            if key != _LINK:
                written.append(word[0])
                hit = self._whole_term(text, first.start(), word.end(), written, branch) or hit
            following = _WORD.search(text, word.end())
            if following is None or not _BETWEEN.fullmatch(text, word.end(), following.start()):
                return hit
            next_key = self._stem_of(following[0])
            if not (key == next_key == _LINK):
                branch = branch.get(next_key)
            word, key = following, next_key
        return hit

    def _whole_term(self, text, start, end, written, branch):
        for meant, form, term in branch.get(None, ()):
            if self._are_same(written, meant) and self._is_whole(text, start, end):
                return Found(start, end, term, form)
        return None

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
