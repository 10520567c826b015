"""A result as it is shown: its title, and the sentence in which the words stand, the words marked."""

import re
from collections import defaultdict
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import escape, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ggsn.search.questions import ways_to_write
from ggsn.templatetags.languages import language_name
from members.texts import html_lang
from members.typography import typeset
from resources.entries import seen_by
from resources.filling import part
from resources.words import HYPHENS, MARKS, WORD, as_read, fold, keeps_beginnings, says_nothing, seen, stem, tells_in

LANGUAGES = [code for code, _name in settings.LANGUAGES]
_KEEP_BEGINNINGS = all(map(keeps_beginnings, LANGUAGES))
WINDOW = 20_000  # letters of a text in which its sentence is looked for at once
MOST_WINDOWS = 12  # as much as the index reads (ggsn.search.tokens)
OVERLAP = 500  # letters: a sentence may go on in the next window
LONGEST = 240  # letters of a passage
_GOES_ON = rf"(?:[^\W_]|[{MARKS}]|[{HYPHENS}](?=[^\W_]))*"
_WORD = re.compile(rf"[^\W_]{_GOES_ON}")
_FURTHER = "\u0370-\U0010ffff"  # beyond Latin letters
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?=\s|$)|\n|$|[.!?…])")


class Shown:
    """One result, for a reader of `language`. `wanted` are the words of the question, one Wanted for all results."""

    def __init__(self, source, thing, language, question, wanted):
        self.source, self.thing, self.language = source, thing, language
        self.question, self.wanted = question, wanted

    @cached_property
    def texts(self):
        """The reader's language first, then the others; names last."""
        return sorted(
            self.source.texts(self.thing), key=lambda text: (not text.language, text.language != self.language)
        )

    @cached_property
    def _titled(self):
        return next((text for text in self.texts if text.title), None)

    @property
    def title(self):
        text = self._titled
        return typeset(text.title, text.language or self.language) if text else str(self.thing)

    @property
    def title_lang(self):
        """The language of the title where it is not the reader's; else nothing."""
        return self._other(self._titled.language) if self._titled else ""

    def _other(self, language):
        return language if language != self.language else ""

    @property
    def address(self):
        return self.source.address(self.thing)

    @property
    def called(self):
        return self.source.called(self.thing)

    @property
    def remarks(self):
        return self.source.remarks(self.thing)

    @property
    def visibility(self):
        return self.source.visibility(self.thing)

    @property
    def is_demonstration(self):
        return self.source.name == "members" and self.thing.is_demonstration

    @cached_property
    def passage(self):
        """(HTML, language where it is another): where the words stand, else how the text begins; None without any."""
        wanted = self.wanted
        written = [(words, text.language) for text in self.texts for words in (text.head, text.body) if words.strip()]
        best, most = None, 0
        for words, language in written if wanted.words else ():
            sentence, hits = _best_sentence(_window(words, wanted), wanted)
            if hits > most:
                best, most = (sentence, language), hits
                if hits >= len(self.question.parts):
                    break
        if best is None:
            if not written:
                return None
            best = (
                next((match[0] for match in _SENTENCE.finditer(written[0][0][:WINDOW]) if match[0].strip()), ""),
                written[0][1],
            )
        sentence, language = best
        return _marked(sentence, wanted, language or self.language), self._other(language)

    @property
    def html(self):
        """Its entry in the list: of each only what differs is filled in (resources.filling)."""
        passage, passage_lang = self.passage or ("", "")
        remarks = [
            *([language_name(self.title_lang)] if self.title_lang else []),
            *self.remarks,
            *([_("demonstration")] if self.is_demonstration else []),
        ]
        facts = {
            "called": self.called,
            "lang": html_lang(self.title_lang or self.language, self.language),
            "address": self.address,
            "title": self.title,
            "passage_lang": html_lang(passage_lang or self.language, self.language),
            "passage": passage,
            "visibility": seen_by(self.visibility, self.language),
            "remarks": format_html_join("", "<li>{}</li>", [(remark,) for remark in remarks]),
        }
        there = tuple(name for name in facts if name != "passage" or passage)
        return part("search/_entry.html", there).filled(facts)


@cache
def _written_as():
    """{a letter without its accent: the letters it is written as}, of those before the further ones."""
    written = defaultdict(str)
    for letter in map(chr, range(ord(_FURTHER[0]))):
        if letter.isalnum():
            written[fold(letter)[:1]] += letter
    return written


def _stems(words):
    return {(code, stem(word, code)) for word in words for code in LANGUAGES if tells_in(word, code)}


def _are_alike(word, other):
    return word == other or not _stems([word]).isdisjoint(_stems([other]))


WHOLE, PIECE = 2, 1  # what a word is of those asked for


