"""What members offer and look for among themselves."""

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from modeltranslation.utils import build_localized_fieldname

from members.models import Member, Offer
from members.roles import member_required
from members.zones import locale

PER_PAGE = 24
TEXTS = [build_localized_fieldname("text", code) for code, _name in settings.LANGUAGES]


class OfferForm(forms.ModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Offer.Kind, widget=forms.RadioSelect)

    class Meta:
        model = Offer
        fields = ["kind", *TEXTS, "ends_on"]
        labels = {"ends_on": gettext_lazy("Until when?")}
        help_texts = {"ends_on": gettext_lazy("After that day it disappears by itself.")}
        widgets = {"ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "narrow"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = locale().languages
        for code, _name in settings.LANGUAGES:
            field = self.fields[build_localized_fieldname("text", code)]
            field.label = _("In this language: %(language)s") % {"language": names.get(code, code)}
            field.widget = forms.Textarea(attrs={"rows": 3, "lang": code, "maxlength": 300})
        self.fields[TEXTS[0]].help_text = _(
            "For instance two hours of coaching, a translation. One language is enough."
        )

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < timezone.now().date():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return ends_on

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in TEXTS):
            self.add_error(TEXTS[0], _("Say in one language at least what it is."))
        return cleaned


def offers_of(person):
    """What stands on the page of somebody in the directory."""
    listed = Member.objects.listed()
    return Offer.objects.current().filter(member__in=listed.filter(pk=person.pk)).order_by("ends_on", "pk")


@require_safe
@member_required
def offers(request):
    """All that is offered and looked for today, what ends first before the rest."""
    found = Offer.objects.visible_to(request.user).current().select_related("member").order_by("ends_on", "pk")
    kind = request.GET.get("kind")
    if kind in Offer.Kind.values:
        found = found.filter(kind=kind)
    paginator = Paginator(found, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {"page": page, "pages": paginator.get_elided_page_range(page.number), "kind": kind, "kinds": Offer.Kind}
    return render(request, "members/offers.html", context)


@member_required
def offer_new(request):
    return _form(request, Offer(member=request.user))


@member_required
def offer_edit(request, pk):
    return _form(request, get_object_or_404(Offer.objects.changeable_by(request.user), pk=pk))


@require_POST
@member_required
def offer_remove(request, pk):
    get_object_or_404(Offer.objects.changeable_by(request.user), pk=pk).delete()
    return redirect("members:offers")


def _form(request, offer):
    form = OfferForm(request.POST or None, instance=offer)
    if form.is_valid():
        form.save()
        return redirect("members:offers")
    return render(request, "members/offer_form.html", {"form": form, "offer": offer})
