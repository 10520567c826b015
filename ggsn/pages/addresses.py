"""Where things are: the addresses behind page:, term: and room: in texts, and behind `{% page_url %}` in templates.

All of them are read once and kept until the next change, per language: a page with forty links asks nothing.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from ggsn.pages.models import Page
from glossary.models import Term
from members.models import Visibility

# What `room:` may name, with the address and the paper of its section.
ROOMS = {
    "library": ("resources:list", "lib"),
    "meetings": ("meetings:list", "meet"),
    "challenges": ("pages:challenges", "chal"),
    "members": ("members:directory", "memb"),
    "glossary": ("glossary:list", "glos"),
    "sign-in": ("account_login", "home"),
    "contribute": ("resources:contribute", "lib"),
    "propose-term": ("glossary:propose", "glos"),
}


@dataclass(frozen=True)
class Place:
    """Somewhere a link may lead: its address and the colour of its paper."""

    address: str
    section: str
    is_public: bool = True


def pages():
    """{key: Place} of all pages, in the active language."""
    return caches["kept"].get_or_set(f"page-places-{get_language()}", _pages, None)


def _pages():
    return {
        page.key: Place(page.get_absolute_url(), page.section, page.visibility == Visibility.PUBLIC)
        for page in Page.objects.all()
    }


def terms():
    """{key: Place} of the terms of the glossary, in the active language."""
    return caches["kept"].get_or_set(f"term-places-{get_language()}", _terms, None)


def _terms():
    return {term.key: Place(term.get_absolute_url(), "glos") for term in Term.objects.published()}


def place(link, among_members=False):
    """Where `page:values#equity`, `term:empowerment` or `room:library` leads, or None.

    A text that everybody may read leads to public pages only, whoever is reading: it must not even name the others.
    """
    kind, _colon, name = link.partition(":")
    name, _hash, anchor = name.partition("#")
    found = {"page": _page, "term": _term, "room": _room}[kind](name)
    if found is None or not (found.is_public or among_members):
        return None
    return Place(f"{found.address}#{anchor}", found.section) if anchor else found


def _page(key):
    return pages().get(key)


def _term(key):
    return terms().get(key)


def _room(name):
    if name not in ROOMS:
        return None
    view, section = ROOMS[name]
    try:
        return Place(reverse(view), section)
    except NoReverseMatch:
        return None


def page_address(key):
    """The address of a public page; the home page's where there is no such page."""
    found = pages().get(key)
    return found.address if found and found.is_public else f"/{get_language() or settings.LANGUAGE_CODE}/"
