"""The desk for members: who is let in by whom, and what of a person nobody at the desk can change.

Coordinators look after all accounts, regional coordinators see those of their regions and accept their applicants.
Names, texts and whether one is listed are each person's own; roles are a superuser's to give; passwords nobody's.
An e-mail address shows when it is asked for; that, and each list that leaves the portal, is written down.
"""

import re

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.template.defaultfilters import yesno
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from modeltranslation.admin import TranslationAdmin

from members import saying
from members.audiences import SeenAs
from members.desk import BegunByMembers, Standing
from members.exports import ExportForm, rows, standing
from members.joining import representing  # noqa: F401 - who wishes to speak for what
from members.joining.admin import OwnRegions, language_name
from members.keyed_links import refuse_keys_in_words
from members.masked import MASK, ShowsAddressWhenAsked
from members.models import (
    Application,
    Audience,
    Language,
    Member,
    Message,
    Organization,
    Region,
    Report,
    RepresentationRequest,
    Struggle,
    SupportKind,
)
from members.places import PlaceField
from members.reporting import concerned, reportable_of
from members.roles import REGIONAL_COORDINATOR, coordinates, has_role, is_coordinator
from members.signals import members_exported


class Acceptance(admin.SimpleListFilter):
    title = _("membership")
    parameter_name = "membership"

    def lookups(self, request, model_admin):
        return [("applicant", _("Applicants")), ("member", _("Members")), ("closed", _("Closed accounts"))]

    def queryset(self, request, queryset):
        match self.value():
            case "applicant":
                return queryset.applicants()
            case "member":
                return queryset.accepted()
            case "closed":
                return queryset.filter(is_active=False)
        return queryset


