"""Markdown for the whole portal, through one allow-list.

What people type is kept as they typed it and made safe each time it is shown, so that better rules also protect old
texts. Raw HTML is never HTML. Links lead to https, http and mail addresses, to a heading of the same text, or to places
of our own (`page:about#values`, `term:empowerment`, `room:library`); whatever else was linked is plain text. Images are
shown only from our own static files. Where a link says one host and leads to another, the real one stands beside it.
"""

import hashlib
import re
from dataclasses import dataclass

import nh3
from django.conf import settings
from django.core.cache import caches
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ggsn.pages.addresses import Places
from ggsn.pages.links import BIDI, deceives, destination, is_our_image, may_stay
from members.typography import typeset

# A text with more marks or lines than this is no writing any more: it is shown as it was typed, at next to no cost.
MOST_MARKS, MOST_CHARACTERS = 20_000, 400_000

TAGS = set("p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong a br hr small img div".split()) | set(
    "table thead tbody tr th td".split()
)
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"scope"}, "img": {"src", "alt"}, "div": {"tabindex"}}
CLASSES = {"p": {"text"}, "div": {"text", "scroll", "note", "flow"}}
SCHEMES = {"https", "http", "mailto"}

# Anchors that would take the place of something in the page around the text.
TAKEN_ANCHORS = {"main", "errors", "errors-title", "plait", "k", "ka", "kb", "toc", "content", "csrfmiddlewaretoken"}

