"""The bin at the desk: what lies in it, and the one thing that can be done with it."""

from django.apps import apps
from django.contrib import admin, messages
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ggsn.bin.models import Binned
from ggsn.bin.packing import AddressTaken, BelongsToNothing, NoWayBack
from ggsn.reading import ReadByCoordinators


@admin.register(Binned)
class BinnedAdmin(ReadByCoordinators, admin.ModelAdmin):
    list_display = ["name", "what", "binned_at", "by", "goes"]
    list_select_related = ["by"]
    ordering = ["-binned_at", "-pk"]
    fields = readonly_fields = ["name", "what", "binned_at", "by", "goes"]
    actions = ["put_back"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("title"))
    def name(self, binned):
        return binned.title

    @admin.display(description=_("kind"))
    def what(self, binned):
        return capfirst(apps.get_model(binned.kind)._meta.verbose_name)

    @admin.display(description=_("gone for good"), ordering="binned_at")
    def goes(self, binned):
        return binned.goes_at.date()

    @admin.action(description=_("Put back, as it was"), permissions=["view"])
    def put_back(self, request, queryset):
        for binned in queryset:
            title, kind, number = binned.title, binned.kind, binned.pk
            try:
                is_back = binned.put_back()
            except NoWayBack as cause:
                messages.error(request, why_not(cause) % {"title": title})
                continue
            if is_back:
                binned.pk = number
                self.log_change(request, binned, [{"changed": {"fields": [kind]}}])
                messages.success(request, _("“%(title)s” is back as it was.") % {"title": title})


def why_not(cause):
    match cause:
        case AddressTaken():
            return _("“%(title)s” cannot be put back: something else has its address by now. Change that one first.")
        case BelongsToNothing():
            return _(
                "“%(title)s” cannot be put back: what it belonged to is gone. If that lies here too, put it back first."
            )
    return _("“%(title)s” could not be put back. Nothing was lost: it lies here as before.")
