"""The allow-list of HTML-1, written a second time on purpose: what may come out of any text, whatever went in."""

import re
from urllib.parse import urlsplit

from lxml import html

ELEMENTS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "a",
        "br",
        "hr",
    ),
    *("small", "img", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"id", "data-s"},
    "th": {"scope"},
    "img": {"src", "alt"},
    "div": {"class", "tabindex"},
    "p": {"class"},
    "h2": {"id"},
    "h3": {"id"},
}
CLASSES = {"text", "scroll", "note", "flow", "values", "doors", "steps"}
TAKEN = {"main", "errors", "toc", "plait"}


def faults(markup):
    """Everything in this HTML that should not be there."""
    if not markup.strip():
        return []
    return [fault for element in html.fragments_fromstring(f"<div>{markup}</div>")[0].iter() for fault in _of(element)]


def _of(element):
    if not isinstance(element.tag, str):
        yield f"a {type(element).__name__}"
        return
    if element.tag not in ELEMENTS:
        yield f"<{element.tag}>"
    for name, value in element.attrib.items():
        if name not in ATTRIBUTES.get(element.tag, ()):
            yield f"<{element.tag} {name}>"
        if name == "class" and not set(value.split()) <= CLASSES:
            yield f"class {value}"
        if name == "id" and (value in TAKEN or not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value)):
            yield f"id {value}"
        if name == "href" and not _may_lead_to(value):
            yield f"href {value}"
        if name == "src" and not re.fullmatch(r"/static/(?!.*(\.\.|//))[\w./-]+", value):
            yield f"src {value}"
    if re.search("[\u202a-\u202e\u2066-\u2069]", (element.text or "") + (element.tail or "")):
        yield "a change of direction"


def _may_lead_to(address):
    if re.fullmatch(r"#[a-z0-9-]+|/(en|fr)/([^\\\s]*)", address):
        return "//" not in address
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return re.fullmatch(r"[^\s@?]+@[a-z0-9.-]+", parts.path) is not None and not parts.query
    host = re.fullmatch(r"[a-zA-Z0-9.-]+(:\d{1,5})?", parts.netloc)
    return parts.scheme in ("https", "http") and host is not None and not re.search(r"[\s\\<>\"]", address)
