"""What an Office document hides from whoever reads it: words, by themselves or by the style they wear, and drawings.

Not hidden words are the mark at the end of a paragraph, its number, and how something looked before a change.
"""

import re

from lxml import etree

from resources.cleaning.packages import local

# What may wear a style, by which mark, and which kind of style that is.
_WEARING = {"p": "pStyle", "r": "rStyle", "tbl": "tblStyle"}
_KINDS = {"paragraph": "pStyle", "character": "rStyle", "table": "tblStyle"}
_HIDES = {"r": "vanish", "tr": "hidden"}
DRAWINGS = {"cNvPr", "docPr", "shape", "rect", "roundrect", "oval", "group"}
_TEXTS = {"t", "delText"}
_THINGS = {"drawing", "pict", "pic", "graphicFrame", "blip", "chart", "relIds", "contentPart", "sym", "imagedata"}
_THINGS |= {"footnoteReference", "endnoteReference"}
# A letter without styles of its own.
NO_STYLES = {mark: set() for mark in _KINDS.values()}


def styles_that_hide(root):
    """By the mark that says which style is worn, those that hide what wears them; "" for what wears none."""
    hiding = {mark: set() for mark in _KINDS.values()}
    for_all = any(_hides(properties) for properties in root.iter("{*}rPrDefault"))
    hiding["pStyle"] |= {""} if for_all else set()
    styles = {(_value(style, "type"), _value(style, "styleId")): style for style in root.iter("{*}style")}
    for (kind, name), style in styles.items():
        if kind in _KINDS and _hides_by_itself_or_another(kind, name, styles, for_all and kind == "paragraph"):
            hiding[_KINDS[kind]] |= {name, ""} if _is_on(_value(style, "default", "0")) else {name}
    return hiding


def _hides_by_itself_or_another(kind, name, styles, for_all):
    """As it says itself, or the nearest it is made from that says it, or at last what holds for all."""
    seen = set()
    while (kind, name) in styles and name not in seen:
        seen.add(name)
        style = styles[kind, name]
        says = _hides(style)
        if says is not None:
            return says
        name = next((_value(child, "val") for child in style if local(child.tag) == "basedOn"), None)
    return for_all


def _hides(style):
    """Whether it says that it hides, or shows; None where it says neither. Of a table, any part of it counts."""
    says = [_is_on(_value(mark, "val")) for mark in style.iter("{*}vanish") if _is_of_words(mark)]
    return any(says) if says else None


def _is_of_words(mark):
    around = mark.getparent().getparent()
    return around is None or local(around.tag) not in {"pPr", "rPrChange"}


def hides_words(element, hiding):
    """Whether this run, paragraph, table or row of one hides something to read; `hiding` are the styles that do."""
    name = local(element.tag)
    if name not in _WEARING and name not in _HIDES:
        return False
    properties = (child for child in element if local(child.tag) == f"{name}Pr")  # a formula has two
    says = {local(said.tag): _value(said, "val") for child in properties for said in child}
    if name in _HIDES and _HIDES[name] in says:
        return _is_on(says[_HIDES[name]]) and _says_something(element)
    return name in _WEARING and says.get(_WEARING[name], "") in hiding[_WEARING[name]] and _says_something(element)


def hides_drawing(properties):
    """Whether the drawing that is described here is hidden, as with the eye in the list of what is on a slide."""
    if re.search(r"visibility\s*:\s*hidden", properties.get("style", ""), re.I):  # one of the older kind
        return _says_something(properties)
    if not _is_on(properties.get("hidden", "0")):
        return False
    around = (around for around in properties.iterancestors() if not local(around.tag).startswith("nv"))
    return _says_something(next(around, properties))


def _says_something(element):
    for inside in element.iter(etree.Element):
        name = local(inside.tag)
        if (name in _THINGS or (name in _TEXTS and (inside.text or "").strip())) and not _is_shown(inside, element):
            return True
    return False


def _is_shown(inside, element):
    """Whether the run it stands in is shown, whatever holds around it."""
    run = inside.getparent()
    if run is None or inside is element or run is element:
        return False
    marks = (mark for properties in run if local(properties.tag) == "rPr" for mark in properties)
    return any(local(mark.tag) == "vanish" and not _is_on(_value(mark, "val")) for mark in marks)


def _is_on(value):
    return value not in {"0", "false", "off"}


def _value(element, name, otherwise=""):
    return next((value for key, value in element.attrib.items() if local(key) == name), otherwise)
