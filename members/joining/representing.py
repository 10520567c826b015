"""Who wishes to speak for an organization, at the desk: confirmed or refused by the coordination."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.desk import BegunByMembers, Standing
from members.models import RepresentationRequest
from members.roles import REGIONAL_COORDINATOR, has_role, is_coordinator

CONFIRM, REFUSE = "confirm", "refuse"


class DecisionForm(forms.ModelForm):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("", _("Not yet")),
            (CONFIRM, _("Yes: named on its page, and may change it")),
            (REFUSE, _("No, this is not confirmed")),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The member is told by mail."),
    )

    class Meta:
        model = RepresentationRequest
        fields = []

    def clean_decision(self):
        decision = self.cleaned_data["decision"]
        if decision == CONFIRM and not self.instance.organization.takes(self.instance.member):
            raise forms.ValidationError(_("This organization has as many representatives as it may have."))
        return decision


class RequestStanding(Standing):
    standings = [
        ("waiting", _("To decide on"), lambda requests: requests.undecided()),
        ("decided", _("Decided"), lambda requests: requests.decided()),
    ]


@admin.register(RepresentationRequest)
class RepresentationRequestAdmin(BegunByMembers, admin.ModelAdmin):
    form = DecisionForm
    list_display = ["who", "organization", "asked_at", "confirmed_at", "refused_at"]
    list_display_links = ["who"]
    list_filter = [RequestStanding]
    list_select_related = ["member", "organization"]
    ordering = ["asked_at", "pk"]
    actions = None
    readonly_fields = ["who", "organization", "role", "asked_at", "confirmed_at", "refused_at", "decided_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def looks_after_some(self, request):
        return is_coordinator(request.user) or has_role(request.user, REGIONAL_COORDINATOR)

    def has_module_permission(self, request):
        return self.looks_after_some(request)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return self.looks_after_some(request)
        return RepresentationRequest.objects.visible_to(request.user).contains(obj)

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj) and (obj is None or obj.is_undecided)

    def get_fields(self, request, obj=None):
        told = self.readonly_fields
        return [*told, "decision"] if self.has_change_permission(request, obj) else told

    @admin.display(description=_("member"), ordering="member__sort_name")
    def who(self, asked):
        return asked.member.display_name

    def save_model(self, request, obj, form, change):
        decision = form.cleaned_data["decision"]
        if decision == CONFIRM:
            obj.confirm(by=request.user)
        elif decision == REFUSE:
            obj.refuse(by=request.user)
