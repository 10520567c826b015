"""Applications at the desk: read, asked about, handed over, decided, by those of their region or the coordination."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from members.joining.reviewing import NAMED, ReviewForm
from members.masked import ShowsAddressWhenAsked
from members.models import Application, ApplicationMessage, ApplicationNote, HeldAddress, Mail, Region
from members.roles import REGIONAL_COORDINATOR, has_role, is_coordinator
from members.zones import locale


class Standing(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Waiting for us")),
            ("mine", _("Looked after by me")),
            ("asked", _("Waiting for the applicant")),
            ("accepted", _("Accepted")),
            ("declined", _("Declined")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting()
            case "mine":
                return queryset.open().filter(reviewers=request.user)
            case "asked":
                return queryset.open().filter(waits_since__isnull=True)
            case "accepted":
                return queryset.filter(accepted_at__isnull=False)
            case "declined":
                return queryset.filter(declined_at__isnull=False)
        return queryset


class OwnRegions(admin.SimpleListFilter):
    """Regions this person looks after; others are not even named."""

    title = _("region")
    parameter_name = "region"

    def lookups(self, request, model_admin):
        regions = Region.objects.order_by("position", "key")
        if not is_coordinator(request.user):
            regions = regions.filter(pk__in=[region.pk for region in request.user.own_regions])
        return [(region.key, str(region)) for region in regions]

    def queryset(self, request, queryset):
        return queryset.filter(region__key=self.value()) if self.value() else queryset


class Correspondence(admin.StackedInline):
    """Written once: what was said stays as it was said."""

    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")

    def has_view_permission(self, request, obj=None):
        return obj is None or Application.objects.visible_to(request.user).contains(obj)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Messages(Correspondence):
    model = ApplicationMessage
    fields = readonly_fields = ["written_at", "writer", "text"]

    @admin.display(description=_("by"))
    def writer(self, message):
        return _("The applicant") if message.is_from_applicant else message.by


class Notes(Correspondence):
    model = ApplicationNote
    fields = readonly_fields = ["written_at", "by", "text"]


@admin.register(Application)
class ApplicationAdmin(ShowsAddressWhenAsked, admin.ModelAdmin):
    form = ReviewForm
    list_display = ["name", "standing", "waiting_for", "region", "takes_part", "looked_after_by", "submitted_at"]
    list_filter = [Standing, OwnRegions]
    list_select_related = ["region"]
    ordering = ["waits_since", "-submitted_at", "pk"]
    actions = None
    inlines = [Messages, Notes]

    ABOUT = ["name", "pronouns", "hidden_address", "written_to_in", "place", "spoken"]
    WORK = ["takes_part", "organization_name", "organization_role", "groups", "kinds", "ways", "fights"]
    REST = ["heard", "care", "mail", "agreed_at"]
    NEXT = ["looked_after_by", "decision", "representing", "word", "kindness", "colleague", "note"]
    DATES = ["submitted_at", "confirmed_at", "waiting_for", "asked_at", "offered_learning_at", "chose_learning_at"]
    END = ["accepted_at", "declined_at", "reason", "decided_by", "invited_at", "welcomed_at"]

    # --- Who may do what ---

    def reviews(self, request):
        return is_coordinator(request.user) or has_role(request.user, REGIONAL_COORDINATOR)

    def get_queryset(self, request):
        return Application.objects.visible_to(request.user).prefetch_related("reviewers")

    def has_module_permission(self, request):
        return self.reviews(request)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return self.reviews(request)
        return Application.objects.visible_to(request.user).contains(obj)

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Whoever asks for it is erased; what became an account goes with the account."""
        return is_coordinator(request.user) and (obj is None or obj.member_id is None)

    def lookup_allowed(self, lookup, value, request):
        return lookup in {"standing", "region"}

    # --- What is shown ---

    def get_fieldsets(self, request, obj=None):
        names_one = obj is not None and obj.names_organization
        return [
            (_("Who"), {"fields": self.ABOUT}),
            (_("What they do"), {"fields": self.WORK}),
            (_("Besides"), {"fields": self.REST}),
            (_("Filed under"), {"fields": ["region", "organization"]}),
            (_("What next"), {"fields": [name for name in self.NEXT if names_one or name != "representing"]}),
            (_("Dates"), {"fields": [*self.DATES, *self.END], "classes": ["collapse"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        told = ["looked_after_by", *self.ABOUT, *self.WORK, *self.REST, *self.DATES, *self.END]
        return told if is_coordinator(request.user) and obj is not None and obj.is_open else [*told, "region"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.reviewer = request.user
        return form

    @admin.display(description=_("name"))
    def name(self, application):
        name = application.display_name
        return _("%(name)s (demonstration)") % {"name": name} if application.is_demonstration else name

    @admin.display(description=_("standing"))
    def standing(self, application):
        if application.accepted_at:
            return _("Accepted")
        if application.declined_at:
            return _("Declined")
        if not application.waits_since:
            return _("Waiting for the applicant")
        return _("Wants to join to learn") if application.chose_learning_at else _("Waiting for us")

    @admin.display(description=_("waiting for"), ordering="waits_since")
    def waiting_for(self, application):
        return timesince(application.waits_since, timezone.now(), depth=1) if application.waits_since else "–"

    @admin.display(description=_("looked after by"))
    def looked_after_by(self, application):
        return ", ".join(map(str, application.reviewers.all())) or _("nobody yet")

    @admin.display(description=_("language of mail"))
    def written_to_in(self, application):
        return language_name(application.language)

    @admin.display(description=_("languages spoken"))
    def spoken(self, application):
        return ", ".join(map(str, application.languages.all())) or "–"

    @admin.display(description=_("support offered"))
    def kinds(self, application):
        return ", ".join(map(str, application.supports.all())) or "–"

    @admin.display(description=_("struggles"))
    def fights(self, application):
        return ", ".join(map(str, application.struggles.all())) or "–"

    @admin.display(description=_("mail they would like"))
    def mail(self, application):
        return ", ".join(str(label) for value, label in Mail.choices if value in application.wanted_mail) or "–"

    # --- What is done ---

    def save_model(self, request, obj, form, change):
        obj.save(update_fields=[name for name in ["region", "organization"] if name in form.fields])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if note := form.cleaned_data["note"]:
            form.instance.notes.create(by=request.user, text=note)
        self.decide(request, form.instance, form.cleaned_data)

    def decide(self, request, application, facts):
        by, word, colleague = request.user, facts["word"], facts["colleague"]
        match facts["decision"]:
            case "take":
                application.hand_over(by=by, to=by)
            case "ask":
                application.ask(by=by, text=word)
            case "learn":
                application.offer_learning(by=by, word=word)
            case "accept":
                is_made = facts.get("representing") == NAMED
                application.accept(by=by, word=word, makes_organization=is_made)
                if is_made and application.organization:
                    self.log_addition(request, application.organization, [{"added": {}}])
            case "decline":
                application.decline(by=by, reason=facts["kindness"], word=word)
            case "share":
                application.reviewers.add(by)
                application.hand_over(by=by, to=colleague, and_stay=True)
            case "hand":
                application.hand_over(by=by, to=colleague)
            case "again":
                application.welcome_again(by=by)
                messages.success(request, _("The letter is on its way; the link of the former one is dead."))


@admin.register(HeldAddress)
class HeldAddressAdmin(admin.ModelAdmin):
    list_display = ["shown_address", "reason", "held_at"]
    ordering = ["address"]

    def get_fields(self, request, obj=None):
        return ["shown_address" if obj and obj.is_unreadable else "address", "reason"]

    def get_readonly_fields(self, request, obj=None):
        return ["shown_address"]

    @admin.display(description=_("address or host"), ordering="address")
    def shown_address(self, held):
        return _("Of somebody who left") if held.is_unreadable else held.address


def language_name(code):
    return locale().languages.get(code, code)