_ANCHOR = re.compile(r"[ \t]*\{#([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}[ \t]*$")
_BARE = re.compile(r"https://[^\s<>\"«»“”]+|\{\{ contact_address \}\}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKS = re.compile(r"[\[\]!*_`<>&\\|~#\n]")
_OPAQUE = "\ufffc"

_parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
_parser.validateLink = lambda address: True  # decided in _link, where a refused link becomes plain text


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it: `title` and `html` are safe HTML, `name` is the title as plain text."""

    id: str
    title: str
    name: str
    html: str
    parts: tuple = ()
    paper: str = ""  # the section its heading leads to, where that is a link of ours

    @property
    def is_steps(self):
        return self.id == "steps" or self.id.endswith("-steps")

    @property
    def all(self):
        """Everything under the heading, the headings inside included."""
        inside = "".join(f'<h3 id="{part.id}">{part.title}</h3>{part.html}' for part in self.parts)
        return mark_safe(self.html + inside)


@dataclass(frozen=True)
class Text:
    """A text cut where its headings are: what comes before the first h2, then a part for each h2."""

    intro: str
    sections: tuple = ()

    @property
    def html(self):
        sections = (f'<h2 id="{section.id}">{section.title}</h2>{section.all}' for section in self.sections)
        return mark_safe(self.intro + "".join(sections))

    def anchors(self):
        return {part.id for section in self.sections for part in (section, *section.parts)}


@dataclass(frozen=True)
class Manner:
    """How a text is to be shown. `is_page` gives headings their anchors and quotations the look of a note."""

    language: str
    is_page: bool = False
    has_measure: bool = False  # each block at reading width, where the text does not stand in a narrow column
    among_members: bool = False  # may lead to members' pages


def to_html(source, language=None):
    """A text of a member, a meeting, a term: safe HTML, its headings from h2 down, without anchors."""
    language = language or getattr(source, "lang", None) or get_language() or settings.LANGUAGE_CODE
    return kept(getattr(source, "source", source), Manner(language)).html


def kept(source, manner):
    """The text, rendered once and kept until the next change of content (the addresses in it may change)."""
    digest = hashlib.sha256(f"{manner}{source}".encode("utf-8", "surrogatepass")).hexdigest()
    return caches["kept"].get_or_set(f"markdown-{digest}-{get_language()}", lambda: render(source, manner), None)


def render(source, manner):
    source = _CONTROLS.sub("\ufffd", str(source or "").replace("\r\n", "\n").replace("\r", "\n"))
    if len(source) > MOST_CHARACTERS or sum(1 for _mark in _MARKS.finditer(source)) > MOST_MARKS:
        return Text(_as_typed(BIDI.sub("", source)))
    tokens, places = _parser.parse(source), Places()
    _settle_headings(tokens, manner)
    for token in tokens:
        if token.type == "inline":
            token.children = _typeset(list(_links(token.children, manner, places)), manner.language)
        elif token.type in ("fence", "code_block"):
            token.content, token.info = BIDI.sub("", token.content), ""
        elif token.type in ("th_open", "td_open"):
            token.attrs = {"scope": "col"} if token.type == "th_open" else {}
    return _cut(tokens, manner)


def _as_typed(source):
    paragraphs = re.split(r"\n[ \t]*\n\s*", source.strip())
    return mark_safe("".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph))


# --- Headings and sections ---


def _settle_headings(tokens, manner):
    """Levels from h2 down without a gap, whatever was typed; anchors as given, or made from the title."""
    level, taken = 1, set(TAKEN_ANCHORS)
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        inline, end = tokens[index + 1], tokens[index + 2]
        given = _take_anchor(inline)
        if token.level:  # a heading in a list or a quotation has no place in the outline
            token.tag = end.tag = "p"
            continue
        level = min(max(2, int(token.tag[1])), level + 1)
        token.tag = end.tag = f"h{level}"
        if level <= 3 and manner.is_page:
            wanted = "" if given.startswith(("t-", "d-")) else given  # the glossary's marks are called so
            token.meta["id"] = _free(wanted or slugify(_plain(inline.children))[:60] or "section", taken)


def _take_anchor(inline):
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text" or not (match := _ANCHOR.search(last.content)):
        return ""
    last.content = last.content[: match.start()]
    return match[1]


def _free(wanted, taken):
    anchor, number = wanted, 1
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    taken.add(anchor)
    return anchor


def _cut(tokens, manner):
    """Cut at h2, and inside at h3."""
    starts = [index for index, token in enumerate(tokens) if "id" in token.meta]
    ends = [*starts[1:], len(tokens)] if starts else []
    sections = []
    for start, end in zip(starts, ends, strict=True):
        heading, inline = tokens[start], tokens[start + 1]
        part = {
            "id": heading.meta["id"],
            "title": _clean(_parser.renderer.render(inline.children, _parser.options, {})),
            "name": _plain(inline.children).strip(),
            "html": _html(tokens[start + 3 : end], manner),
            "paper": next((child.meta["paper"] for child in inline.children if child.meta.get("paper")), ""),
        }
        if heading.tag == "h2":
            sections.append((part, []))
        else:
            sections[-1][1].append(Part(**part))
    intro = _html(tokens[: starts[0]] if starts else tokens, manner)
    return Text(intro, tuple(Part(**part, parts=tuple(parts)) for part, parts in sections))


# --- Blocks ---


def _html(tokens, manner):
    return _clean(_parser.renderer.render(list(_blocks(tokens, manner)), _parser.options, {}))


def _blocks(tokens, manner):
    """Blocks in the design's dress: measure, notes, tables and code that scroll by themselves."""
    for token in tokens:
        measure = "text" if manner.has_measure and not token.level else ""
        if token.type in ("blockquote_open", "blockquote_close") and manner.is_page:
            yield _div(token.nesting, f"note flow {measure}".strip())
        elif token.type in ("table_open", "table_close", "fence", "code_block"):
            yield from _wrapped(token, f"scroll {measure}".strip(), tabindex="0")
        elif measure and token.type in ("bullet_list_open", "bullet_list_close", "ordered_list_open"):
            yield from _wrapped(token, measure)
        elif measure and token.type == "ordered_list_close":
            yield from _wrapped(token, measure)
        else:
            if measure and token.type == "paragraph_open":
                token.attrSet("class", measure)
            yield token


def _wrapped(token, classes, **attributes):
    if token.nesting >= 0:
        yield _div(1, classes, **attributes)
    yield token
    if token.nesting <= 0:
        yield _div(-1, "")


def _div(nesting, classes, **attributes):
    attrs = {"class": classes, **attributes} if nesting == 1 else {}
    return Token("div_open" if nesting == 1 else "div_close", "div", nesting, attrs=attrs, block=True)


def _clean(html):
    """The one allow-list. What comes out holds no other element, attribute, class or scheme, whatever went in."""
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return mark_safe(cleaned.strip())


def _attribute(tag, name, value):
    if name == "href":
        return value if may_stay(value) else None
    if name == "src":
        return value if is_our_image(value) else None
    return value


# --- Words and links ---


def _links(children, manner, places):
    """Each link where it may lead, each bare address linked, each image of ours; of the others, the words."""
    opened = None  # the link we are in, with what it says so far
    for token in children:
        if token.type == "image":
            token = _image(token)
        if token.type == "link_open":
            opened = [token]
        elif token.type == "link_close" and opened:
            yield from _link(opened[0], opened[1:], token, manner, places)
            opened = None
        elif opened is not None:
            opened.append(token)
        elif token.type == "text":
            yield from _bare(token.content, manner, places)
        else:
            yield token


def _image(token):
    if not is_our_image(str(token.attrGet("src") or "")):
        return _text(_plain(token.children))
    token.attrs.pop("title", None)
    return token


def _link(start, words, end, manner, places):
    leads_to = destination(str(start.attrGet("href") or ""), places, manner.among_members)
    if leads_to is None:
        yield from words
        return
    start.attrs = {"href": leads_to.address}
    start.meta["paper"] = leads_to.section
    if leads_to.host and "@" not in leads_to.host:
        start.attrs["rel"] = "noreferrer"
    yield start
    yield from words
    yield end
    if leads_to.host and deceives(_plain(words), leads_to.host):
        yield _text(" ")
        yield Token("small_open", "small", 1)
        yield _text(f"({leads_to.host})", is_opaque=True)
        yield Token("small_close", "small", -1)


def _bare(content, manner, places):
    """The https addresses in running text as links; in pages, the address to write to where it is asked for."""
    position = 0
    for found in _BARE.finditer(content):
        words = found[0]
        if words.startswith("{"):
            words = settings.CONTACT_ADDRESS if manner.is_page else words
            address, until = f"mailto:{words}", found.end()
        else:
            words = _without_trailing(words)
            address, until = _parser.normalizeLink(words), found.start() + len(words)
        leads_to = destination(address, places)
        if leads_to is None:
            continue
        yield _text(content[position : found.start()])
        start = Token("link_open", "a", 1, attrs={"href": address}, info="auto", markup="linkify")
        yield from _link(start, [_text(words, is_opaque=True)], Token("link_close", "a", -1), manner, places)
        position = until
    yield _text(content[position:])


def _without_trailing(address):
    address = address.rstrip(".,;:!?'’…*_)]}") if "(" not in address else address.rstrip(".,;:!?'’…*_")
    return address


def _text(content, is_opaque=False):
    return Token("text", "", 0, content=content, meta={"opaque": True} if is_opaque else {})


def _plain(children):
    """The words of some inline tokens, without their marks."""
    return "".join(
        _plain(token.children or [])
        if token.type == "image"
        else " "
        if token.type in ("softbreak", "hardbreak")
        else token.content
        for token in children
    )


def _typeset(children, language):
    """Typography over the whole run of text, so that it holds across emphasis and links; never in code or addresses."""
    in_autolink = False
    run = []
    for token in children:
        if token.type in ("link_open", "link_close"):
            in_autolink = token.nesting == 1 and token.info == "auto"
        if token.type in ("text", "code_inline"):
            token.content = BIDI.sub("", token.content)
            is_words = token.type == "text" and not in_autolink and "opaque" not in token.meta
            run.append(token.content if is_words else _OPAQUE * len(token.content))
        else:
            run.append("\n" if token.type in ("softbreak", "hardbreak") else "")
    after, position = typeset("".join(run), language), 0
    for token, piece in zip(children, run, strict=True):
        if piece and token.content == piece:
            token.content = after[position : position + len(piece)]
        position += len(piece)
    return children


# --- What a text holds, for those who check it ---


def anchors_in(source):
    """The anchors of the headings of a page."""
    tokens = _parser.parse(source)
    _settle_headings(tokens, Manner("en", is_page=True))
    return {token.meta["id"] for token in tokens if "id" in token.meta}


def links_in(source):
    """Each address linked to, as it was written, with the number of its line counted from 0."""
    for token in _parser.parse(source):
        if token.type != "inline":
            continue
        line = token.map[0]
        for child in token.children:
            if child.type == "link_open":
                yield str(child.attrGet("href") or ""), line
            elif child.type in ("softbreak", "hardbreak"):
                line += 1
