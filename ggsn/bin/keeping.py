"""Every admin of the desk has this in front (ggsn.desk): deleting there is throwing into the bin, for some models."""

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from ggsn.bin.models import KEPT, Binned


class IntoTheBin:
    def get_deleted_objects(self, objs, request):
        """Who may throw a thing away needs no right of its own to what goes with it, which lies in the bin as well; and
        is told of that only as far as they may see it anyway."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if self.opts.label not in KEPT or not all(self.has_delete_permission(request, obj) for obj in objs):
            return to_delete, counts, lacking, protected
        seen = {
            model._meta.verbose_name_plural
            for model, keeper in self.admin_site._registry.items()
            if keeper.has_view_permission(request)
        }
        counts = {name: number for name, number in counts.items() if name in seen}
        return [thing for thing in to_delete if not isinstance(thing, list)], counts, set(), protected

    def delete_model(self, request, obj):
        if obj._meta.label not in KEPT:
            return super().delete_model(request, obj)
        Binned.objects.throw(obj, by=request.user)
        self._say_where_it_is(request)
        return None

    def delete_queryset(self, request, queryset):
        if queryset.model._meta.label not in KEPT:
            return super().delete_queryset(request, queryset)
        with transaction.atomic():
            for thing in queryset:
                Binned.objects.throw(thing, by=request.user)
        self._say_where_it_is(request)
        return None

    def _say_where_it_is(self, request):
        messages.info(request, _("It lies in the bin for thirty days: until then a coordinator can put it back."))
