"""Small parts of the design that need a little arithmetic."""

from functools import lru_cache

from django import template
from django.urls import get_urlconf, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.saying import figures

register = template.Library()
register.filter(figures)


@register.filter
def initials(name):
    """The two letters of a person's patch: never a photo."""
    return str(name)[:2]


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present query string with some values changed; None removes. For pagers and chips: `?{% query page=2 %}`."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return values.urlencode()


@lru_cache
def _sections(language, urlconf):
    """On every page, and the same on each: finding an address takes a while."""
    return [
        ("about", _("About"), reverse("pages:about")),
        ("lib", _("Library"), reverse("resources:list")),
        ("meet", _("Meetings"), reverse("meetings:list")),
        ("chal", _("Challenges"), reverse("pages:challenges")),
        ("memb", _("Members"), reverse("members:directory")),
        ("glos", _("Glossary"), reverse("glossary:list")),
    ]


@register.simple_tag(takes_context=True)
def tabs(context):
    """The six sections, each with its paper: [(section, name, address, aria-current)]."""
    request = context.get("request")
    path = request.path if request else ""
    subject = context.get("subject")
    own = subject.section if getattr(subject, "_meta", None) and subject._meta.label == "pages.Page" else ""
    return [
        (
            section,
            name,
            address,
            "page" if path == address else "true" if own == section or path.startswith(address) else "",
        )
        for section, name, address in _sections(get_language(), get_urlconf())
    ]
