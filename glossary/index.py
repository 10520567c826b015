"""The glossary from A to Z, sorted as readers expect: Été beside E, œuvre beside oe.

Sorted in Python, so that every database agrees.
"""

import string
import unicodedata
from functools import cached_property

from django.core.cache import caches
from django.core.paginator import Paginator
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from glossary.models import LANGUAGE_CODES, Term
from glossary.words import fold

# Both languages side by side weigh about 300 bytes a term, compressed; a page must stay light on a weak connection.
PER_PAGE = 16


def sort_key(name):
    folded = fold(name)
    letters = "".join(sign for sign in folded if sign.isalnum() or sign.isspace())
    return letters or folded, folded, name


def letter_of(name):
    """The letter a name is filed under; "0" for what begins with a figure."""
    first = next((sign for sign in fold(name) if sign.isalnum()), "")
    return first.upper() if unicodedata.category(first or "0").startswith("L") else "0"


class Index:
    """Where each term stands, in the reader's language. Kept until the next change; texts are read page by page."""

    def __init__(self, terms):
        """`terms` is a queryset; only names are read."""
        codes = sorted(LANGUAGE_CODES, key=lambda code: code != get_language())
        columns = [build_localized_fieldname("name", code) for code in codes]
        rows = [(next(filter(None, names), key), pk) for pk, key, *names in terms.values_list("pk", "key", *columns)]
        rows.sort(key=lambda row: sort_key(row[0]))
        self.by_letter = {}
        for name, pk in rows:
            self.by_letter.setdefault(letter_of(name), []).append(pk)
        self.count = len(rows)

    @property
    def is_long(self):
        return self.count > PER_PAGE

    def letters(self):
        """Every letter of the alphabet, and what else some term begins with: [(letter, has terms)]."""
        beyond = sorted(set(self.by_letter) - set(string.ascii_uppercase) - {"0"})
        figures = ["0"] if "0" in self.by_letter else []
        return [(letter, letter in self.by_letter) for letter in (*figures, *string.ascii_uppercase, *beyond)]


def index_for(member):
    """The index of what `member` may see, in the active language."""
    audience = "desk" if member.has_perm("glossary.change_term") else "all"
    key = f"glossary-index-{get_language()}-{audience}"
    return caches["kept"].get_or_set(key, lambda: Index(Term.objects.visible_to(member)), None)


class Sheet:
    """One page of the glossary: all of it while it is short, else one letter, in pages of its own if need be.

    Its terms are read when the template asks for them, so that a kept page asks nothing.
    """

    def __init__(self, index, member, letter="", page=None):
        self._member = member
        self.index = index
        self.letter = ""
        if index.is_long:
            first = next((name for name, has_terms in index.letters() if has_terms), "A")
            self.letter = letter[:1].upper() or first
        keys = index.by_letter.get(self.letter, []) if index.is_long else []
        self.page = Paginator(keys, PER_PAGE).get_page(page)
        self.pages = list(self.page.paginator.get_elided_page_range(self.page.number))

    @cached_property
    def groups(self):
        """[(letter, [terms])]"""
        if self.index.is_long:
            chosen = {self.letter: list(self.page.object_list)} if self.page.object_list else {}
        else:
            chosen = self.index.by_letter
        wanted = [pk for keys in chosen.values() for pk in keys]
        terms = Term.objects.visible_to(self._member).in_bulk(wanted)
        return [(letter, [terms[pk] for pk in keys if pk in terms]) for letter, keys in chosen.items()]