class Wanted(dict):
    """Whether a word as it is written is one of those asked for: typed, of another name, of the same stem, or begun.

    Or part of one that was typed with a hyphen, which counts where the other parts stand beside it. Texts repeat their
    words, so that each is looked at once.
    """

    def __init__(self, question):
        super().__init__()
        self.words, self.begun, self._rows = set(), None, set()
        waiting = list(question.parts)
        while waiting:
            part = waiting.pop()
            if part.others:
                waiting += [*part.words, *(word for other in part.others for word in other)]
                continue
            self.words |= set(part.words)
            self.begun = part.words[0] if part.is_begun else self.begun
            self._rows |= {
                two
                for word in part.in_parts
                for code in LANGUAGES
                for way in ways_to_write(*word, code)
                for two in pairwise(way)
            }
        self._pieces = {part for two in self._rows for part in two}
        self.stems = _stems(self.words)
        self._stems_of_pieces = _stems(self._pieces)
        self._beginnings = {fold(word[0]) for word in {*self.words, *self._pieces, self.begun or ""} if word}
        # What folding alone does not tell: rows of parts, and words that only an accent makes others than small ones.
        self._needs_a_look = bool(self._rows) or any(says_nothing(fold(root), code) for code, root in self.stems)

    def __missing__(self, written):
        word = as_read(written)
        readings = {word, word.replace("-", ""), *word.split("-")} if "-" in word else (word,)
        self[written] = found = WHOLE if any(map(self._has, readings)) else PIECE * self._has_piece(word)
        return found

    def _has(self, word):
        if _KEEP_BEGINNINGS and fold(word[:1]) not in self._beginnings:
            return False
        return (
            word in self.words
            or (self.begun is not None and word.startswith(self.begun))
            or not _stems([word]).isdisjoint(self.stems)
        )

    def _has_piece(self, word):
        return bool(self._pieces) and (word in self._pieces or not _stems([word]).isdisjoint(self._stems_of_pieces))

    def are_in(self, text):
        """Whether any of them is, without looking at words that begin otherwise: it misses "dying" for "die"."""
        if not self.words or not text:
            return False
        folded = fold(text)
        joined = f"{folded} {folded.replace('-', '')}" if "-" in folded else folded
        if any(self[match[0]] == WHOLE for match in self._alike.finditer(joined)):
            return True
        return self._needs_a_look and bool(self.among(seen(text)))

    @cached_property
    def _alike(self):
        """The words that begin like one asked for; what endings change at the end of a stem is left open."""
        roots = {root for _code, root in self.stems} | self.words | {self.begun or ""}
        beginnings = sorted({root if len(root) < 5 else root[: max(4, len(root) - 2)] for root in roots if root})
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, beginnings))})[^\W_]*")

    @cached_property
    def _worth_a_look(self):
        """The words that begin like one asked for, and those in two parts: most others are not even looked at."""
        if not _KEEP_BEGINNINGS:
            return _WORD
        alike = "".join(_written_as().get(letter, "") for letter in self._beginnings)
        in_parts = rf"[^\W_](?:[^\W_]|[{MARKS}])*[{HYPHENS}](?=[^\W_]){_GOES_ON}"
        return re.compile(
            rf"(?<![^\W_])(?<![{MARKS}])(?<![^\W_][{HYPHENS}])(?=[^\W_])(?:[{alike}{_FURTHER}]{_GOES_ON}|{in_parts})"
        )

    def among(self, text):
        """Matches of the words asked for."""
        found = [match for match in self._worth_a_look.finditer(text) if self[match[0]]] if self.words else []
        if not self._rows:
            return found
        in_a_row = {one for two in pairwise(found) if self._follow_each_other(text, *two) for one in two}
        return [match for match in found if self[match[0]] == WHOLE or match in in_a_row]

    def _follow_each_other(self, text, first, second):
        """Whether these are two parts of one word, with no word between that counts."""
        if any(len(word) > 1 for word in WORD.findall(text, first.end(), second.start())):
            return False
        before, after = as_read(first[0]), as_read(second[0])
        return any(_are_alike(before, one) and _are_alike(after, other) for one, other in self._rows)


def _window(text, wanted):
    """The first piece of a text that has one of the words; all but the first are only looked through quickly.

    It has no signs in it that nobody sees: a word is marked as a whole.
    """
    first = seen(text[: WINDOW + OVERLAP])
    if len(text) <= WINDOW + OVERLAP or wanted.are_in(first) or wanted.among(first):
        return first
    for number in range(1, MOST_WINDOWS):
        start, end = text.rfind(" ", 0, number * WINDOW - OVERLAP) + 1, (number + 1) * WINDOW
        if wanted.are_in(text[start:end]):
            return seen(text[start : end + OVERLAP])
    return first


def _best_sentence(text, wanted):
    """The first sentence with the most of the words, and how many different ones it has."""
    hits = [match.start() for match in wanted.among(text)]
    if not hits:
        return "", 0
    best, most = "", 0
    for match in _SENTENCE.finditer(text):
        inside = [start for start in hits if match.start() <= start < match.end()]
        if len(inside) > most:
            kinds = {fold(_WORD.match(text, start)[0])[:4] for start in inside}
            if len(kinds) > most:
                best, most = match[0], len(kinds)
    return best, most


def _marked(sentence, wanted, language):
    """Safe HTML, at most so long, with the words in <mark>."""
    sentence = typeset(" ".join(sentence.split()), language)
    hits = wanted.among(sentence)
    start = 0
    if len(sentence) > LONGEST and hits and hits[0].end() > LONGEST - 40:
        start = sentence.rfind(" ", 0, max(hits[0].start() - LONGEST // 3, 1)) + 1
    end = len(sentence)
    if end - start > LONGEST:
        end = max(sentence.rfind(" ", start, start + LONGEST), start + LONGEST // 2)
    html, position = ["… " if start else ""], start
    for match in hits:
        if match.start() >= start and match.end() <= end:
            html += [escape(sentence[position : match.start()]), "<mark>", escape(match[0]), "</mark>"]
            position = match.end()
    html += [escape(sentence[position:end]), " …" if end < len(sentence) else ""]
    return mark_safe("".join(html))
