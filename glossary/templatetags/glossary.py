"""Terms in texts, for the templates of any room: `{% load glossary %}`."""

from django import template
from django.utils.translation import get_language

from glossary import marking

register = template.Library()


@register.filter
def mark_terms(html, language=None):
    """`{{ section_html|mark_terms:language }}`: safe HTML with the first use of each term in each section marked.

    Ids are made from the first id in the HTML, so that several sections of a page never share one.
    """
    return marking.mark_terms(html, language)


@register.simple_tag(name="mark_terms", takes_context=True)
def mark_terms_of_section(context, html, language=None, section=""):
    """`{% mark_terms html language anchor %}`: the same where the heading, and its id, is not in the HTML."""
    request = context.get("request")
    if request is None:
        return marking.mark_terms(html, language, section)
    # Without kept parts (KEEP_PAGES=0) a page of ten sections must not read the glossary ten times.
    markers = request.__dict__.setdefault("_glossary_markers", {})
    language = language or get_language()
    if language not in markers:
        markers[language] = marking.marker(language)
    return markers[language].mark(marking.conditional_escape(html), section)


@register.inclusion_tag("glossary/_editor_hints.html")
def editor_hints(text, language=None):
    """`{% editor_hints text language %}`: avoided words, and kept terms that have a note, in a text in Markdown."""
    hints = marking.marker(language).hints(text or "")
    return {
        "avoided": [hint for hint in hints if hint.is_avoided],
        "kept": [hint for hint in hints if not hint.is_avoided],
    }
