"""The drive at the desk: who looks after what, who asks for access, and which folders are to be renewed."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members import saying
from members.desk import BegunByMembers, Standing
from members.models import Member
from members.roles import is_coordinator
from resources.links import refuse_keys
from resources.models import AccessRequest, Keeping, Kind, LastCheck, Renewal, cards_in_trouble


class CardForm(forms.ModelForm):
    """What the form of a resource has besides where it is a card of the drive."""

    keepers = forms.CharField(
        label=_("Who looks after it"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
        max_length=2000,
        required=False,
        help_text=_(
            "The address of a member’s page on each line; what follows it is not read. A line with # is somebody whom "
            "you do not see here. Two people are best."
        ),
    )
    settled = forms.BooleanField(
        label=_("Dealt with"),
        required=False,
        help_text=_("What was found at the last check no longer waits at the desk. Naming others does the same."),
    )
    read_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    reviewer = None  # set by the desk

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if is_card(self.instance):
            self.fields["read_at"].initial = timezone.now().isoformat()
            self.initial["keepers"] = "\n".join(self._line(keeping) for keeping in self._keepings())
        else:
            del self.fields["keepers"], self.fields["settled"], self.fields["read_at"]

    def _keepings(self):
        """Each with `is_seen`: whether this reviewer may know who it is, as anywhere else."""
        seen = Member.objects.visible_to(self.reviewer).present().filter(pk=OuterRef("member"))
        keepings = Keeping.objects.filter(resource=self.instance, until__isnull=True).select_related("member")
        return keepings.annotate(is_seen=Exists(seen)).order_by("pk")

    @staticmethod
    def _line(keeping):
        if keeping.is_seen:
            return f"{keeping.member.get_absolute_url()} {keeping.member.display_name}"
        return f"#{keeping.pk} {gettext('a member')}"

    def clean_keepers(self):
        """Whoever the reviewer can find; and, by its number on this card, whoever looks after it already."""
        there = {f"#{keeping.pk}": keeping.member for keeping in self._keepings()}
        seen, found = Member.objects.visible_to(self.reviewer).present(), []
        for line in filter(None, map(str.strip, self.cleaned_data["keepers"].splitlines())):
            address = line.split()[0]
            person = there.get(address) or seen.filter(handle=address.rstrip("/").rpartition("/")[2]).first()
            if person:
                found.append(person)
            else:
                self.add_error("keepers", _("No member has this address: %(line)s") % {"line": line})
        return found

    def save_card(self):
        """After all else is saved."""
        if "keepers" in self.fields:
            is_new = Keeping.objects.put(self.instance, self.cleaned_data["keepers"])
            if is_new or self.cleaned_data["settled"]:
                LastCheck.objects.settle(self.instance, self.cleaned_data["read_at"] or timezone.now())


def is_card(resource):
    return resource is not None and resource.pk is not None and resource.kind == Kind.DRIVE


class CardAtTheDesk:
    """For the admin of resources."""

    def card_fieldsets(self, obj):
        if not is_card(obj):
            return []
        return [(_("In the drive"), {"fields": ["keepers", "last_check_in_words", "settled", "read_at"]})]

    @admin.display(description=_("last check"))
    def last_check_in_words(self, resource):
        check = LastCheck.objects.filter(resource=resource).first()
        if check is None:
            return _("Not checked yet.")
        day = saying.day(check.at)
        if check.settled_at:
            return format_html("{}. {}. {}.", day, check.get_answer_display(), _("Dealt with"))
        return format_html("{}. {}.", day, check.get_answer_display())


class DriveFilter(admin.SimpleListFilter):
    title = _("drive")
    parameter_name = "drive"

    def lookups(self, request, model_admin):
        return [("trouble", _("Something is wrong"))]

    def queryset(self, request, queryset):
        if self.value() != "trouble":
            return queryset
        return queryset.filter(pk__in=cards_in_trouble().values("pk"))


class ForCoordinators(BegunByMembers):
    """Read and answered by the coordination alone; begun and ended by what members do."""

    def has_module_permission(self, request):
        return is_coordinator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_coordinator(request.user)

    def has_change_permission(self, request, obj=None):
        return is_coordinator(request.user)


class AnswerForm(forms.ModelForm):
    given = forms.ChoiceField(
        label=_("Answer"),
        choices=[("", _("Not yet")), *AccessRequest.Outcome.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Share the folder inside CryptPad first. The member is told by a message from you."),
    )
    word = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=3000,
        validators=[refuse_keys],
        widget=admin.widgets.AdminTextareaWidget({"rows": 4}),
        help_text=_("It stands in the message. Never a link: a link is a key."),
    )

    class Meta:
        model = AccessRequest
        fields = []

    def clean(self):
        facts = super().clean()
        if facts.get("word") and not facts.get("given"):
            self.add_error("given", _("Say whether it is shared: your word goes with the answer."))
        return facts


class RequestStanding(Standing):
    standings = [
        ("waiting", _("To decide on"), lambda requests: requests.waiting()),
        ("answered", _("Answered"), lambda requests: requests.filter(answered_at__isnull=False)),
    ]


@admin.register(AccessRequest)
class AccessRequestAdmin(ForCoordinators, admin.ModelAdmin):
    form = AnswerForm
    list_display = ["resource", "who", "asked_at", "outcome"]
    list_filter = [RequestStanding]
    list_select_related = ["resource", "member"]
    ordering = ["answered_at", "asked_at", "pk"]
    actions = None
    readonly_fields = ["who", "resource", "folder", "words", "asked_at", "outcome", "answered_at", "answered_by"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.answered_at is None)

    def get_fields(self, request, obj=None):
        asked = ["who", "resource", "folder", "words", "asked_at"]
        return self.readonly_fields if obj is None or obj.answered_at else [*asked, "given", "word"]

    @admin.display(description=_("member"))
    def who(self, asked):
        return asked.member.display_name

    @admin.display(description=_("folder in the drive"))
    def folder(self, asked):
        return asked.resource.drive_folder

    def save_model(self, request, obj, form, change):
        given, word = form.cleaned_data["given"], form.cleaned_data["word"]
        if given and not obj.answer(given, by=request.user, word=word):
            self.message_user(request, _("It was answered already, or the account is closed."), messages.WARNING)


class RenewForm(forms.ModelForm):
    is_done = forms.BooleanField(
        label=_("Access to it is renewed inside CryptPad"),
        required=False,
        help_text=_("Whoever left opens it no longer, and those who stay have the new key."),
    )

    class Meta:
        model = Renewal
        fields = []


class RenewalStanding(Standing):
    standings = [
        ("open", _("To renew"), lambda renewals: renewals.open()),
        ("done", _("Renewed"), lambda renewals: renewals.filter(done_at__isnull=False)),
    ]


@admin.register(Renewal)
class RenewalAdmin(ForCoordinators, admin.ModelAdmin):
    form = RenewForm
    list_display = ["folder", "who_leaves", "since", "done_at"]
    list_filter = [RenewalStanding]
    list_select_related = ["member"]
    ordering = ["done_at", "since", "pk"]
    actions = ["finish_all"]
    readonly_fields = ["folder", "who_leaves", "who_else", "since", "done_at"]

    def get_fields(self, request, obj=None):
        return self.readonly_fields if obj is None or obj.done_at else [*self.readonly_fields[:-1], "is_done"]

    @admin.display(description=_("who leaves"))
    def who_leaves(self, renewal):
        if renewal.member is None or renewal.member.erased_at:
            return _("somebody who has left")
        name = renewal.member.display_name
        if renewal.member.leaves_at and renewal.member.is_active:
            day = saying.day(renewal.member.leaves_at)
            return _("%(name)s, who leaves on %(day)s") % {"name": name, "day": day}
        return _("%(name)s, whose account is closed") % {"name": name}

    @admin.display(description=_("who else looks after something in it"))
    def who_else(self, renewal):
        there = Keeping.objects.current().of_cards().filter(resource__drive_folder=renewal.folder)
        others = Member.objects.filter(pk__in=there.exclude(member=renewal.member).values("member"))
        return saying.listed([person.name_to_show for person in others.order_by("sort_name")]) or _("nobody")

    def save_model(self, request, obj, form, change):
        if form.cleaned_data["is_done"]:
            obj.finish()

    @admin.action(description=_("Access to the selected folders is renewed"))
    def finish_all(self, request, queryset):
        done = [renewal.finish() for renewal in queryset.open()]
        words = ngettext("%(count)s folder is renewed.", "%(count)s folders are renewed.", len(done))
        self.message_user(request, words % {"count": len(done)})
