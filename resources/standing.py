"""What a resource says now, and what somebody has typed of it, laid over that.

A draft keeps what its contributor typed and nothing else, so that what is changed at the desk meanwhile stays changed.
Of each answer it keeps a mark of what stood there then: where something else stands now, that is said before it is
sent. Who sees it becomes wider only by a choice that was made after the desk made it less.
"""

import re
from functools import cached_property

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from members.models import Visibility
from resources.forms import ResourceForm
from resources.models import ShownAs

LEAST = {"visibility": Visibility.MEMBERS, "shown_as": ShownAs.MEMBER}
WIDEST = {"visibility": Visibility.PUBLIC, "shown_as": ShownAs.NAME}


def mark(values):
    """The same for answers that say the same, however their lines end and whatever was ticked first. It says nothing
    of them, nor can it be guessed at without the key: what the desk has taken out may be a name."""
    said = sorted(filter(None, (value.replace("\r\n", "\n").strip() for value in values)))
    return salted_hmac("resources.standing", "\0".join(said)).hexdigest()[:12]


def marks_in(text):
    """{field: mark} as a page carries them, and nothing else that comes in their place."""
    return dict(re.findall(r"(\w+):([0-9a-f]{12})(?!\S)", text))


class Standing:
    """The answers of a resource as it is, before anything that was typed is tried on it."""

    def __init__(self, resource, draft):
        self._resource, self._language = resource, draft.language if draft else None
        self.drafted, self.began_with = (draft.answers, draft.began_with) if draft else ({}, {})
        self.says_something = resource.has_title
        # What says who sees it is asked for on more pages than all the rest, which takes many questions.
        self._at_hand = {name: [getattr(resource, name)] for name in ["kind", *LEAST]}
        if not self.says_something:
            self._at_hand["visibility"] = []

    @cached_property
    def _form(self):
        return ResourceForm(instance=self._resource, language=self._language)

    @property
    def offered(self):
        return self._form.offered

    @cached_property
    def answers(self):
        return answers_in(self._form)

    def _now(self, name):
        return self._at_hand[name] if name in self._at_hand else self.answers.get(name, [])

    def mark(self, name):
        return mark(self._now(name))

    def _marks(self, name):
        """Topics are called otherwise in another language, and are the same."""
        marks = {self.mark(name)}
        for code, _name in settings.LANGUAGES if name == "tags" else []:
            with override(code):
                marks.add(mark([", ".join(map(str, self._form.initial.get("tags", [])))]))
        return marks

    def _has_changed(self, name):
        """Whether what was typed is not what stands, and that is not what stood there then."""
        return not self._marks(name) & {mark(self.drafted[name]), self.began_with.get(name)}

    @property
    def changed(self):
        """The names of the answers that were typed and have changed since.

        Drafts from before that was noted hold all the answers: then that is every one that is not what stands.
        """
        typed = self.drafted.keys() & self.answers.keys() if self.says_something else set()
        return {name for name in typed if self._has_changed(name)}

    @property
    def held(self):
        """Of these, those in which what stands holds: it is for fewer people."""
        typed = self.drafted.keys() & LEAST.keys() if self.says_something else set()
        return {name for name in typed if self._may_be_for_fewer(name) and self._has_changed(name)}

    def _may_be_for_fewer(self, name):
        """What stands is not, where it is for the most people, or the fewest were chosen."""
        return self._now(name) != [WIDEST[name]] and self.drafted[name][-1:] != [LEAST[name]]

    @property
    def replaced(self):
        """Those in which what was typed takes the place of what stands, once its contributor has seen that."""
        return self.changed - self.held

    @property
    def is_noted(self):
        """Whether it is known of all of them what they began with."""
        return self.changed <= self.began_with.keys()

    def with_typed(self):
        held = self.held
        return {**self.answers, **{name: values for name, values in self.drafted.items() if name not in held}}

    def last(self, name):
        """The same, of one answer."""
        values = self.drafted[name] if name in self.drafted.keys() - self.held else self._now(name)
        return (values or [""])[-1]

    def keeping(self, typed, shown):
        """(answers, began_with) of a draft once this was `typed` on a page that had `shown` these marks."""
        answers, began_with = dict(self.drafted), dict(self.began_with)
        for name, values in typed.items():
            stood = shown.get(name) or self.mark(name)
            if self.says_something and mark(values) == stood:
                answers.pop(name, None)
                began_with.pop(name, None)
            elif name in LEAST or name not in answers:
                answers[name], began_with[name] = values, stood
            else:  # the page showed what had been typed before, and not what stood there
                answers[name] = values
        return answers, began_with


def answers_in(form):
    """What a form begins with, as if it had been typed."""
    answers = {}
    for name, field in form.fields.items():
        value = field.widget.format_value(form[name].value()) if name != "consent" else None
        values = value if isinstance(value, list | tuple) else [value]
        answers[name] = [str(value) for value in values if value not in {None, ""}]
    return answers
