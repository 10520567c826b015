"""Lost second factors at the desk: one coordinator asks, another grants."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from ggsn.accounts.lookup import account_at
from ggsn.accounts.models import FactorLoss
from ggsn.reading import ReadByCoordinators
from members.roles import is_coordinator


class AskForm(forms.ModelForm):
    """By the whole address: nobody is found here by guessing at letters."""

    address = forms.EmailField(
        label=_("E-mail address of the account"),
        help_text=_(
            "Make sure it is them, by voice or by somebody who knows them. Then another coordinator grants it."
        ),
    )

    class Meta:
        model = FactorLoss
        fields = []

    def clean_address(self):
        member = account_at(self.cleaned_data["address"])
        if member is None:
            raise forms.ValidationError(_("No open account has this address."))
        self.instance.member = member
        return self.cleaned_data["address"]


@admin.register(FactorLoss)
class FactorLossAdmin(ReadByCoordinators, admin.ModelAdmin):
    list_display = ["asked_at", "member", "asked_by", "granted_by", "granted_at"]
    list_select_related = ["member", "asked_by", "granted_by"]
    ordering = ["-asked_at"]
    actions = ["grant"]

    def has_add_permission(self, request, obj=None):
        return is_coordinator(request.user)

    def has_grant_permission(self, request):
        return is_coordinator(request.user)

    def lookup_allowed(self, lookup, value, request):
        return False

    def get_form(self, request, obj=None, **kwargs):
        return AskForm if obj is None else super().get_form(request, obj, **kwargs)

    def get_fields(self, request, obj=None):
        return ["address"] if obj is None else ["member", "asked_by", "asked_at", "granted_by", "granted_at"]

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else self.get_fields(request, obj)

    def save_model(self, request, obj, form, change):
        obj.ask(by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, _("Noted. Another coordinator must now grant it; the person is told by mail."))
        return HttpResponseRedirect("../")

    @admin.action(description=_("Grant: take the second factor off"), permissions=["grant"])
    def grant(self, request, queryset):
        for loss in queryset.filter(granted_at__isnull=True).select_related("member"):
            if not loss.may_be_granted_by(request.user):
                messages.error(request, _("It takes two: whoever asked cannot grant it as well."))
                continue
            loss.grant(by=request.user)
            self.log_change(request, loss, [{"changed": {"fields": ["granted_at"]}}])
            messages.success(request, _("Granted. They are signed out everywhere and choose a new second factor."))
