"""Every admin of the desk has this in front (ggsn.desk): deleting there is throwing into the bin, for some models."""

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from ggsn.bin.models import KEPT, Binned


class IntoTheBin:
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
