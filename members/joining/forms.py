"""What an applicant is asked, in three steps; and what both sides write to each other later.

Only what is used is asked. No organization of ours is ever offered: newcomers must not learn who is there.
"""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.forms import ExplainedChoices, facet_choices, language_choices
from members.keyed_links import refuse_keys_in_words
from members.models import Mail, Region, Struggle, SupportKind, TakesPart

TEXT = 3000


class Step(forms.Form):
    """One page of questions, filled in with what the draft holds. The same form reads the draft in the end."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [*field.validators, refuse_keys_in_words]

    @classmethod
    def of_draft(cls, answers):
        """As if all that is kept were sent once more."""
        return cls({name: answers[name] for name in cls.base_fields if name in answers})

    def answers(self):
        """What was said, as a draft keeps it."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.kept}

    @property
    def kept(self):
        return set(self.fields)


class AboutYou(Step):
    display_name = forms.CharField(
        label=_("What should we call you?"),
        max_length=80,
        help_text=_("A first name or a pen name is enough. We have no use for the name on your papers."),
        error_messages={"required": _("Give a name we can call you by.")},
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Only those who read your application see it. Choose one where our messages reach you safely."),
        error_messages={
            "required": _("Give an e-mail address."),
            "invalid": _("Give an e-mail address, like name@example.org."),
        },
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("In which language do we write to you?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        help_text=_("It tells us who reads your application, and helps to choose fair hours for meetings."),
    )
    place = forms.CharField(
        label=_("Where are you?"),
        max_length=80,
        required=False,
        help_text=_("As precise or as vague as you wish: a country, a part of the world, or nothing."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language())
        self.fields["region"].choices = [("", _("I would rather not say")), *texts(facet_choices(Region))]
        self.fields["languages"].choices = language_choices()

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    @property
    def spoken(self):
        """The names of the languages ticked so far."""
        chosen = set(self["languages"].value() or [])
        return [name for code, name in self.fields["languages"].choices if code in chosen]


class YourWork(Step):
    takes_part = forms.ChoiceField(
        label=_("You would come"),
        choices=TakesPart,
        initial=TakesPart.INDIVIDUAL,
        widget=ExplainedChoices(
            hints={
                TakesPart.INDIVIDUAL: _("No organization is needed."),
                TakesPart.ORGANIZATION: _("One the network knows already, or a new one."),
            }
        ),
    )
    organization_name = forms.CharField(
        label=_("Which group or organization?"),
        max_length=200,
        required=False,
        help_text=_("Only if you come for one. As you call it; leave it out if its name could harm somebody."),
    )
    organization_role = forms.CharField(
        label=_("What do you do in it?"), max_length=80, required=False, help_text=_("A word or two.")
    )
    groups = forms.CharField(
        label=_("Whom do you support?"),
        max_length=TEXT,
        help_text=_(
            "Who runs these groups, who decides, what they fight for. A few lines. Leave out whatever could put "
            "somebody in danger."
        ),
        error_messages={"required": _("Say in a few words whom you support, or would like to.")},
        widget=forms.Textarea({"rows": 5}),
    )
    supports = forms.MultipleChoiceField(
        label=_("How do you support them?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ways = forms.CharField(
        label=_("Anything to add about how"), max_length=TEXT, required=False, widget=forms.Textarea({"rows": 3})
    )
    struggles = forms.MultipleChoiceField(
        label=_("For which struggles?"), required=False, widget=forms.CheckboxSelectMultiple({"two": True})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supports"].choices = texts(facet_choices(SupportKind))
        self.fields["struggles"].choices = texts(facet_choices(Struggle))

    def clean(self):
        facts = super().clean()
        comes_for_one = facts.get("takes_part") == TakesPart.ORGANIZATION
        if comes_for_one and "organization_name" not in self.errors and not facts.get("organization_name"):
            self.add_error("organization_name", _("Say for which group or organization, in whatever words are safe."))
        return facts


class LastThings(Step):
    """The rest, and the agreement. `website` is a trap: people do not see it, machines fill it in."""

    heard = forms.CharField(
        label=_("How did you hear of us?"),
        max_length=300,
        required=False,
        help_text=_("If a member told you, it helps to say who, unless that could harm one of you."),
    )
    care = forms.CharField(
        label=_("Is there something we should know before writing to you?"),
        max_length=TEXT,
        required=False,
        help_text=_("A shared phone, a watched mailbox, hours to avoid, a word to use."),
        widget=forms.Textarea({"rows": 3}),
    )
    wanted_mail = forms.MultipleChoiceField(
        label=_("Once you are a member, what would you like mail about?"),
        choices=Mail,
        required=False,
        help_text=_("You can change this at any time. None is fine too."),
        widget=forms.CheckboxSelectMultiple,
    )
    agreement = forms.BooleanField(
        label=_("I have read the values and the guidelines of the network, and want to help keep them."),
        error_messages={"required": _("Read the values and the guidelines, and say that you agree with them.")},
    )
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    @property
    def kept(self):
        return set(self.fields) - {"website", "agreement"}

    @property
    def is_trapped(self):
        return bool(self.cleaned_data.get("website"))


STEPS = {1: AboutYou, 2: YourWork, 3: LastThings}


class AnswerForm(forms.Form):
    """What the applicant answers on a page of their own."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=TEXT,
        error_messages={"required": _("Write your answer first.")},
        validators=[refuse_keys_in_words],
        widget=forms.Textarea({"rows": 5}),
    )


def texts(choices):
    """Choices as a draft can keep them: numbers would come back as texts."""
    return [(str(value), name) for value, name in choices]
