"""The form by which coordinators schedule: the hour of a place, asked about where the clocks make it none or two."""

import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from meetings.clocks import comes_twice, does_not_exist, instant
from meetings.models import Meeting, Occurrence
from meetings.words import at_hour, clock, in_city, on_day
from members.places import PlaceField

HOURS_AS_TYPED = ["%H:%M", "%H:%M:%S", "%H h %M", "%Hh%M", "%H h", "%Hh", "%H"]


def side_by_side(name):
    """The fields of one text, in each language."""
    return tuple(build_localized_fieldname(name, code) for code, _name in settings.LANGUAGES)


class MeetingForm(forms.ModelForm):
    # The browser's own date and hour: light, at home on a phone, and without the desk's remarks on "server time".
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    hour = forms.TimeField(
        label=_("Hour there"),
        input_formats=HOURS_AS_TYPED,
        widget=forms.TimeInput(format=HOURS_AS_TYPED[0], attrs={"type": "time"}),
    )
    time_zone = PlaceField(
        label=_("In the zone of"),
        help_text=_("A country, or a large city. The hour is kept as it is said there, also when the clocks change."),
    )
    zoom_link = forms.URLField(
        label=_("Zoom link"),
        help_text=_("Only members see it, on the page of the meeting."),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    class Meta:
        model = Meeting
        fields = [
            *["kind", *side_by_side("title"), *side_by_side("text"), *side_by_side("slug"), "title_is_public"],
            *["date", "hour", "time_zone", "occurrence", "minutes", "languages", "interpretation", "zoom_link"],
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in side_by_side("text"):
            self.fields[name].widget = forms.Textarea(attrs={"cols": 46, "rows": 14})
        self._offer_both_hours()

    def _offer_both_hours(self):
        """Ask which of the two only where there are two; else nobody sees the question."""
        date, hour, zone = self._typed("date"), self._typed("hour"), self._typed("time_zone")
        if not (date and hour and zone and comes_twice(date, hour, zone)):
            self.fields["occurrence"].widget = forms.HiddenInput()
            return
        both = [
            (
                choice,
                _("%(what)s: %(title)s") % {"what": choice.label, "title": at_hour(moment.astimezone(clock(zone)))},
            )
            for choice, second in [(Occurrence.FIRST, False), (Occurrence.SECOND, True)]
            for moment in [instant(date, hour, zone, second)]
        ]
        self.fields["occurrence"] = forms.ChoiceField(
            label=_("Which of the two"), choices=both, widget=forms.RadioSelect, required=False
        )

    def _typed(self, name):
        """What stands in the field now, typed or kept; None where it makes no sense."""
        if not self.is_bound:
            return self.get_initial_for_field(self.fields[name], name)
        try:
            return self.fields[name].clean(self[name].data)
        except ValidationError:
            return None

    def clean(self):
        cleaned = super().clean()
        titles = side_by_side("title")
        if not any(cleaned.get(title) for title in titles) and not any(title in self.errors for title in titles):
            self.add_error(titles[0], _("Give the meeting a title, in one language at least."))
        date, hour, zone = cleaned.get("date"), cleaned.get("hour"), cleaned.get("time_zone")
        if date and hour and zone:
            self._check_the_clocks(date, hour, zone)
        return cleaned

    def _check_the_clocks(self, date, hour, zone):
        said = {
            "day": on_day(date),
            "hour": at_hour(datetime.datetime.combine(date, hour)),
            "place": in_city(zone, datetime.datetime.combine(date, hour, clock(zone))),
        }
        if does_not_exist(date, hour, zone):
            message = _("On %(day)s the clocks %(place)s jump over %(hour)s. Choose an hour before or after.")
            self.add_error("hour", message % said)
        elif not comes_twice(date, hour, zone):
            self.cleaned_data["occurrence"] = ""
        elif not self.cleaned_data.get("occurrence"):
            message = _("On %(day)s the clocks %(place)s show %(hour)s twice. Say which of the two you mean.")
            self.add_error("occurrence", message % said)
