"""Style sheets and scripts as they are served: what a sheet imports stands in it, without comments, and a page asks
once instead of six times; Django's own without what no page has. As they lie in the repository they do the same, only
slower.
"""

import posixpath
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r"""@import\s+url\(\s*["']?([^"')]+)["']?\s*\)\s*;|@import\s+["']([^"']+)["']\s*;""")
_NO_SPACE_BEFORE = {";", ","}
_NO_SPACE_AFTER = {";", ",", ":", "}"}
# In our own scripts a remark has lines of its own, and no text goes over several lines.
_REMARK = re.compile(r"^[ ]*//.*\n|^[ ]+", re.MULTILINE)
_ADDRESS = re.compile(r"""url\(\s*(["']?)(?![a-z]+:|/|#)([^"')]+)\1\s*\)""")


DJANGO = "admin/css/"
# Names of what Django's own pages have and no page of the desk: its own sign-in, lists side by side to pick from, the
# calendar and the clock, forms as tables, maps, the side bar, files in fields, lists of mistakes, pictures for the
# choice of light or dark; and tags that none of its pages has.
ABSENT = re.compile(
    r"[.#](?:actionlist|add-row|base-svgs|calendar|cancel-link|clearable-file|clock|colMS|colSM|content-related|date-"
    r"|datetime|dj_map|errorlist|file-upload|flatpages|help-icon|help-tooltip|hiddenfields|list-footer|literal-block"
    r"|login|logout-form|mini|monospace|nav-sidebar|olMap|radiolist|related-(?:lookup|widget-wrapper-link)"
    r"|row-form-errors|search-label|selector|small\b|stacked|subhead|tabular|timelist|timezonewarning|toplinks|vBig"
    r"|vCheckboxField|vDate|vForeignKey|vPositive|vSelect|vTime|vUUID|vXML|wide|inline(?:change|view)link|xfull)"
)
ABSENT_TAGS = {"blockquote", "h4", "h5", "hr", "img", "pre", "tfoot"}
ABSENT_KINDS = {
    *["[type=button]", "[type=password]", "[type=tel]", "[disabled]", "[multiple]"],
    *["td ul", "table p", "code strong", "ul.inline", "p.help", "div.help ul", "div.help li", ".required label"],
    *["tr.alt", ".related-widget-wrapper ul", "input + div.help", "textarea + div.help", "select + div.help"],
    *["label + div.help", ".module dl", ".module ol"],
}
_TAG = re.compile(rf"(?<![\w.#:-])(?:{'|'.join(sorted(ABSENT_TAGS))})(?![\w-])")

# The rule in which Django gives its own colours: the desk's sheet gives each of them anew.
OTHER_COLOURS = "[data-theme="


class JoinedSheets(CompressedManifestStaticFilesStorage):
    """`collectstatic` with this writes out the imports of the sheets in JOINED, and the SCRIPTS without remarks."""

    JOINED = ("ggsn/admin.css",)
    SCRIPTS = ("ggsn/desk.js", "ggsn/site.js")

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            for name in [*self.JOINED, *self.SCRIPTS]:
                self.delete(name)
                self.save(name, ContentFile(written_out(name).encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def written_out(name):
    """The text of a sheet or a script as it is served."""
    return joined(name) if name.endswith(".css") else _REMARK.sub("", Path(finders.find(name)).read_text("utf-8"))


def joined(name):
    """The text of a sheet with all that it imports in its place; addresses are still relative to the sheet.

    Of Django's sheets without the rules for what the desk has none of: a third of all there is. Raises
    FileNotFoundError for a sheet that there is not: another version of Django may have renamed its own.
    """
    from tinycss2 import parse_component_value_list  # of no use to those who only serve

    return _text(parse_component_value_list(_written_out(name, posixpath.dirname(name)), skip_comments=True))


def _in_use_of(text):
    """Those rules of one of Django's sheets that some page of the desk has use for."""
    from tinycss2 import parse_stylesheet

    return "".join(_rules(parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))


def _rules(rules):
    from tinycss2 import parse_rule_list

    for rule in rules:
        if rule.type == "qualified-rule" and OTHER_COLOURS not in _text(rule.prelude):
            if selectors := ",".join(_in_use(rule.prelude)):
                yield f"{selectors}{{{_text(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media":
            if inner := "".join(_rules(parse_rule_list(rule.content, skip_whitespace=True))):
                yield f"@media {_text(rule.prelude)}{{{inner}}}"
        elif rule.type == "at-rule":
            yield rule.serialize()


def _in_use(prelude):
    """The selectors of a rule, without those that name a part of a page that no page of the desk has."""
    selector = []
    for node in [*prelude, ","]:
        if node != ",":
            selector.append(node)
            continue
        if not names_absent(_text(part for part in selector if getattr(part, "lower_name", "") != "not")):
            yield _text(selector)
        selector = []


def names_absent(selector):
    """Whether a selector, without what it excludes, names something that no page of the desk has."""
    return bool(ABSENT.search(selector) or _TAG.search(selector) or any(kind in selector for kind in ABSENT_KINDS))


def _text(nodes):
    return "".join(_close(nodes)).strip()


def _close(nodes):
    """The parts of a sheet as text, without the space that says nothing: it does between two words, and before a colon
    (`.a :hover` is another than `.a:hover`)."""
    last, waiting = ";", False
    for node in nodes:
        if node.type == "whitespace":
            waiting = last not in _NO_SPACE_AFTER
            continue
        is_block = node.type == "{} block"
        text = f"{{{''.join(_close(node.content))}}}" if is_block else node.serialize()
        if waiting and not is_block and text not in _NO_SPACE_BEFORE:
            yield " "
        yield text
        last, waiting = "}" if is_block else text, False


def _written_out(name, home):
    place = finders.find(name)
    if place is None:
        raise FileNotFoundError(f"There is no style sheet {name}.")
    here = posixpath.dirname(name)

    def imported(match):
        return _written_out(posixpath.normpath(posixpath.join(here, match[1] or match[2])), home)

    def moved(match):
        return f"url({posixpath.relpath(posixpath.join(here, match[2]), home)})"

    with open(place, encoding="utf-8") as file:
        text = file.read()
    # Imports stand first in a sheet, and what they bring has addresses of its own that are right already.
    end = max((match.end() for match in _IMPORT.finditer(text)), default=0)
    own = _ADDRESS.sub(moved, text[end:])
    return _IMPORT.sub(imported, text[:end]) + (_in_use_of(own) if name.startswith(DJANGO) else own)
