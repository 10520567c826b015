"""Small parts that a page has many of: their template is rendered once, and of each only what differs is filled in."""

from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

_EDGE = "\0"  # of a place to fill in: no text has it, as neither database keeps it and no address may bring it


def part(template, names, facts=(), language=None):
    """The template as a Part, with a place for each of these names; `facts` are pairs, the same in all that is made.

    Where many are made, the reader's language is found out once, and given.
    """
    return _part(template, names, facts, language or get_language())


@lru_cache(5000)
def _part(template, names, facts, language):
    places = {name: mark_safe(f"{_EDGE}{name}{_EDGE}") for name in names}
    return Part(render_to_string(template, {key: fact.replace(_EDGE, "") for key, fact in facts} | places))


class Part:
    def __init__(self, rendered):
        self._around, self._names = rendered.split(_EDGE)[::2], rendered.split(_EDGE)[1::2]

    def filled(self, values):
        """The HTML with `values[name]` in each place, escaped where it is not safe."""
        pieces = [self._around[0]]
        for name, around in zip(self._names, self._around[1:], strict=True):
            pieces += _escaped(values[name]), around
        return mark_safe("".join(pieces))


def _escaped(value):
    """As Django does it; most values are texts, among which it would first look for lazy ones."""
    return escape(value) if isinstance(value, str) and not hasattr(value, "__html__") else conditional_escape(value)
