"""How a kind of thing is found: what it says, what it is filed under, who may know of it."""

import re
from operator import attrgetter

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import cached_property
from modeltranslation.utils import build_localized_fieldname

from ggsn.search.tokens import Text
from members.audiences import SeenAlike, any_member
from members.composed import ROOMS, ComposedForMany
from members.models import Visibility

FEW = ROOMS[0]  # things at once whose questions are composed once for all
LANGUAGES = [code for code, _name in settings.LANGUAGES]
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]{0,500}\)")
_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,3}[.)])[ \t]+|[*_`~]+|\{#[a-z0-9-]+\}|\\(?=\W)", re.MULTILINE)


class Source:
    """One kind of thing. What follows the first block of names is all that most kinds must say."""

    number: int  # never changed: places in the index begin with it
    name: str  # in addresses
    label: str  # the heading of its group
    paper: str  # the section it belongs to, whose colour it has
    model: type
    read = ()  # what `texts` reads, to be fetched for many at once
    related = ()  # the same for what `filed` reads
    fetched = ()  # what is one row each
    shown = ()  # the fields that results read, where a thing has many more; with none named, all
    is_for_members = False  # whether nothing of it is ever public
    is_alike = False  # whether every member may know of the same, and is shown the same of it; newcomers of less
    dated_by = None  # the field that says which of two is the newer; with none named, `in_order` sorts them

    def standing(self):
        """Those that may be found at all, by somebody. What one may know of is asked of `visible_to` besides."""
        return self.model.objects.all()

    def texts(self, thing):
        """[Text]: its words, language by language. What is shown of it in results comes from here too."""
        raise NotImplementedError

    def filed(self, thing):
        """Pairs of facet and value (ggsn.search.vocabulary): ("region", 3)."""
        return ()

    def spoken(self, thing, texts):
        """In which languages of the portal it comes first for its readers, with these texts: what is only a name is in
        everybody's. What is in none is still found, after the others."""
        return [language for language in LANGUAGES if any(text.language == language for text in texts)] or LANGUAGES

    def date(self, thing):
        """Which of two is the newer."""
        return attrgetter(self.dated_by.replace("__", "."))(thing) if self.dated_by else None

    def in_order(self, numbers):
        """[number] of those that are there, in the order of results, of things without dates.

        The order may say nothing but what everybody may see who finds them: neither what came first nor who was first.
        """
        raise NotImplementedError

    def address(self, thing):
        """Where one reads it."""
        return thing.get_absolute_url()

    def identity(self, thing):
        """What no other thing has, for readers of feeds: most have a page of their own."""
        return self.address(thing)

    def called(self, thing):
        """The kind of thing, in a word or two."""
        return self.label

    def shown_to(self, member, numbers):
        """{id: the thing}, as it is shown to this person, of those they may know of."""
        found = self._shown_alike(member, numbers) if self.is_alike else self._shown(member, numbers)
        return {thing.pk: thing for thing in found}

    def _shown(self, member, numbers):
        things = self.with_what_is_shown(self.visible_to(member), member)
        if self.fetched:
            things = things.select_related(*self.fetched)
        if self.shown:
            things = things.only(*self.shown)
        return things.prefetch_related(*self.read).filter(pk__in=numbers)

    @cached_property
    def _shown_alike(self):
        return SeenAlike(self._shown)

    def with_what_is_shown(self, things, member):
        """With what `remarks` says to this person alone."""
        return things

    def remarks(self, thing):
        """What else stands under it in results."""
        return []

    def visibility(self, thing):
        """Who may know of it, as it is shown."""
        return Visibility.MEMBERS if self.is_for_members else thing.visibility

    def visible_to(self, member):
        return self.standing().visible_to(member)

    def for_everybody(self):
        return self.visible_to(AnonymousUser())

    def for_members(self):
        return self.visible_to(any_member())

    def whole(self, numbers):
        """[thing] of these numbers that may be found, with everything its texts and facets are read from."""
        return self._few_whole(numbers) if self.is_alike and len(numbers) <= FEW else list(self._whole(numbers))

    def in_public(self, numbers):
        """Those numbers whose things newcomers may know of."""
        asked = self._few_in_public if self.is_alike and len(numbers) <= FEW else self._in_public
        return {thing.pk for thing in asked(numbers)}

    def _whole(self, numbers):
        things = self.for_members().filter(pk__in=numbers)
        if self.fetched:
            things = things.select_related(*self.fetched)
        return things.prefetch_related(*self.read, *self.related)

    def _in_public(self, numbers):
        return self.for_everybody().filter(pk__in=numbers).order_by().only("pk")

    @cached_property
    def _few_whole(self):
        return ComposedForMany(self._whole)

    @cached_property
    def _few_in_public(self):
        return ComposedForMany(self._in_public)


def said(thing, field, code):
    """What a translated field says in one language, and nothing where it says nothing there."""
    return getattr(thing, build_localized_fieldname(field, code), None) or ""


def in_each_language(thing, title="", head="", body=""):
    """[Text] from the names of fields; `body` is Markdown."""
    texts = []
    for code in LANGUAGES:
        parts = {name: said(thing, field, code) for name, field in [("title", title), ("head", head)] if field}
        if body:
            parts["body"] = plain(said(thing, body, code))
        if any(parts.values()):
            texts.append(Text(code, **parts))
    return texts


def plain(markdown):
    """The words of a Markdown text without its marks and without the addresses of its links."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown))
