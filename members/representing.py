"""What members speak for: a page for members’ eyes, kept by those who speak for it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from modeltranslation.utils import build_localized_fieldname

from members.audiences import telling
from members.forms import facet_choices
from members.models import Member, Organization, Region
from members.roles import member_required
from members.zones import locale


class OrganizationForm(forms.ModelForm):
    """What members read of it. Its name, and how many may speak for it, are the coordination’s to change."""

    class Meta:
        model = Organization
        fields = [
            "place",
            "region",
            "contact",
            *[build_localized_fieldname("presentation", code) for code, _name in settings.LANGUAGES],
        ]
        help_texts = {"place": gettext_lazy("As precise or as vague as you wish: a town, a country, or nothing.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("I would rather not say")), *facet_choices(Region)]
        names = locale().languages
        for code, _name in settings.LANGUAGES:
            field = self.fields[build_localized_fieldname("presentation", code)]
            field.label = _("Presentation, in this language: %(language)s") % {"language": names.get(code, code)}
            field.help_text = _("What it does, and what one may ask of it. One language is enough.")
            field.widget = forms.Textarea(attrs={"rows": 4, "lang": code, "maxlength": 1000})


@require_safe
@member_required
def organization(request, handle):
    there = Organization.objects.visible_to(request.user).select_related("region")
    shown = get_object_or_404(there, handle=handle)
    context = {
        "organization": shown,
        "subject": shown,
        "people": telling(request.user, speaking_for(shown, request.user), "organization"),
        "may_edit": Organization.objects.edited_by(request.user).contains(shown),
    }
    return render(request, "members/organization.html", context)


def speaking_for(organization, viewer):
    """Those of its people whom the viewer may know of; none who is quiet or hidden, whoever looks."""
    there = Member.objects.visible_to(viewer).present().filter(organization=organization).select_related("region")
    shown = ["display_name", "handle", "region", "organization_for", "organization_role", "represents_since"]
    return there.only(*shown).order_by("sort_name", "handle")


@member_required
def edit(request, handle):
    own = get_object_or_404(Organization.objects.edited_by(request.user), handle=handle)
    form = OrganizationForm(request.POST or None, instance=own)
    if form.is_valid():
        messages.success(request, _("Saved. This is the page as members see it."))
        return redirect(form.save())
    return render(request, "members/organization_edit.html", {"form": form, "organization": own})
