"""Texts in the reader's language, or honestly in another; the same page in another language; days, hours and lists.

{{ resource.published_at|day }}          3 December 2026, 1er mai 2027     instead of Django's `date`, `time` and `join`
{{ message.sent_at|day_and_hour }}       3 December 2026, 14:30            on the reader's clock
{{ message.sent_at|whose_clock }}        Dakar time, universal time (UTC)  which clock that is
{{ person.local_time|hour }}             14:30, 14 h
{{ person.represents_since|month }}      December 2026
{{ person.languages|listed }}            French, English and Wolof
"""

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language, override

from meetings.words import in_zone
from members import saying
from members.texts import InOneLanguage
from members.typography import typeset

register = template.Library()
register.filter("listed", saying.listed)


@register.filter
def in_reader_language(thing, language=None):
    """`{% with text=resource|in_reader_language %}<h3{{ text.html_lang }}>{{ text.title }}</h3>{% endwith %}`"""
    return InOneLanguage(thing, language or get_language() or settings.LANGUAGE_CODE)


@register.filter(name="typeset")
def typeset_filter(text, language=None):
    return typeset(str(text), language or get_language())


@register.simple_tag(takes_context=True)
def other_languages(context):
    """This very page in each other language: [(code, name, address, has the text)], with filters, words and page kept.

    A view about one object puts it into the context as `subject`; its own address in the other language is taken then.
    """
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return [(code, name, f"/{code}/", True) for code, name in settings.LANGUAGES if code != get_language()]
    subject = context.get("subject")
    links = []
    for code, name in settings.LANGUAGES:
        if code == get_language():
            continue
        if subject is not None:
            with override(code):
                address = subject.get_absolute_url()
            shown = InOneLanguage(subject, code)
            has_text = not shown.is_other
        else:
            address = translate_url(request.path, code)
            has_text = True
        if query := request.META.get("QUERY_STRING"):
            address = f"{address}?{query}"
        links.append((code, name, address, has_text))
    return links


@register.simple_tag(takes_context=True)
def has_this_language(context):
    """Whether what this page is about has a text in the reader's language; if not, machines are not told it had."""
    subject = context.get("subject")
    return subject is None or not InOneLanguage(subject, get_language()).is_other


@register.simple_tag
def language_name(code):
    """The name of a language in the reader's language, in lower case where that language writes it so."""
    try:
        return Locale.parse(get_language().replace("-", "_")).languages.get(code, code)
    except (UnknownLocaleError, ValueError):
        return code


def _of_a_moment(say):
    """A filter that says a moment on the reader's clock, and nothing of one that is not there."""
    register.filter(say.__name__, lambda moment: say(moment) if moment else "", expects_localtime=True)


for _say in (saying.day, saying.month, saying.hour, saying.day_and_hour):
    _of_a_moment(_say)


@register.filter(expects_localtime=True)
def whose_clock(moment):
    """In words, for letters: nobody knows what "-05" is."""
    return in_zone(timezone.get_current_timezone_name(), moment)
