"""One's own profile, and the search in the directory."""

from django import forms
from django.conf import settings
from django.core.cache import caches
from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from members.models import (
    Language,
    Member,
    Organization,
    Region,
    RepresentationRequest,
    Struggle,
    SupportKind,
    presentation_fields,
)
from members.words import folded
from members.zones import awake_zones, locale, zone_choices


class ExplainedChoices(forms.RadioSelect):
    """Choices that each say in a small line below what they mean: `hints` by value."""

    def __init__(self, *args, hints=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name, value, *args, **kwargs):
        return {**super().create_option(name, value, *args, **kwargs), "hint": self.hints.get(str(value), "")}


def named(codes):
    """[(code, name)] of languages, sorted by the name the reader gives them."""
    words = locale().languages
    return sorted(((code, words.get(code, code)) for code in codes), key=lambda choice: folded(choice[1]))


def language_choices():
    def names():
        return named(Language.objects.values_list("code", flat=True))

    return caches["kept"].get_or_set(f"members.languages.{get_language()}", names, 3600)


def facets():
    """{model name: [(pk, key, name)]} of the open lists, each in its own order: forms show them all, so ask once."""

    def entries():
        first, *others = [
            model.objects.annotate(list=Value(model._meta.model_name)) for model in (Region, Struggle, SupportKind)
        ]
        found = {}
        for entry in first.union(*others, all=True).order_by("position", "key"):
            found.setdefault(entry.list, []).append((entry.pk, entry.key, str(entry)))
        return found

    return caches["kept"].get_or_set(f"members.facets.{get_language()}", entries, 3600)


def facet_choices(model, lists=None):
    """[(pk, name)] of a facet in its own order; `lists` are `facets()`, for forms that show several."""
    return [(pk, name) for pk, _key, name in (lists or facets()).get(model._meta.model_name, [])]


def keyed_choices(model, lists=None):
    """[(key, name)] of a facet: keys make addresses that can be read."""
    return [(key, name) for _pk, key, name in (lists or facets()).get(model._meta.model_name, [])]


def organization_choices():
    def names():
        return sorted(Organization.objects.values_list("pk", "name"), key=lambda choice: folded(choice[1]))

    return caches["kept"].get_or_set("members.organizations", names, 3600)


