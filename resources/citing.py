"""How a resource is cited, in the two forms that reference managers read. What people typed is only ever text there."""

import re
import unicodedata

from django.utils.translation import gettext as _

# What BibTeX reads as something else than the letter. Braces are counted by it even behind a backslash.
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
}


class Citation:
    """The facts of one, with the title in the reader's language where it has one."""

    def __init__(self, resource, address):
        self.key = resource.slug_to_show() or f"resource-{resource.pk}"
        self.author = one_line(resource.made_by or resource.shown_contributor or _("a member"))
        self.title = one_line(resource)
        self.language = ", ".join(sorted(language.pk for language in resource.languages.all()))
        self.year = resource.year or (resource.published_at.year if resource.published_at else None)
        self.licence = resource.licence_to_cite
        self.address = address
        self.publisher = _("library of the Global Grassroots Support Network")

    def bibtex(self):
        """One entry. The author is kept whole, as given: groups have no family name to be sorted by."""
        fields = {
            "author": f"{{{_escaped(self.author)}}}",
            "title": f"{{{_escaped(self.title)}}}",
            "year": self.year,
            "howpublished": _escaped(one_line(self.publisher)),
            "note": _escaped(one_line(self.licence)),
            "language": self.language,
            "url": self.address,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    def ris(self):
        fields = [
            ("TY", "GEN"),
            ("AU", self.author),
            ("TI", self.title),
            ("PY", self.year),
            ("PB", one_line(self.publisher)),
            ("LA", self.language),
            ("N1", one_line(self.licence)),
            ("UR", self.address),
        ]
        lines = [f"{tag}  - {value}" for tag, value in fields if value]
        return "\r\n".join([*lines, "ER  - ", ""])


def one_line(text):
    """`text` as one line without control characters: a line of its own would be read as another field."""
    spaced = re.sub(r"\s+", " ", str(text or ""))
    return "".join(letter for letter in spaced if not _steers(letter)).strip()


def _steers(letter):
    """Whether it writes nothing but commands: control characters, and those that turn the direction of a text."""
    return unicodedata.category(letter) == "Cc" or "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"


def _escaped(text):
    return "".join(_BIBTEX.get(letter, letter) for letter in text)
