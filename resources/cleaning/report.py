"""What cleaning has to say: what was found, what no machine can take out, and why a file is not taken.

The modules that open files only know codes; sentences.py has the words, for whoever reads them in their language.
"""

import errno
import os

from members.keyed_links import carries_a_key, holds_a_key

# What comes out of a hostile file stays small.
MOST_NAMES, LONGEST_NAME, MOST_WORDS = 50, 100, 200_000


_FULL = {errno.ENOSPC, errno.EDQUOT}


def is_full(error):
    """Whether this came of a disk without room, whatever was said of it afterwards."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__context__
    return False


def refuse_where_full(said):
    """For programs that only say in words why they failed."""
    for number in _FULL:
        if os.strerror(number) in said:
            raise OSError(number, os.strerror(number))


class _Spoken:
    @property
    def sentence(self):
        """The finding in words; which language is decided when it is shown."""
        # Not at the head: the process that opens files must do without Django.
        from resources.cleaning.sentences import sentence

        return sentence(self.code, self.params)


class Finding(_Spoken):
    """One thing cleaning noticed."""

    def __init__(self, code, params=None):
        self.code, self.params = code, params or {}

    def __eq__(self, other):
        return isinstance(other, Finding) and (self.code, self.params) == (other.code, other.params)

    def __repr__(self):
        return f"Finding({self.code!r}, {self.params!r})"


class Refused(_Spoken, Exception):
    """The file is not taken. The sentence says what is wrong with it, and what to do instead."""

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code, self.params = code, params

    def __str__(self):
        return self.code


class Report:
    """Filled while a file is opened and written anew; travels between the two processes."""

    def __init__(self, kind):
        self.kind = kind
        self.pages = self.seconds = None
        self.words = ""
        self.names = []
        self.has_keyed_link = False
        self._found, self._cannot = {}, {}

    def found(self, code, count=1, **params):
        """Something was there and was taken out. The same thing found again is counted."""
        self._note(self._found, code, count, params)

    def cannot(self, code, count=1, **params):
        """Something is there that stays, and that a person should look at."""
        self._note(self._cannot, code, count, params)

    def name(self, name):
        """Somebody (or something) named in what stays, where the file's author may not expect it."""
        name = shown(name)
        if name and name not in self.names and len(self.names) < MOST_NAMES:
            self.names.append(name)

    def link(self, address):
        """Where a reader who clicks is led."""
        self.has_keyed_link = self.has_keyed_link or carries_a_key(address)

    def as_answer(self):
        return {
            "kind": self.kind,
            "pages": self.pages,
            "seconds": self.seconds,
            "words": self.words.encode("utf-8", "ignore")[:MOST_WORDS].decode("utf-8", "ignore"),
            "names": self.names,
            "keyed": self.has_keyed_link or holds_a_key(self.words),
            "found": list(self._found.items()),
            "cannot": list(self._cannot.items()),
        }

    @staticmethod
    def _note(where, code, count, params):
        noted = where.setdefault(code, {"count": 0})
        noted["count"] += count
        noted.update(params)


def shown(text):
    """A word out of a hostile file, as it may be shown: on one line, without invisible letters, not long."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())[:LONGEST_NAME]
