"""What every kind of message says of itself, and the list of all kinds.

A kind is a class in this package and a folder of templates, templates/outreach/<name>/: `subject.txt` and `body.txt`
for mail, `slack.txt` where it also goes to Slack. Templates are rendered when the message leaves, in the reader's
language and on the reader's clock.
"""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Member

# In these minutes a slip can be mended: an announcement taken back, a meeting's hour corrected.
HELD_FOR = datetime.timedelta(minutes=10)
DIGEST = "digest"

_kinds = {}


def at(name, *values):
    """The whole address of a page, in the active language."""
    return settings.SITE_URL + reverse(name, args=values)


def in_one_line(thing):
    return " ".join(str(thing).split())


class Kind:
    """One kind of message, about one thing of `model`.

    `topic` says which wish of members it follows; without one it is a letter of service that always goes. Nothing here
    is asked before the message leaves, but for `topic` and `latest`.
    """

    name = ""
    label = ""
    model = None
    topic = None
    # In a list of news its title alone would not say what happened.
    says_what_happened = False
    # To `reader(thing)`, member or not: it asks for no account, follows no wish, and goes in spite of quiet.
    is_direct = False

    def find(self, about):
        return self.model._default_manager.filter(pk=about).first()

    def why_not(self, thing):
        """Why this is no longer worth saying to anybody, in a word for the desk; None while it is."""
        return None

    def reader(self, thing):
        """To whom it goes where it is direct: whoever it is has an `email` and a `language`."""
        raise NotImplementedError

    def edition(self, thing):
        """Which message of a direct kind is the last one about this thing; None where each is worth saying."""
        return None

    def readers(self, thing):
        """All to whom it is told."""
        return Member.objects.accepted()

    def may_read(self, member, thing):
        """Whether this person may know of it now: asked of the same queryset as the page it leads to."""
        raise NotImplementedError

    def latest(self, thing):
        """When it would come too late; None where it may wait for any morning."""
        return None

    def line(self, thing):
        """The news in one line, in the active language: with its title, for mails never reach others."""
        raise NotImplementedError

    def text(self, thing):
        """The news itself, for those who want it whole in their mail."""
        return ""

    def address(self, thing):
        return settings.SITE_URL + thing.get_absolute_url()

    def languages(self, thing):
        """In which it is said where all read the same, as in Slack."""
        return [code for code, _name in settings.LANGUAGES]

    def slack_address(self, thing):
        """An address that tells no title, for others keep what is said there."""
        return self.address(thing)

    def facts(self, thing):
        """What the templates need beside `thing`, `line`, `text`, `address` and `member`."""
        return {}


def register(kind):
    """A decorator: from now on messages of this kind can be said."""
    _kinds[kind.name] = kind()
    return kind


def find_kind(name):
    return _kinds[name]


def all_kinds():
    return list(_kinds.values())


def is_direct(name):
    return name in _kinds and _kinds[name].is_direct


def label_of(name):
    """What the desk calls messages of this kind."""
    if name == DIGEST:
        return _("News, together")
    return _kinds[name].label if name in _kinds else _("Letter")
