"""The audit log at the desk: read by coordinators, written by nobody."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext_lazy as _

from ggsn.audit.models import Entry, Event
from ggsn.audit.words import in_words, kind_in_words
from ggsn.reading import ReadByCoordinators
from members.models import Member
from members.roles import is_coordinator

PERSON = Member._meta.label_lower


class What(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "event"

    def lookups(self, request, model_admin):
        return Event.choices

    def queryset(self, request, queryset):
        return queryset.filter(event=self.value()) if self.value() else queryset


class Lines(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        give_names(self.result_list)


def give_names(entries):
    """The names of all members these lines speak of, asked for once."""
    numbers = {entry.by for entry in entries if entry.by}
    numbers |= {int(entry.number) for entry in entries if entry.kind == PERSON}
    names = {str(pk): name for pk, name in Member.objects.filter(pk__in=numbers).values_list("pk", "display_name")}
    for entry in entries:
        entry.names = names


@admin.register(Entry)
class EntryAdmin(ReadByCoordinators, admin.ModelAdmin):
    """Numbers are shown as the names people have now; whoever is erased is a number that names nobody."""

    list_display = ["at", "shown_event", "who", "what", "details"]
    list_filter = [What]
    ordering = ["-at", "-pk"]
    fields = ["at", "shown_event", "who", "what", "details"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request) if is_coordinator(request.user) else Entry.objects.none()

    def get_object(self, request, *args, **kwargs):
        entry = super().get_object(request, *args, **kwargs)
        if entry is not None:
            give_names([entry])
        return entry

    def get_changelist(self, request, **kwargs):
        return Lines

    def lookup_allowed(self, lookup, value, request):
        return lookup == "event"

    @admin.display(description=_("what"))
    def shown_event(self, entry):
        return entry.words

    @admin.display(description=_("who"))
    def who(self, entry):
        if entry.by is None:
            return _("The machine, or somebody signed out")
        return entry.names.get(str(entry.by)) or _("Person %(number)s, who left") % {"number": entry.by}

    @admin.display(description=_("to what"))
    def what(self, entry):
        if not entry.kind:
            return "–"
        name = entry.names.get(entry.number) if entry.kind == PERSON else None
        return name or f"{kind_in_words(entry.kind)} {entry.number}"

    @admin.display(description=_("details"))
    def details(self, entry):
        return in_words(entry) or "–"
