"""Letters at the desk: which left, which wait, which were given up. What they say is between writer and reader."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ggsn.outreach.models import Letter
from members.roles import is_coordinator


class Standing(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("waiting", _("Waiting")), ("parked", _("Given up")), ("sent", _("Sent"))]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting()
            case "parked":
                return queryset.parked()
            case "sent":
                return queryset.filter(sent_at__isnull=False)
        return queryset


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    """Texts are left out for everybody: they hold codes that open accounts."""

    list_display = ["created_at", "to", "subject", "standing", "attempts", "last_error"]
    list_filter = [Standing]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-created_at", "-pk"]
    fields = ["to", "subject", "created_at", "due_at", "attempts", "sent_at", "parked_at", "last_error"]
    actions = ["retry"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text", "html", "headers")

    def has_module_permission(self, request):
        return is_coordinator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_coordinator(request.user)

    def has_retry_permission(self, request):
        return is_coordinator(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        return lookup == "standing"

    @admin.display(description=_("standing"))
    def standing(self, letter):
        if letter.sent_at:
            return _("Sent")
        return _("Given up") if letter.parked_at else _("Waiting")

    @admin.action(description=_("Try these again"), permissions=["retry"])
    def retry(self, request, queryset):
        number = 0
        for letter in queryset.parked():
            letter.retry()
            number += 1
        words = ngettext("%(number)s letter will be tried again.", "%(number)s letters will be tried again.", number)
        messages.success(request, words % {"number": number})
