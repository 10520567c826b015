"""Messages at the desk: which left, which wait, which were given up. What they say is between writer and reader."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ggsn.outreach.kinds.base import is_direct
from ggsn.outreach.models import Line, Message
from ggsn.reading import ReadByCoordinators
from members.masked import MASK
from members.roles import is_coordinator


class Standing(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Waiting")),
            ("parked", _("Given up")),
            ("sent", _("Sent")),
            ("dropped", _("Become pointless")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting()
            case "parked":
                return queryset.parked()
            case "sent":
                return queryset.filter(sent_at__isnull=False)
            case "dropped":
                return queryset.filter(dropped_at__isnull=False)
        return queryset


@admin.register(Message)
class MessageAdmin(ReadByCoordinators, admin.ModelAdmin):
    """Texts are left out for everybody: they hold codes that open accounts."""

    change_list_template = "outreach/desk/messages.html"
    list_display = ["created_at", "to_whom", "what", "channel", "standing", "attempts", "last_error"]
    list_filter = [Standing]
    list_select_related = ["member"]
    ordering = ["-created_at", "-pk"]
    fields = [
        "to_whom",
        "what",
        "channel",
        "created_at",
        "due_at",
        "attempts",
        "sent_at",
        "parked_at",
        "dropped_at",
        "last_error",
    ]
    readonly_fields = ["to_whom", "what"]
    actions = ["retry"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text", "html", "headers")

    def has_retry_permission(self, request):
        return is_coordinator(request.user)

    def lookup_allowed(self, lookup, value, request):
        return lookup == "standing"

    def get_urls(self):
        release = self.admin_site.admin_view(self.release)
        return [path("release/", release, name="outreach_message_release"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"is_held": Line.objects.is_held(), **(extra_context or {})})

    @method_decorator(require_POST)
    def release(self, request):
        if not is_coordinator(request.user):
            raise PermissionDenied
        if Line.objects.release():
            self.message_user(request, _("Messages leave again."), messages.SUCCESS)
        return redirect("admin:outreach_message_changelist")

    @admin.display(description=_("to"))
    def to_whom(self, message):
        """By name. An address without one stays hidden: whose it is, their own page at the desk shows when asked to."""
        if message.member:
            return message.member
        if is_direct(message.kind):
            return _("The applicant")
        return MASK if message.to else message.get_channel_display()

    @admin.display(description=_("subject"))
    def what(self, message):
        return message.in_short

    @admin.display(description=_("standing"))
    def standing(self, message):
        if message.sent_at:
            return _("Sent")
        if message.dropped_at:
            return _("Become pointless")
        return _("Given up") if message.parked_at else _("Waiting")

    @admin.action(description=_("Try these again"), permissions=["retry"])
    def retry(self, request, queryset):
        number = 0
        for message in queryset.parked():
            message.retry()
            number += 1
        words = ngettext("%(number)s message will be tried again.", "%(number)s messages will be tried again.", number)
        messages.success(request, words % {"number": number})
