"""The files of a resource at the desk: those who review take and read them, and can withdraw them. Never their keys."""

from django import forms
from django.contrib import admin
from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from members.models import Visibility
from members.saying import day
from resources.models import FileVersion, ResourceFile
from resources.templatetags.resources import findings
from resources.weights import weight


def told(version):
    """What tells a version from others of the same file."""
    return f"{version.name} ({day(timezone.localtime(version.uploaded_at))}, {weight(version.size)})"


class WithdrawForm(forms.ModelForm):
    withdraw = forms.BooleanField(
        label=_("Withdraw it"),
        required=False,
        help_text=_("Its addresses lead nowhere from then on. The contributor can give it again."),
    )

    former = forms.MultipleChoiceField(
        label=_("Withdraw former versions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody can take them from then on. What is shown at present stays."),
    )

    class Meta:
        model = ResourceFile
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.former = {one.key: one for one in getattr(self.instance, "confirmed_versions", [])[1:]}
        self.fields["former"].choices = [(key, told(one)) for key, one in self.former.items()]
        if not self.former:
            self.fields["former"].widget = forms.MultipleHiddenInput()

    def save(self, commit=True):
        for key in self.cleaned_data["former"]:
            self.former[key].withdraw()
        if self.cleaned_data["withdraw"]:
            self.instance.withdraw()
        return self.instance


class Files(admin.StackedInline):
    model = ResourceFile
    form = WithdrawForm
    extra = 0
    can_delete = False
    readonly_fields = [*get_translation_fields("title"), "language", "taken_by", "versions", "found"]
    fields = [
        tuple(get_translation_fields("title")),
        ("language", "taken_by"),
        "versions",
        "found",
        "former",
        "withdraw",
    ]

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """Each with its versions, the newest first; what waits for a yes to what is hidden in it is not there yet."""
        confirmed = FileVersion.objects.confirmed().defer("words").order_by("-pk")
        files = ResourceFile.objects.visible_to(request.user).select_related("language").order_by("position", "pk")
        files = files.annotate(audience=F("resource__visibility"))
        return files.prefetch_related(Prefetch("versions", confirmed, to_attr="confirmed_versions"))

    @admin.display(description=_("who may take it"))
    def taken_by(self, file):
        taken_by = file.taken_by(file.audience)
        if taken_by != file.audience:
            return _("Members only, while everybody will see the resource")
        return Visibility(taken_by).label

    @admin.display(description=_("versions"))
    def versions(self, file):
        rows = ((one.get_absolute_url(), told(one)) for one in file.confirmed_versions)
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', rows) or "–"

    @admin.display(description=_("found in it"))
    def found(self, file):
        report = file.confirmed_versions[0].report if file.confirmed_versions else {}
        noted = [*report.get("found", ()), *report.get("cannot", ())]
        return format_html_join(mark_safe("<br>"), "{}", ((sentence,) for sentence in findings(noted))) or "–"
