"""A contribution in steps. Each step is kept as it was typed, whether it is right yet or not, so that nothing is lost
by going back, by stopping, or by a line that breaks. What comes last is to read it all again, and to send it.
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as localized

from members.models import Visibility
from resources.duplicates import alike
from resources.forms import FACETS, LINKS, TEXTS, ResourceForm
from resources.guidelines import speaks_of_offers
from resources.history import keep_version
from resources.links import refuse_keys
from resources.models import Draft, Kind, State
from resources.models.library import any_language
from resources.standing import Standing
from resources.weights import weight


@dataclass(frozen=True)
class Step:
    """One page of the form. Its `name` is that of its address; the fields of texts exist for each language."""

    name: str
    title: Promise
    fields: tuple
    per_language: tuple = ()

    @property
    def template(self):
        return f"resources/steps/{self.name}.html"

    def names(self):
        codes = [code for code, _name in settings.LANGUAGES]
        return [*(localized(text, code) for code in codes for text in self.per_language), *self.fields]

    def typed(self, sent):
        """What was sent of its fields, and of no others; what was not ticked is empty."""
        # No database keeps the character NUL, and nobody types it.
        return {name: [value.replace("\x00", "") for value in sent.getlist(name)] for name in self.names()}


WHAT = Step("edit", _("What it is"), ("kind", "languages"))
TEXT = Step("text", _("The text"), (), tuple(TEXTS))
WHERE = Step(
    "where",
    _("Where it is, and what it is about"),
    (
        *(name for number in LINKS for name in (f"link_{number}", f"link_{number}_label")),
        *("drive_folder", "made_by", "year", "tags", *FACETS),
    ),
)
FILES = Step("files", _("Files"), ())  # a page of its own: resources/files/views.py
AUDIENCE = Step("audience", _("Who sees it"), ("visibility", "shown_as", "licence", "needs_care"))
CHECK = Step("check", _("Read it again, and send it"), ("consent",))
STEPS = [WHAT, TEXT, WHERE, FILES, AUDIENCE, CHECK]
BY_NAME = {step.name: step for step in STEPS}


class Contribution:
    """What is being made of a resource: what was typed so far, else what the resource says."""

    def __init__(self, resource):
        self.resource = resource
        self.draft = getattr(resource, "draft", None)

    @cached_property
    def standing(self):
        return Standing(self.resource, self.draft)

    @cached_property
    def answers(self):
        """{field: [what was typed or ticked]} of all the steps."""
        return self.standing.with_typed()

    def _language_in(self, answers):
        """The one its texts were begun in, as long as any is written in it; else another that has any. The reader's
        each time, as long as nothing is written: a language is only chosen by writing."""
        begun_in = self.draft.language if self.draft else get_language()
        codes = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != begun_in)
        said = {name for name, values in answers.items() if "".join(values).strip()}
        written = (code for code in codes if said & {localized(text, code) for text in TEXTS})
        return next(written, get_language())

    def form(self, step=None, typed=None):
        """The form: filled in with what there is; or, with what was `typed` in a step, to be judged.

        Without a step it is judged as a whole.
        """
        answers = {**self.answers, **(typed or {})}
        if step is None:
            return ResourceForm(MultiValueDict(answers), **self._facts(answers))
        if typed is None:
            return self._filled_in(answers)
        form = ResourceForm(MultiValueDict(answers), is_whole=False, **self._facts(answers))
        for name in set(form.errors) - set(step.names()):
            del form.errors[name]
        return form

    def _facts(self, answers):
        language, offered = self._language_in(answers), self.standing.offered
        return {"instance": self.resource, "language": language, "shows": False, "offered": offered}

    def _filled_in(self, answers):
        form = ResourceForm(is_whole=False, **self._facts(self.answers))
        form.initial |= {name: _shown(form, name, values) for name, values in answers.items()}
        return form

    def says_already(self, typed):
        """Whether nothing of it is new."""
        return all(self.answers.get(name, []) == values for name, values in typed.items())

    def typed_in(self, step, sent):
        """What was sent of the fields that this step shows: a folder in the drive is asked of nothing else."""
        typed = step.typed(sent)
        return typed if self.is_in_drive else {name: typed[name] for name in typed if name != "drive_folder"}

    @transaction.atomic
    def keep(self, typed, language, go_on_at, shown=None):
        """Keep what was typed, as it is, and no more: `shown` are the marks of what stood there when the page was made.
        Only a link that carries a key is not kept, whoever typed it and where.

        Once it is said to be for members its files are, and stay so; unless everybody sees them now: what is published
        changes only when the change is sent.
        """
        kept = {name: [value for value in values if not has_key(value)] for name, values in typed.items()}
        answers, began_with = self.standing.keeping(kept, shown or {})
        if answers or self.resource.state not in {State.WAITING, State.PUBLISHED}:
            facts = {"answers": answers, "began_with": began_with, "step": go_on_at.name, "language": language}
            self.draft, _made = Draft.objects.update_or_create(resource=self.resource, defaults=facts)
        elif self.draft:  # all of it was set back
            self.draft.delete()
            self.draft = None
        self.standing.drafted, self.standing.began_with = answers, began_with
        self.__dict__.pop("answers")
        if kept.keys() & {"kind", "visibility"} and self.audience == Visibility.MEMBERS:
            resource = type(self.resource).objects.get(pk=self.resource.pk)  # ours may say what was typed already
            if resource.present_audience != Visibility.PUBLIC:
                resource.keep_files_within(Visibility.MEMBERS)

    @transaction.atomic
    def send(self, form):
        if self.resource.state != State.DRAFT:
            keep_version(type(self.resource).objects.get(pk=self.resource.pk))  # as it was until now
        form.save()
        Draft.objects.filter(resource=self.resource).delete()

    # What is said beside the form, and on the last page

    def summary(self, form):
        """[(step, [(label, language, what was answered)], [what is to be put right])]"""
        for step in STEPS[:-1]:
            names = [name for name in form.fields if name in step.names()]
            told = [_of_file(version, self.audience) for version in form.files_there] if step is FILES else []
            told += [(form[name].label, form[name].field.widget.attrs.get("lang"), _told(form[name])) for name in names]
            wrong = [error for name in names for error in form.errors.get(name, [])]
            yield step, [answer for answer in told if answer[2]], wrong

    def changed_meanwhile(self, form):
        """[(step, label, language, what stands now, whether that holds)] of what was typed and has changed since."""
        changed, held = self.standing.changed, self.standing.held
        now = self._filled_in(self.standing.answers) if changed else None
        for step in STEPS:
            for name in (name for name in step.names() if name in changed):
                yield step, form[name].label, form[name].field.widget.attrs.get("lang"), _told(now[name]), name in held

    @property
    def replaced(self):
        """The marks of what it would take the place of and has changed since, for the last page to carry."""
        return self.marks(sorted(self.standing.replaced))

    def marks(self, names):
        """Of what stands there now, for a page to carry; nothing where nothing has been sent yet."""
        return " ".join(f"{name}:{self.standing.mark(name)}" for name in names if self.standing.says_something)

    @property
    def has_changes(self):
        """Whether there is anything to send."""
        return self.draft is not None or self.resource.state in {State.DRAFT, State.CHANGES, State.DECLINED}

    def texts(self):
        """{language: {"title": …, "text": …}} as typed so far."""
        return {code: {name: self._last(localized(name, code)) for name in TEXTS} for code, _name in settings.LANGUAGES}

    def _last(self, name):
        return (self.answers.get(name) or [""])[-1]

    def alike(self, member):
        return alike(self.texts(), [self._last(f"link_{number}") for number in LINKS], member, besides=self.resource)

    def speaks_of_offers(self):
        return any(speaks_of_offers(text) for said in self.texts().values() for text in said.values())

    @property
    def is_in_drive(self):
        return self._last("kind") == Kind.DRIVE

    @property
    def audience(self):
        """Who will see it, as far as that has been said: a document in the drive is for members whatever is said."""
        if self.draft:
            kind, said = self.standing.last("kind"), self.standing.last("visibility")
        else:
            kind, said = self.resource.kind, self.resource.visibility if self.resource.has_title else ""
        if kind == Kind.DRIVE:
            return Visibility.MEMBERS
        return said if said in Visibility.values else ""

    def files_for_members(self, form):
        """Those that only members may take although everybody will see the resource."""
        if self.audience != Visibility.PUBLIC:
            return []
        return [version for version in form.files_there if version.file.visibility == Visibility.MEMBERS]


def _told(field):
    """An answer in words: the names of what was chosen, else what was typed."""
    value, choices = field.value(), getattr(field.field, "choices", None)
    if choices is None:
        return value
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(str(name) for key, name in choices if str(key) in chosen)


def _of_file(version, audience):
    """What it is called, what it weighs, and who may take it."""
    taken_by = version.file.taken_by(audience)
    about = f"{weight(version.size)}, {Visibility(taken_by).label if taken_by else _('Whoever sees the resource')}"
    return any_language(version.file, "title") or version.name, None, about


def _shown(form, name, values):
    """A kept answer as the field takes it: all of them where several can be ticked, else the last."""
    takes_several = name in form.fields and getattr(form.fields[name].widget, "allow_multiple_selected", False)
    return values if takes_several else (values or [""])[-1]


def has_key(text):
    try:
        refuse_keys(text)
    except ValidationError:
        return True
    return False


def address(step, resource):
    return reverse(f"resources:{step.name}", args=[resource.pk])


def after(step):
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step):
    return STEPS[max(STEPS.index(step) - 1, 0)]


def on_the_way(step, resource):
    """All the steps with their addresses, and at which of them one is."""
    steps = [(one, address(one, resource) if resource.pk else "") for one in STEPS]
    return {"resource": resource, "step": step, "steps": steps, "number": STEPS.index(step) + 1}
