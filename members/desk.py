"""What lists at the desk share where members begin a thing and the coordination answers it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Standing(admin.SimpleListFilter):
    """Narrows to what still waits, or to what does not. `standings` are (value, label, what the queryset becomes)."""

    title = _("standing")
    parameter_name = "standing"
    standings = ()

    def lookups(self, request, model_admin):
        return [(value, label) for value, label, _narrow in self.standings]

    def queryset(self, request, queryset):
        narrows = {value: narrow for value, _label, narrow in self.standings}
        return narrows[self.value()](queryset) if self.value() in narrows else queryset


class BegunByMembers:
    """For an admin: added and ended by what members do, and narrowed by its standing alone."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        return lookup == "standing"
