"""Where things are: the addresses behind page:, term: and room: in texts, and behind `{% page_url %}` in templates.

All of them are read at once and kept until the next change, per language. Where nothing may be kept, a `Places` asks
once for all it is asked: one is made for each text that is rendered and for each request.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from ggsn.pages.models import Page
from glossary.models import Term
from members.addresses import slug_fields
from members.models import Visibility

# What `room:` may name, with the address and the paper of its section.
ROOMS = {
    "library": ("resources:list", "lib"),
    "meetings": ("meetings:list", "meet"),
    "challenges": ("pages:challenges", "chal"),
    "members": ("members:directory", "memb"),
    "glossary": ("glossary:list", "glos"),
    "apply": ("join:apply", "home"),
    "sign-in": ("account_login", "home"),
    "collections": ("resources:collections", "lib"),
    "contribute": ("resources:contribute", "lib"),
    "propose-term": ("glossary:propose", "glos"),
}


@dataclass(frozen=True)
class Place:
    """Somewhere a link may lead: its address and the colour of its paper."""

    address: str
    section: str
    is_public: bool = True


class Places:
    """Every place there is, in the active language."""

    @cached_property
    def pages(self):
        return caches["kept"].get_or_set(f"page-places-{get_language()}", _pages, None)

    @cached_property
    def terms(self):
        return caches["kept"].get_or_set(f"term-places-{get_language()}", _terms, None)

    def find(self, link, among_members=False):
        """Where `page:values#equity`, `term:empowerment` or `room:library` leads, or None.

        A text that everybody may read leads to public pages only, whoever is reading: it must not even name the others.
        """
        kind, _colon, name = link.partition(":")
        name, _hash, anchor = name.partition("#")
        found = _room(name) if kind == "room" else {"page": self.pages, "term": self.terms}[kind].get(name)
        if found is None or not (found.is_public or among_members):
            return None
        return Place(f"{found.address}#{anchor}", found.section) if anchor else found

    def page_address(self, key):
        """The address of a public page; the home page's where there is no such page."""
        found = self.pages.get(key)
        return found.address if found and found.is_public else f"/{get_language() or settings.LANGUAGE_CODE}/"


def _pages():
    pages = Page.objects.only("key", "section", "visibility", *slug_fields())
    return {
        page.key: Place(page.get_absolute_url(), page.section, page.visibility == Visibility.PUBLIC) for page in pages
    }


def _terms():
    return {term.key: Place(term.get_absolute_url(), "glos") for term in Term.objects.published()}


def _room(name):
    if name not in ROOMS:
        return None
    view, section = ROOMS[name]
    try:
        return Place(reverse(view), section)
    except NoReverseMatch:
        return None
