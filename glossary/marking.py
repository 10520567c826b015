"""Terms marked where they first occur in each section of a text, each with its definition beside it.

Works on HTML that is already safe and adds nothing but links to the definitions and the definitions themselves. What is
in a link, a heading, code, a quotation, a note, a door, or a passage in another language stays as it is.
"""

import re
import zlib
from copy import deepcopy
from dataclasses import dataclass

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from lxml import etree
from lxml import html as lxml_html

from glossary.matching import Matcher
from glossary.models import Term
from glossary.words import fold

_UNTOUCHED = frozenset(
    "a h1 h2 h3 h4 h5 h6 code pre kbd samp blockquote aside abbr dfn button label legend summary select textarea "
    "script style svg math q cite".split()
)
_CONTAINERS = frozenset("div section article main details".split())
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# In Markdown source: code, addresses of links, autolinks.
_NOT_WORDS = re.compile(r"```.*?```|`[^`\n]*`|(?<=\])\([^)\s]*\)|<[^>\n]*>", re.S)


@dataclass(frozen=True)
class Hint:
    """Something an editor may want to know about a word they wrote."""

    word: str
    text: object  # the TermText

    @property
    def is_avoided(self):
        return self.text.is_avoided


class Marker:
    """Marks texts of one language for readers of one language. Made once, kept until the next change of content."""

    def __init__(self, language, reader):
        self.language, self.reader = language, reader
        self._glosses = {}
        texts = [term.text(language) for term in Term.objects.published().order_by("key")]
        self.matcher = Matcher(
            language,
            [
                (form, text)
                for text in texts
                if text.name and text.definition and not text.is_avoided
                for form in (text.name, *text.variants)
            ],
        )
        self.rules = Matcher(
            language,
            [
                (form, text)
                for text in texts
                if text.is_avoided or (text.is_kept and text.rule_note)
                for form in (text.name, *text.variants)
            ],
        )
        # The forms a kept term has in the language it comes from: only these are words of that language.
        self._foreign = {
            text.term.key: {fold(form) for form in (own.name, *own.variants)}
            for text in texts
            if text.name_lang != language
            for own in [text.term.text(text.name_lang)]
        }

    def mark(self, html, section=""):
        """`html` with its terms marked. A `h2` begins a new section; `section` names the first one, in the ids."""
        if not self.matcher:
            return html
        root = _parse(html)
        base = section or next(iter(root.xpath(".//@id")), None) or f"{zlib.crc32(html.encode()):x}"
        number, count, seen, glosses = base, 0, set(), {}
        for kind, element in list(_places(root, self.language)):
            if kind == "section":
                count += 1
                number, seen = element.get("id") or f"{base}-{count}", set()
                continue
            text = element.text if kind == "text" else element.tail
            first = []
            for found in self.matcher.find(text):
                if found.term.term.key not in seen:
                    seen.add(found.term.term.key)
                    first.append(found)
            if first:
                parent = element if kind == "text" else element.getparent()
                self._link(element, kind, text, first, number)
                place = _block_of(parent, root)
                glosses.setdefault(place, []).extend(self._gloss(found.term, number) for found in first)
        if not glosses:
            return html
        for (block, is_inside), asides in glosses.items():
            _place(block, is_inside, asides, root)
        return mark_safe(lxml_html.tostring(root, encoding="unicode")[len("<div>") : -len("</div>")])

    def hints(self, source):
        """What an editor may want to know about a text in Markdown, each term once, in the order of the text."""
        readable = _NOT_WORDS.sub(lambda match: " . " * (len(match[0]) // 3 + 1), source)
        hints = {}
        for found in self.rules.find(readable):
            hints.setdefault(found.term.term.key, Hint(readable[found.start : found.end], found.term))
        return list(hints.values())

    def _link(self, element, kind, text, first, number):
        """Cut the text where the terms are, and put links there."""
        parent = element if kind == "text" else element.getparent()
        index = 0 if kind == "text" else parent.index(element) + 1
        before = text[: first[0].start]
        if kind == "text":
            element.text = before
        else:
            element.tail = before
        ends = [found.start for found in first[1:]] + [len(text)]
        for offset, (found, until) in enumerate(zip(first, ends, strict=True)):
            key = found.term.term.key
            link = etree.Element("a")
            link.set("class", "term")
            link.set("id", f"t-{key}-{number}")
            link.set("href", f"#d-{key}-{number}")
            if fold(found.form) in self._foreign.get(key, ()):
                link.set("lang", found.term.name_lang)
            link.text = text[found.start : found.end]
            parent.insert(index + offset, link)
            link.tail = text[found.end : until]

    def _gloss(self, text, number):
        key = text.term.key
        if key not in self._glosses:
            self._glosses[key] = self._make_gloss(text)
        aside = deepcopy(self._glosses[key])
        aside.set("id", f"d-{key}-{number}")
        aside[-1].set("href", f"#t-{key}-{number}")
        return aside

    def _make_gloss(self, text):
        """The definition's first paragraph, after the term: its own blocks would not fit into a note."""
        with override(self.reader):
            address = text.term.get_absolute_url()
        with override(self.language):
            aside = _parse(render_to_string("glossary/_gloss.html", {"text": text, "address": address}))[0]
        name, *blocks = aside.xpath("./*[not(self::a)]")
        paragraph = next((block for block in blocks if block.tag == "p"), None)
        if paragraph is not None:
            name[-1].tail = (name[-1].tail or "").rstrip() + " " + (paragraph.text or "")
            name.extend(list(paragraph))
        for block in blocks:
            aside.remove(block)
        aside.tail = None
        return aside


def marker(language=None):
    reader = get_language()
    language = language or reader
    return caches["kept"].get_or_set(f"glossary-marker-{language}-{reader}", lambda: Marker(language, reader), None)


def mark_terms(html, language=None, section=""):
    return marker(language).mark(conditional_escape(html), section)


def _parse(html):
    parser = lxml_html.HTMLParser(huge_tree=True)
    return lxml_html.fragment_fromstring(_CONTROLS.sub("", str(html)), create_parent="div", parser=parser)


def _places(root, language):
    """Where words may be marked, in the order of the text: ("text" or "tail", element); ("section", h2) in between."""
    if _has_words(root.text):
        yield "text", root
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element is root:
            continue
        if event == "end":
            if _has_words(element.tail):
                yield "tail", element
            continue
        if element.tag == "h2":
            yield "section", element
        spoken = element.get("lang")
        if (
            element.tag in _UNTOUCHED
            or _has_class(element, "note")
            or (spoken and spoken.partition("-")[0] != language.partition("-")[0])
        ):
            walk.skip_subtree()
        elif _has_words(element.text):
            yield "text", element


def _has_words(text):
    return text is not None and not text.isspace() and text != ""


def _block_of(element, root):
    """Where a definition of a word in `element` may stand: (after this block, False) or (at the end of this one, True).

    Beside a paragraph; after the whole list or table when the word is in one.
    """
    if element is root or _is_container(element):
        return element, True
    while not _is_container(element.getparent()):
        element = element.getparent()
    return element, False


def _is_container(element):
    parent = element.getparent()
    if parent is None:
        return True
    in_order = parent.tag != "dl" and not _has_class(element, "scroll")
    return element.tag in _CONTAINERS and in_order


def _has_class(element, *names):
    return not set(names).isdisjoint((element.get("class") or "").split())


def _place(block, is_inside, asides, root):
    if is_inside:
        block.extend(asides)
        return
    parent = block.getparent()
    tail, block.tail = block.tail, None
    if block.tag == "p" and parent is root:
        pair = etree.Element("div")
        pair.set("class", "glossed")
        parent.replace(block, pair)
        pair.append(block)
        if len(asides) > 1:
            notes = etree.SubElement(pair, "div")
            notes.extend(asides)
        else:
            pair.append(asides[0])
        pair.tail = tail
        return
    index = parent.index(block)
    for offset, aside in enumerate(asides, 1):
        parent.insert(index + offset, aside)
    asides[-1].tail = tail
