"""An e-mail address at the desk: hidden, and shown to whoever asks for this one; it is written down that they did."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from members.signals import address_seen

MASK = "•••@•••"


class ShowsAddressWhenAsked:
    """For a ModelAdmin of somebody with an `email` and a `display_name`: put `hidden_address` among its fields."""

    @admin.display(description=_("e-mail address"))
    def hidden_address(self, somebody):
        button = '{} <button class="button" formaction="{}" formnovalidate>{}</button> <span class="help">{}</span>'
        where, note = reverse(self._named("address"), args=[somebody.pk]), _("It is written down that you did.")
        return format_html(button, MASK, where, _("Show the address"), note)

    def get_urls(self):
        name = self._named("address").removeprefix("admin:")
        shown = path("<int:pk>/address/", self.admin_site.admin_view(self.address), name=name)
        return [shown, *super().get_urls()]

    @method_decorator(require_POST)
    def address(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        somebody = get_object_or_404(self.get_queryset(request), pk=pk)
        address_seen.send(sender=self.model, about=somebody, by=request.user)
        facts = {**self.admin_site.each_context(request), "opts": self.opts, "title": somebody.display_name}
        return render(request, "members/desk/address.html", {**facts, "somebody": somebody})

    def _named(self, view):
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}"
