"""What every template may ask of the pages: their addresses, their texts, and Markdown made safe."""

from django import template
from django.utils.translation import get_language

from ggsn.pages.addresses import Places
from ggsn.pages.markdown import to_html
from ggsn.pages.texts import public_text

register = template.Library()


@register.simple_tag(takes_context=True)
def page_url(context, key):
    """The address of the page with this key, in the reader's language; of the home page where there is none."""
    request = getattr(context, "request", None)
    if request is None:
        return Places().page_address(key)
    if getattr(request, "places", (None,))[0] != get_language():
        request.places = (get_language(), Places())
    return request.places[1].page_address(key)


@register.simple_tag(takes_context=True)
def page_text(context, key):
    """`{% page_text "members" as text %}`: what a public page says, in the reader's language if it has it, or None.

    `text.title`, `text.lede`, `text.html_lang` as with in_reader_language; `text.body` is safe HTML. Show the whole
    with `{% include "pages/_prose.html" with text=text only %}`.
    """
    request = getattr(context, "request", None)
    if request is None:
        return public_text(key, get_language())
    if not hasattr(request, "page_texts"):
        request.page_texts = {}
    told = (key, get_language())
    if told not in request.page_texts:
        request.page_texts[told] = public_text(*told)
    return request.page_texts[told]


@register.filter
def markdown(text, language=None):
    """`{{ resource.summary|markdown }}`, `{{ text.body|markdown:text.lang }}`: safe HTML with typography."""
    return to_html(text, language) if text else ""
