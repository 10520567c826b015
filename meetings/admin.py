from django.conf import settings
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.forms import MeetingForm, side_by_side
from meetings.hours import around_the_world
from meetings.models import Meeting
from meetings.words import clock, from_to, in_zone, on_day, on_short_day, span
from members.models import Language


class When(admin.SimpleListFilter):
    title = _("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("coming", _("Coming")), ("past", _("Past"))]

    def queryset(self, request, queryset):
        if self.value() == "coming":
            return queryset.upcoming()
        return queryset.past() if self.value() == "past" else queryset


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    """Scheduling. The Zoom link is on the form alone: in no list, no search, no history."""

    form = MeetingForm
    list_display = ["shown_title", "kind", "local_time", "in_utc", "state"]
    list_filter = [When, "kind"]
    actions = ["call_off", "go_ahead"]
    readonly_fields = ["around_the_world", "state"]

    def get_queryset(self, request):
        return Meeting.objects.visible_to(request.user).order_by("-starts_at", "-pk")

    def get_search_fields(self, request):
        return side_by_side("title")

    def get_fieldsets(self, request, obj=None):
        there = [(None, {"fields": ["state"]})] if obj and obj.called_off_at else []
        known = ["around_the_world"] if obj else []
        return [
            *there,
            (None, {"fields": ["kind", side_by_side("title"), side_by_side("text"), "title_is_public"]}),
            (
                _("When"),
                {"fields": [("date", "hour", "time_zone"), "occurrence", "minutes", *known]},
            ),
            (_("How"), {"fields": ["languages", "interpretation", "zoom_link"]}),
            (
                _("Address"),
                {
                    "fields": [side_by_side("slug")],
                    "classes": ["collapse"],
                    "description": _("Made from the title when left empty. Former addresses keep leading here."),
                },
            ),
        ]

    def get_changeform_initial_data(self, request):
        """Planned from where the coordinator lives, in the languages of the portal, unless they say otherwise."""
        spoken = Language.objects.filter(code__in=[code for code, _name in settings.LANGUAGES])
        usual = {"time_zone": request.user.time_zone, "languages": list(spoken)}
        return usual | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.message_user(request, self._said_around_the_world(obj), messages.INFO)

    @admin.display(description=_("title"))
    def shown_title(self, meeting):
        return str(meeting)

    @admin.display(description=_("when, there"), ordering="starts_at")
    def local_time(self, meeting):
        start, end = span(meeting.starts_at, meeting.minutes, meeting.time_zone)
        return f"{on_short_day(start)}, {from_to(start, end)}, {in_zone(meeting.time_zone, start)}"

    @admin.display(description=_("universal time (UTC)"))
    def in_utc(self, meeting):
        start, end = span(meeting.starts_at, meeting.minutes, "UTC")
        return from_to(start, end)

    @admin.display(description=_("state"))
    def state(self, meeting):
        if meeting.called_off_at:
            return _("Called off on %(day)s") % {"day": on_short_day(timezone.localtime(meeting.called_off_at))}
        return _("Held") if meeting.is_over else _("Coming")

    @admin.display(description=_("around the world"))
    def around_the_world(self, meeting):
        return self._said_around_the_world(meeting)

    def _said_around_the_world(self, meeting):
        """ "Thursday 3 December 2026, Dakar time: San José 08:00 (daytime), ..."."""
        start = meeting.starts_at.astimezone(clock(meeting.time_zone))
        hours = around_the_world(meeting.starts_at, day_of=meeting.time_zone)
        cities = ", ".join(f"{hour.city} {hour.said} ({hour.word})" for hour in hours)
        return _("%(day)s, %(zone)s: %(cities)s.") % {
            "day": on_day(start),
            "zone": in_zone(meeting.time_zone, start),
            "cities": cities,
        }

    @admin.action(description=_("Call off"), permissions=["change"])
    def call_off(self, request, queryset):
        for meeting in queryset:
            meeting.call_off()
        count = len(queryset)
        message = ngettext("%(count)s meeting is called off.", "%(count)s meetings are called off.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Hold it after all"), permissions=["change"])
    def go_ahead(self, request, queryset):
        for meeting in queryset:
            meeting.go_ahead()
        count = len(queryset)
        message = ngettext("%(count)s meeting will be held.", "%(count)s meetings will be held.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)