class ProfileForm(forms.ModelForm):
    """What a member says of themselves. What has no field here (roles, acceptance, address) no request changes."""

    language = forms.ChoiceField(
        label=_("Language of the portal and its mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    organization = forms.ModelChoiceField(
        label=_("Do you take part for an organization?"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_(
            "The coordination confirms it before you are named there. "
            "Yours is not in the list? Write to the coordination, who will add it."
        ),
    )
    organization_role = forms.CharField(
        label=_("Your role in it"),
        required=False,
        max_length=80,
        help_text=_("If you take part for one: a word or two, or nothing."),
    )
    is_listed = forms.TypedChoiceField(
        label=_("Who may find you in the directory?"),
        choices=[("no", _("Nobody")), ("yes", _("Members"))],
        coerce=lambda value: value == "yes",
        widget=ExplainedChoices(
            hints={
                "no": _(
                    "Only the coordination sees this page. When you share something, you choose then how you are named."
                ),
                "yes": _(
                    "Members see your name, and of the rest of this page what you choose for them. Never your e-mail "
                    "address. People without an account see nothing of you."
                ),
            }
        ),
    )
    quick_exit = forms.BooleanField(
        label=_("Show “Leave quickly”"),
        required=False,
        help_text=_("A button at the bottom of every page that opens an ordinary site at once."),
    )

    field_order = ["display_name", "pronouns", "place", "region", "organization", "organization_role"]

    class Meta:
        model = Member
        fields = [
            "display_name",
            "pronouns",
            "place",
            "region",
            "languages",
            "struggles",
            "supports",
            *presentation_fields(),
            "is_listed",
            "language",
            "theme",
            "quick_exit",
        ]
        labels = {
            "display_name": _("The name you go by here"),
            "region": _("Region"),
            "languages": _("Languages you speak"),
            "struggles": _("Struggles you support"),
            "supports": _("Support you can offer"),
            "theme": _("Display"),
        }
        help_texts = {
            "display_name": _("Any name you like to be called by. It need not be your legal name."),
            "pronouns": _("For instance she/her, iel, they/them."),
            "place": _("As precise or as vague as you wish: a town, a country, or nothing."),
        }
        widgets = {
            "theme": forms.RadioSelect,
            "languages": forms.CheckboxSelectMultiple,
            "struggles": forms.CheckboxSelectMultiple(attrs={"two": True}),
            "supports": forms.CheckboxSelectMultiple,
        }

    def save(self, commit=True):
        """Leaving an organization is one's own to decide; to speak for another, one asks.

        Whether it has room is said at the desk alone: here it would tell how many speak for it unseen.
        """
        chosen, role, member = self.cleaned_data["organization"], self.cleaned_data["organization_role"], self.instance
        if chosen is not None and chosen.pk != member.organization_id:
            RepresentationRequest.objects.ask(member, chosen, role)
        else:
            RepresentationRequest.objects.take_back(member)
            member.organization, member.organization_role = chosen, role if chosen else ""
        return super().save(commit)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = RepresentationRequest.objects.undecided().filter(member=self.instance).first()
        self.initial["organization"] = asked.organization_id if asked else self.instance.organization_id
        self.initial["organization_role"] = asked.role if asked else self.instance.organization_role
        self.initial["is_listed"] = "yes" if self.instance.is_listed else "no"
        lists = facets()
        self.fields["region"].choices = [("", _("I would rather not say")), *facet_choices(Region, lists)]
        self.fields["languages"].choices = language_choices()
        self.fields["struggles"].choices = facet_choices(Struggle, lists)
        self.fields["supports"].choices = facet_choices(SupportKind, lists)
        self.fields["organization"].queryset = Organization.objects.all()
        self.fields["organization"].choices = [("", _("No, in my own name")), *organization_choices()]
        self.fields["display_name"].widget.attrs["autocomplete"] = "nickname"
        names = locale().languages
        for code, _name in settings.LANGUAGES:
            field = self.fields[build_localized_fieldname("presentation", code)]
            field.label = _("Presentation, in this language: %(language)s") % {"language": names.get(code, code)}
            field.help_text = _("What you do, and what one may ask you. One language is enough.")
            field.widget = forms.Textarea(attrs={"rows": 4, "lang": code, "maxlength": 600})


class ZoneForm(forms.ModelForm):
    """Which clock all hours are shown on. A form of its own: the list of cities weighs as much as a whole profile."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Every hour on this site is shown on your clock. Choose a city with your time."),
    )

    class Meta:
        model = Member
        fields = ["time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)


class DirectorySearch(forms.Form):
    """Words and filters of the directory. Offered are the languages and organizations that somebody listed tells of."""

    q = forms.CharField(label=_("Name, place or word"), required=False, max_length=100)
    region = forms.ChoiceField(label=_("Region"), required=False)
    language = forms.ChoiceField(label=_("Speaks"), required=False)
    support = forms.ChoiceField(label=_("Can help with"), required=False)
    struggle = forms.ChoiceField(label=_("Struggle"), required=False)
    organization = forms.ChoiceField(label=_("Organization"), required=False)
    awake = forms.BooleanField(label=_("Awake now"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"
        lists = facets()
        self.fields["region"].choices = [("", _("All regions")), *keyed_choices(Region, lists)]
        told = told_choices()
        self.fields["language"].choices = [("", _("Any language")), *told["language"]]
        self.fields["support"].choices = [("", _("Anything")), *keyed_choices(SupportKind, lists)]
        self.fields["struggle"].choices = [("", _("All struggles")), *keyed_choices(Struggle, lists)]
        self.fields["organization"].choices = [("", _("All organizations")), *told["organization"]]

    def narrow(self, members):
        """Those of `members` that are asked for. A value nobody offered narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        if asked.get("q"):
            members = members.found_by(asked["q"])
        if asked.get("region"):
            members = members.telling_members("region", region__key=asked["region"])
        if asked.get("language"):
            members = members.telling_members("languages", languages=asked["language"])
        if asked.get("support"):
            members = members.telling_members("supports", supports__key=asked["support"])
        if asked.get("struggle"):
            members = members.telling_members("struggles", struggles__key=asked["struggle"])
        if asked.get("organization"):
            members = members.telling_members("organization", organization=asked["organization"])
        if asked.get("awake"):
            members = members.telling_members("clock", time_zone__in=awake_zones())
        return members


def told_choices():
    """{"language": [(code, name)], "organization": [(pk, name)]}: those that somebody listed tells all members of."""

    def names():
        listed = Member.objects.listed()
        spoken = listed.telling_members("languages").exclude(languages=None)
        spoken = spoken.values_list(Value("language"), "languages", Value(""))
        represented = listed.telling_members("organization").exclude(organization=None)
        represented = represented.values_list(
            Value("organization"), Cast("organization", CharField()), "organization__name"
        )
        found = list(spoken.union(represented))
        organizations = [(pk, name) for kind, pk, name in found if kind == "organization"]
        return {
            "language": named(code for kind, code, _name in found if kind == "language"),
            "organization": sorted(organizations, key=lambda choice: folded(choice[1])),
        }

    return caches["kept"].get_or_set(f"members.told.{get_language()}", names, 3600)
