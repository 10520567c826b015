"""Three first steps of a new member, each of which may be left out: profile, clock and hours, mail."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from members.forms import facet_choices, language_choices
from members.models import Member, Region
from members.models.applications import ACCEPTED_KEPT
from members.roles import member_required
from members.zones import zone_choices

# Parts of the day, by the hour at which each begins, on the member’s own clock.
HOURS = [
    (6, _("Early: 6 to 9 h")),
    (9, _("Morning: 9 to 12 h")),
    (12, _("Midday: 12 to 15 h")),
    (15, _("Afternoon: 15 to 18 h")),
    (18, _("Evening: 18 to 21 h")),
    (21, _("Late: 21 to 24 h")),
]


class Step(forms.ModelForm):
    """One step. It changes what it shows, and nothing else."""

    class Meta:
        model = Member
        fields = []


class FirstProfile(Step):
    """The name, and the little that helps to be welcomed. Whether one is listed is asked on the whole profile."""

    class Meta(Step.Meta):
        fields = ["display_name", "pronouns", "place", "region", "languages"]
        labels = {
            "display_name": _("The name you go by here"),
            "region": _("Region"),
            "languages": _("Languages you speak"),
        }
        help_texts = {
            "display_name": _("Any name you like to be called by. It need not be your legal name."),
            "pronouns": _("For instance she/her, iel, they/them."),
            "place": _("As precise or as vague as you wish: a town, a country, or nothing."),
        }
        widgets = {"languages": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "nickname"
        self.fields["region"].choices = [("", _("I would rather not say")), *facet_choices(Region)]
        self.fields["languages"].choices = language_choices()

    @property
    def spoken(self):
        chosen = set(self["languages"].value() or [])
        return [name for code, name in self.fields["languages"].choices if code in chosen]


class OwnHours(Step):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Every hour on this site is shown on your clock. Choose a city with your time."),
    )
    suitable_hours = forms.TypedMultipleChoiceField(
        label=_("Hours that suit you for meetings"),
        choices=HOURS,
        coerce=int,
        required=False,
        help_text=_("Counted together with everybody’s to find a fair hour. Nobody sees yours."),
        widget=forms.CheckboxSelectMultiple({"two": True}),
    )

    class Meta(Step.Meta):
        fields = ["time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["suitable_hours"] = self.instance.suitable_hours
        self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)

    def save(self, commit=True):
        self.instance.suitable_hours = sorted(self.cleaned_data["suitable_hours"])
        return super().save(commit)


@dataclass(frozen=True)
class Part:
    """What another room asks in a step, and keeps."""

    # member -> {name: form field}
    fields: Callable
    # (member, answers): by the names of the fields
    keep: Callable


class OwnMail(Step):
    """The language, and what whoever sends the mail wants to know besides: it puts its `Part` into `parts`."""

    parts = []

    language = forms.ChoiceField(
        label=_("Language of the portal and its mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    class Meta(Step.Meta):
        fields = ["language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in self.parts:
            self.fields |= part.fields(self.instance)

    @transaction.atomic
    def save(self, commit=True):
        member = super().save(commit)
        for part in self.parts:
            part.keep(member, self.cleaned_data)
        return member


STEPS = {1: ("profile", FirstProfile), 2: ("hours", OwnHours), 3: ("mail", OwnMail)}


@member_required
def onboarding(request, step):
    if step not in STEPS:
        raise Http404
    name, kind = STEPS[step]
    member = copy.copy(request.user)
    if "leave" in request.POST:
        note_that_they_were_here(member)
        return redirect("members:dashboard")
    form = kind(request.POST or None, instance=member)
    if form.is_valid():
        form.save()
        note_that_they_were_here(member)
        with override(member.language):
            return redirect(*next_step(step))
    context = {"form": form, "step": step, "steps": len(STEPS), "name": name, "next_step": next_step(step)}
    return render(request, f"members/onboarding/{name}.html", context)


def next_step(step):
    return ("members:onboarding", step + 1) if step < len(STEPS) else ("members:dashboard",)


def note_that_they_were_here(member):
    Member.objects.filter(pk=member.pk, first_steps_at=None).update(first_steps_at=timezone.now())


def lie_ahead_of(member):
    """Whether somebody new is still to be led to the steps: they have kept none, and not left them out either.

    Nor given elsewhere what they ask for. Whoever was made at the desk has a clock that somebody else chose.
    """
    is_new = member.accepted_at > timezone.now() - ACCEPTED_KEPT
    return is_new and not (member.first_steps_at or member.is_listed or member.suitable_hours)