class AccountForm(forms.ModelForm):
    hidden = forms.BooleanField(
        label=_("Hidden by the coordination"),
        required=False,
        help_text=_("Whatever this person chooses, members do not find them. They read so on their page."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["hidden"] = self.instance.hidden_at is not None

    def clean_organization(self):
        organization = self.cleaned_data["organization"]
        if organization and not organization.takes(self.instance):
            raise forms.ValidationError(_("This organization has as many representatives as it may have."))
        return organization


@admin.register(Member)
class MemberAdmin(ShowsAddressWhenAsked, admin.ModelAdmin):
    form = AccountForm
    list_display = ["display_name", "standing", "shown_place", "region", "organization", "joined_at"]
    list_filter = [Acceptance, OwnRegions]
    list_select_related = ["region", "organization"]
    # An address is found as a whole, never letter by letter.
    search_fields = ["search_words", "=email"]
    change_list_template = "members/desk/list.html"
    ordering = ["-joined_at", "pk"]
    actions = ["accept"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    # What of their own words a person shows to the coordination; what is for them alone is not read here either.
    OWN_WORDS = ["display_name", "shown_pronouns", "shown_place", "reads_in", "in_directory", "shown_presentation"]
    DATES = ["joined_at", "accepted_at", "last_login"]
    WHEN_MADE = ["email", "display_name", "language", "time_zone"]

    # --- Who may do what ---

    def looks_after_some(self, request):
        return is_coordinator(request.user) or has_role(request.user, REGIONAL_COORDINATOR)

    def get_queryset(self, request):
        return super().get_queryset(request).in_care_of(request.user).defer("password", "search_words")

    def has_module_permission(self, request):
        return self.looks_after_some(request)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return self.looks_after_some(request)
        return Member.objects.in_care_of(request.user).contains(obj)

    def has_add_permission(self, request):
        return is_coordinator(request.user)

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return is_coordinator(request.user)

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_accept_permission(self, request):
        return self.looks_after_some(request)

    def lookup_allowed(self, lookup, value, request):
        """Only the filters on the page: no guessing at addresses or passwords letter by letter."""
        return lookup in {"membership", "region"}

    # --- What is shown, and what of it can be changed ---

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": [*self.WHEN_MADE, "region", "organization"]})]
        account = ["region", "organization", "hidden", "is_active"]
        fieldsets = [
            (None, {"fields": ["hidden_address", *self.OWN_WORDS]}),
            (_("Looked after by the coordination"), {"fields": account}),
            (_("Dates"), {"fields": self.DATES}),
        ]
        if request.user.is_superuser:
            roles = ["groups", "regions_coordinated", "is_superuser"]
            fieldsets.insert(2, (_("Roles"), {"fields": roles}))
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else ["hidden_address", *self.OWN_WORDS, *self.DATES]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "time_zone":
            return PlaceField(label=db_field.verbose_name, help_text=_("A country, or a large city."))
        if db_field.name == "language":
            return forms.ChoiceField(label=db_field.verbose_name, choices=settings.LANGUAGES)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"language": request.user.language, "time_zone": request.user.time_zone}

    @admin.display(description=_("membership"))
    def standing(self, member):
        words = standing(member)
        return _("%(standing)s (demonstration)") % {"standing": words} if member.is_demonstration else words

    def get_deleted_objects(self, objs, request):
        """What goes with an account, its addresses among it, is named without them, and none of it can stay."""
        to_delete, counts, _kept, protected = super().get_deleted_objects(objs, request)
        return without_addresses(to_delete), counts, set(), protected

    @admin.display(description=_("pronouns"))
    def shown_pronouns(self, member):
        return SeenAs(member, Audience.COORDINATORS).pronouns

    @admin.display(description=_("place"))
    def shown_place(self, member):
        return SeenAs(member, Audience.COORDINATORS).place

    @admin.display(description=Member._meta.get_field("language").verbose_name)
    def reads_in(self, member):
        return language_name(member.language)

    @admin.display(description=Member._meta.get_field("is_listed").verbose_name)
    def in_directory(self, member):
        return yesno(member.is_listed)

    @admin.display(description=_("presentation"))
    def shown_presentation(self, member):
        seen = SeenAs(member, Audience.COORDINATORS)
        return "\n\n".join(filter(None, seen.presentations)) if seen.presents else ""

    # --- What is done ---

    def get_urls(self):
        export = path("export/", self.admin_site.admin_view(self.export), name="members_member_export")
        return [export, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def export(self, request):
        """The list as it is filtered on the screen, for whoever has just confirmed who they are, and says why.

        Less those who are absent: who went quiet, and whom the coordination hid. A file is handed on, and whoever reads
        it cannot see who was to be found by nobody. Not being in the directory is what everybody begins with: it says
        what members may find, not whom the coordination may work with, so these are here, and the file says which.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.admin_site.confirmed(self._export)(request)

    def _export(self, request):
        members = self.get_changelist_instance(request).get_queryset(request).present()
        form, number = ExportForm(request.POST or None), members.count()
        if not form.is_valid():
            facts = {**self.admin_site.each_context(request), "opts": self.opts, "form": form, "number": number}
            return render(request, "members/desk/export.html", {**facts, "title": _("Export")})
        chosen = form.cleaned_data
        members_exported.send(sender=Member, by=request.user, number=number, **chosen)
        name = f"members-{timezone.localdate()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        table = rows(members, chosen["with_addresses"])
        return StreamingHttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()  # the first sign-in is by a code to the address
        super().save_model(request, obj, form, change)
        if "organization" in form.changed_data:
            RepresentationRequest.objects.take_back(obj)  # what they wished before is settled
        if "hidden" in form.changed_data:
            obj.hide() if form.cleaned_data["hidden"] else obj.show_again()

    @admin.action(description=_("Accept these applicants"), permissions=["accept"])
    def accept(self, request, queryset):
        accepted, to_read = 0, []
        for applicant in queryset.applicants().select_related("region"):
            if not coordinates(request.user, applicant.region):
                raise PermissionDenied
            if not accept_through_application(applicant, by=request.user):
                to_read.append(applicant.display_name)
                continue
            self.log_change(request, applicant, [{"changed": {"fields": ["accepted_at"]}}])
            accepted += 1
        words = ngettext("%(number)s applicant is now a member.", "%(number)s applicants are now members.", accepted)
        if accepted or not to_read:
            messages.success(request, words % {"number": accepted})
        if to_read:
            words = _("They named an organization: accept them on the page of their application. %(names)s.")
            messages.warning(request, words % {"names": saying.listed(to_read)})


def without_addresses(named):
    """A list of what is deleted, as the admin makes it, lists in it included."""
    if isinstance(named, list):
        return [without_addresses(part) for part in named]
    return re.sub(r"[^\s>:]+@[^\s<]+", MASK, named)


def accept_through_application(applicant, by):
    """Whoever applied is accepted there, so that nothing goes on waiting. False where there is a choice to make."""
    application = Application.objects.open().filter(member=applicant).first()
    if application is None:
        applicant.accept(by=by)
    elif application.names_organization and application.organization is None:
        return False
    else:
        application.accept(by=by)
    return True


@admin.register(Organization)
class OrganizationAdmin(TranslationAdmin):
    list_display = ["name", "place", "region", "most_representatives"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["name", "place"]
    ordering = ["name"]


@admin.register(Region, Struggle, SupportKind)
class FacetAdmin(TranslationAdmin):
    list_display = ["name", "key", "position"]
    ordering = ["position", "key"]


@admin.register(Language)
class LanguageAdmin(admin.ModelAdmin):
    list_display = ["code", "name"]
    search_fields = ["code"]
    ordering = ["code"]


class ReportForm(forms.ModelForm):
    """What to do about a report. Writing decides nothing: the report waits until it is kept or hidden."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", _("Not yet")), *Report.Decision.choices, ("write", _("Write to the person first"))],
        required=False,
    )
    word = forms.CharField(
        label=_("Message to the person"),
        required=False,
        max_length=4000,
        validators=[refuse_keys_in_words],
        widget=admin.widgets.AdminTextareaWidget({"rows": 5}),
        help_text=_("Sent as a message from you. It does not say who reported."),
    )

    class Meta:
        model = Report
        fields = []

    def clean(self):
        facts = super().clean()
        if facts.get("verdict") == "write" and not facts.get("word"):
            self.add_error("word", _("Write something first."))
        if facts.get("verdict") == "write" and concerned(self.instance) is None:
            self.add_error("verdict", _("There is nobody to write to any more."))
        return facts


