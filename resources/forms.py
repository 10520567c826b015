"""All that is asked of a contribution, in one language or in several. It is asked in steps: resources/steps.py."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as localized

from members.models import Language, Region, Struggle, SupportKind, Visibility
from members.zones import locale
from resources.brought import BROUGHT, BROUGHT_HINTS, Post
from resources.links import refuse_keys, refuse_unsafe_link
from resources.models import FileVersion, Kind, Licence, Resource, ResourceLink, ShownAs
from resources.topics import TopicsField, topics_called
from resources.words import fold

LINKS = range(1, 6)
TEXTS = ["title", "summary", "text"]
FACETS = {"struggles": Struggle, "supports": SupportKind, "regions": Region}


class RadioWithHints(forms.RadioSelect):
    """Choices that say what they lead to."""

    def __init__(self, hints=None, **kwargs):
        super().__init__(**kwargs)
        self.hints = hints or {}

    def create_option(self, name, value, *args, **kwargs):
        return super().create_option(name, value, *args, **kwargs) | {"hint": self.hints.get(value, "")}


class Ticks(forms.CheckboxSelectMultiple):
    def __init__(self):
        super().__init__(attrs={"two": True})

    def create_option(self, *args, **kwargs):
        option = super().create_option(*args, **kwargs)
        option["attrs"].pop("two", None)
        return option


class ResourceForm(forms.ModelForm):
    """The whole of it, as it must be to be sent; `is_whole=False` while some of it has not been asked yet.

    Texts are asked for in the `language` they are written in, else in the one the resource has, else in the reader's;
    the others are optional, each whole or not at all, because readers are never given a mixture.
    """

    kind = forms.ChoiceField(
        label=_("What do you bring?"),
        choices=BROUGHT,
        widget=RadioWithHints(hints=BROUGHT_HINTS),
        initial=Kind.GUIDE,
        error_messages={"required": _("Say what you bring")},
    )
    languages = forms.MultipleChoiceField(label=_("Languages it is in"), widget=Ticks, required=False)
    drive_folder = forms.CharField(
        label=_("Folder in the drive"),
        max_length=200,
        required=False,
        help_text=_("Only for a document in the drive. The name of the folder, never a link: the link holds the key."),
    )
    tags = TopicsField(
        label=_("Topics"),
        required=False,
        max_length=500,
        help_text=_("A few words people might look for, separated by commas. For instance: burnout, care."),
    )
    struggles = forms.MultipleChoiceField(label=_("Struggles"), widget=Ticks, required=False)
    supports = forms.MultipleChoiceField(label=_("Kinds of support"), widget=Ticks, required=False)
    regions = forms.MultipleChoiceField(label=_("Regions it comes from"), widget=Ticks, required=False)
    made_by = forms.CharField(
        label=_("Made by"),
        max_length=200,
        required=False,
        help_text=_("The people or the group to name when it is cited, as they wish to be named. Readers see it."),
    )
    year = forms.IntegerField(
        label=_("Year it was made"),
        required=False,
        min_value=1900,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "narrow"}),
    )
    licence = forms.ChoiceField(label=_("What may others do with it?"), choices=Licence, widget=forms.RadioSelect)
    visibility = forms.ChoiceField(
        label=_("Who will see it?"),
        choices=[(Visibility.PUBLIC, _("Everybody")), (Visibility.MEMBERS, _("Members only"))],
        widget=RadioWithHints(
            hints={
                Visibility.PUBLIC: _(
                    "Anyone on the internet, search engines too, with the name you choose below. Other libraries may "
                    "list it."
                ),
                Visibility.MEMBERS: _(
                    "People who are signed in and have been accepted into the network. Never search engines."
                ),
            }
        ),
        error_messages={"required": _("Say who will see it")},
    )
    shown_as = forms.ChoiceField(
        label=_("Shared by"),
        choices=ShownAs,
        widget=RadioWithHints(
            hints={
                ShownAs.NAME: _("Your e-mail address is never shown."),
                ShownAs.ORGANIZATION: _("Its name, to whoever sees the resource. Without one, “a member” is shown."),
                ShownAs.MEMBER: _("Only those who review it know that it comes from you."),
            }
        ),
        initial=ShownAs.MEMBER,
    )
    needs_care = forms.TypedChoiceField(
        label=_("Could it expose somebody?"),
        help_text=_("A face, a meeting place, a real name, a tactic still in use."),
        choices=[("no", _("No, I have checked")), ("yes", _("Perhaps: I would like a careful review"))],
        coerce=lambda value: value == "yes",
        empty_value=False,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it could expose somebody")},
    )
    consent = forms.BooleanField(
        label=_("The people who made it agree to share it."),
        error_messages={"required": _("Ask the people who made it first, then tick this")},
    )

    class Meta:
        model = Resource
        fields = ["kind", "drive_folder", "made_by", "year", "licence", "visibility", "shown_as", "needs_care"]

    def __init__(self, data=None, *, instance, language=None, is_whole=True, shows=True, offered=None, **kwargs):
        """`shows`: begin with what the resource says; `offered`: the choices, as another such form has found them."""
        self.is_whole = is_whole
        super().__init__(data, instance=instance, **kwargs)
        self.first_language = language or self._language_to_begin_with()
        for code in self.codes:
            self._add_texts(code)
        self._add_links()
        for name, choices in (offered or self._choices()).items():
            self.fields[name].choices = choices
        is_begun = any(getattr(instance, localized("title", code)) for code in self.codes)
        self.initial |= {
            "needs_care": {True: "yes", False: "no"}[instance.needs_care] if is_begun else None,
            "visibility": instance.visibility if is_begun else None,
            "consent": False,
            "kind": instance.kind or Kind.GUIDE,
        }
        if instance.pk and shows:
            self._show_what_it_has()

    # The fields of each language, the links, the choices

    @property
    def codes(self):
        """The languages of the portal, that of the texts asked for first."""
        others = (code for code, _name in settings.LANGUAGES if code != self.first_language)
        return [self.first_language, *others]

    @staticmethod
    def codes_of_reader():
        return sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != get_language())

    def _language_to_begin_with(self):
        has = [code for code, _name in settings.LANGUAGES if getattr(self.instance, localized("title", code))]
        return get_language() if not has or get_language() in has else has[0]

    def _add_texts(self, code):
        name, required = locale().languages.get(code, code), code == self.first_language
        is_plain = required and code == get_language()  # else the labels say which language is meant
        attrs = {} if code == get_language() else {"lang": code}
        self.fields[localized("title", code)] = forms.CharField(
            label=_("Title") if is_plain else _("Title (%(language)s)") % {"language": name},
            help_text=_("As you would say it aloud. For instance: “Welcoming ten people at once”."),
            max_length=200,
            required=required,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": _("Give it a title")},
        )
        self.fields[localized("summary", code)] = forms.CharField(
            label=_("In two sentences, what is it for?")
            if is_plain
            else _("In two sentences (%(language)s)") % {"language": name},
            help_text=_("Say for what sort of group, and what changes afterwards. At most 300 characters."),
            max_length=300,
            required=required,
            widget=forms.Textarea(attrs={"rows": 4, **attrs}),
            error_messages={"required": _("Say in two sentences what it is for")},
        )
        self.fields[localized("text", code)] = forms.CharField(
            label=_("The text itself, or how to use it")
            if is_plain
            else _("The text itself (%(language)s)") % {"language": name},
            help_text=_("Paragraphs are separated by an empty line. ## makes a heading, - a list, **bold**."),
            validators=[MaxLengthValidator(100_000)],  # no max_length: nobody needs a countdown from there
            required=False,
            widget=forms.Textarea(attrs={"rows": 14, **attrs}),
        )

    def _add_links(self):
        for number in LINKS:
            self.fields[f"link_{number}"] = forms.CharField(
                label=_("Address %(number)s") % {"number": number},
                max_length=500,
                required=False,
                validators=[refuse_unsafe_link],
                widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
            )
            self.fields[f"link_{number}_label"] = forms.CharField(
                label=_("What one finds there"), max_length=120, required=False
            )

    def _choices(self):
        languages = ((language.pk, language.name) for language in Language.objects.all())
        mine, *others = (localized("name", code) for code in self.codes_of_reader())
        rows = [
            model.objects.order_by().values_list(Value(facet), "position", "pk", mine, *others)
            for facet, model in FACETS.items()
        ]
        rows = sorted(rows[0].union(*rows[1:], all=True), key=lambda row: row[:3])
        names = {
            facet: [(pk, next(filter(None, names), "–")) for of, _at, pk, *names in rows if of == facet]
            for facet in FACETS
        }
        return {"languages": sorted(languages, key=lambda choice: fold(choice[1])), **names}

    @property
    def offered(self):
        return {name: self.fields[name].choices for name in ["languages", *FACETS]}

    def _show_what_it_has(self):
        resource = self.instance
        for code in self.codes:
            for text in TEXTS:
                self.initial[localized(text, code)] = getattr(resource, localized(text, code))
        self.initial |= self._filed()
        self.initial["tags"] = list(resource.tags.all())
        for number, link in zip(LINKS, self._links(), strict=False):
            self.initial[f"link_{number}"] = link.url
            self.initial[f"link_{number}_label"] = getattr(link, localized("label", self.first_language))

    def _filed(self):
        """{facet: [what the resource is filed under]}, its languages too, all of them asked for at once."""
        lists = {"languages": Language, **FACETS}
        rows = []
        for facet, model in lists.items():
            through = getattr(Resource, facet).through.objects.filter(resource=self.instance)
            rows.append(through.values_list(Value(facet), Cast(f"{model._meta.model_name}_id", CharField())))
        filed = sorted(rows[0].union(*rows[1:], all=True))
        return {facet: [pk for of, pk in filed if of == facet] for facet in lists}

    def _links(self):
        return sorted(self.instance.links.all(), key=lambda link: (link.position, link.pk))

    # Parts for the template

    def texts_of_first_language(self):
        return [self[localized(text, self.first_language)] for text in TEXTS]

    def other_languages(self):
        """[(name of the language, its fields, whether to show them at once)]."""
        for code in self.codes[1:]:
            fields = [self[localized(text, code)] for text in TEXTS]
            yield get_language_info(code)["name_translated"], fields, any(field.value() for field in fields)

    def link_rows(self):
        return [(self[f"link_{number}"], self[f"link_{number}_label"]) for number in LINKS]

    def near_languages(self):
        near = {code for code, _name in settings.LANGUAGES} | {"es", "pt", "ar"} | set(self["languages"].value() or ())
        return [option for option in self["languages"] if option.data["value"] in near]

    def far_languages(self):
        near = {option.data["value"] for option in self.near_languages()}
        return [option for option in self["languages"] if option.data["value"] not in near]

    # What must be true

    def clean(self):
        facts = super().clean()
        self._refuse_keys()
        if facts.get("kind") == Kind.DRIVE:
            self._check_drive(facts)
        else:
            facts["drive_folder"] = ""
        if (facts.get("year") or 0) > timezone.now().year + 1:
            self.add_error("year", _("This year has not come yet"))
        self._check_languages(facts)
        self._check_matter(facts)
        return facts

    def _get_validation_exclusions(self):
        """What the database keeps to of these is asked for above, in words: it need not be asked about each as well."""
        return super()._get_validation_exclusions() | {"kind", "visibility"}

    def clean_kind(self):
        if self.cleaned_data["kind"] in Post.values:
            raise ValidationError(
                _("This is best asked of everybody, as a challenge: the library keeps finished tools.")
            )
        return self.cleaned_data["kind"]

    def _refuse_keys(self):
        for name, value in list(self.cleaned_data.items()):
            for part in value if isinstance(value, list) else [value]:
                try:
                    refuse_keys(part if isinstance(part, str) else "")
                except ValidationError as refusal:
                    self.add_error(name, refusal)
                    break

    def _check_drive(self, facts):
        if facts.get("visibility") == Visibility.PUBLIC:
            self.add_error("visibility", _("What is in the drive is for members only"))
        if not facts.get("drive_folder") and "drive_folder" not in self.errors:
            self.add_error("drive_folder", _("Give the name of the folder in the drive"))

    def _check_languages(self, facts):
        """A second language is whole or absent."""
        expected = [text for text in TEXTS if facts.get(localized(text, self.first_language))]
        for code in self.codes[1:]:
            if not any(facts.get(localized(text, code)) for text in TEXTS):
                continue
            for text in expected:
                name = localized(text, code)
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in too, or leave this language empty for now"))

    def _check_matter(self, facts):
        text = localized("text", self.first_language)
        has_link = any(facts.get(f"link_{number}") or f"link_{number}" in self.errors for number in LINKS)
        if facts.get("kind") == Kind.LINK and not has_link:
            self.add_error("link_1", _("Give the address it is at"))
        if facts.get("kind") == Kind.LINK and not facts.get(text):
            self._check_context(facts, localized("summary", self.first_language))
        if facts.get("kind") in {Kind.LINK, Kind.DRIVE} or has_link or facts.get(text) or not self.is_whole:
            return
        if text not in self.errors and not self.files_there:
            self.add_error(text, _("Write the text here, or give the address where it is"))

    @cached_property
    def files_there(self):
        return list(FileVersion.objects.of(self.instance)) if self.instance.pk else []

    def _check_context(self, facts, summary):
        """A link alone says little."""
        if facts.get(summary) and len(re.findall(r"\w\W*[.!?…。।؟](?:\W|$)", facts[summary])) < 2:
            self.add_error(
                summary, _("A link alone says little: give two sentences of context, each with its full stop")
            )

    # Writing it down

    @transaction.atomic
    def save(self):
        facts, resource = self.cleaned_data, self.instance
        for code in self.codes:
            for text in TEXTS:
                setattr(resource, localized(text, code), facts.get(localized(text, code)) or None)
        resource.save()
        for name in ["languages", *FACETS]:
            getattr(resource, name).set(facts[name])
        resource.tags.set(topics_called(facts["tags"]))
        self._save_links(facts)
        resource.keep_files_within()
        resource.submit()
        return resource

    def _save_links(self, facts):
        before = {link.url: link for link in self._links()}
        self.instance.links.all().delete()
        for number in LINKS:
            if url := facts.get(f"link_{number}"):
                link = ResourceLink(resource=self.instance, url=url, position=number)
                for code in self.codes[1:]:
                    if url in before:
                        setattr(link, localized("label", code), getattr(before[url], localized("label", code)))
                setattr(link, localized("label", self.first_language), facts.get(f"link_{number}_label") or None)
                link.save()
