"""Small parts that a page has many of: their template is rendered once, and of each only what differs is filled in."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

_EDGE = "\0"  # of a place to fill in: no text has it, as neither database keeps it and no address may bring it


def part(template, names, facts=()):
    """The template as a Part, with a place for each of these names; `facts` are pairs, the same in all that is made."""
    return _part(template, names, facts, get_language())


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
            pieces += conditional_escape(values[name]), around
        return mark_safe("".join(pieces))