class ReportStanding(Standing):
    standings = [
        ("open", _("To decide on"), lambda reports: reports.open()),
        ("decided", _("Decided"), lambda reports: reports.filter(decided_at__isnull=False)),
    ]


@admin.register(Report)
class ReportAdmin(BegunByMembers, admin.ModelAdmin):
    """One queue for everything that members report, the oldest first."""

    form = ReportForm
    list_display = ["reason", "about_what", "made_at", "decision", "decided_at"]
    list_filter = [ReportStanding]
    list_select_related = ["content_type"]
    ordering = ["decided_at", "made_at"]
    readonly_fields = [
        "reason",
        "words",
        "reporter",
        "made_at",
        "about_what",
        "quoted",
        "person",
        "decision",
        "decided_at",
    ]
    fields = [*readonly_fields, "verdict", "word"]

    def has_change_permission(self, request, obj=None):
        return is_coordinator(request.user) and (obj is None or obj.decided_at is None)

    def get_fields(self, request, obj=None):
        return self.fields if obj is None or obj.decided_at is None else self.readonly_fields

    @admin.display(description=_("about"))
    def about_what(self, report):
        return report.content_type.model_class()._meta.verbose_name

    @admin.display(description=_("what it says"))
    def quoted(self, report):
        kind = reportable_of(report)
        return kind.quote(report.about) if kind else _("It is gone.")

    @admin.display(description=_("whom it concerns"))
    def person(self, report):
        person = concerned(report)
        return person.display_name if person else ""

    def save_model(self, request, obj, form, change):
        decision, word = form.cleaned_data["verdict"], form.cleaned_data["word"]
        if word and (person := concerned(obj)):
            Message(sender=request.user, recipient=person, text=word).send()
        if decision in Report.Decision.values:
            obj.decide(decision, by=request.user)
