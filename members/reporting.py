"""Reporting something to the coordination. Each room says what of its own can be reported.

A room registers a kind in its AppConfig: how a member finds the thing, and whom it concerns. A thing has a verb `hide`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member, Message, Offer, Report
from members.roles import member_required


@dataclass(frozen=True)
class Reportable:
    model: type
    # (member, key) -> queryset with the one thing, as far as this member may know of it
    find: Callable
    # thing -> the member it concerns, or None
    concerns: Callable
    # thing -> what of it the coordination reads
    quote: Callable


REPORTABLE = {}


def register(kind, reportable):
    REPORTABLE[kind] = reportable


def reportable_of(report):
    """How to look at what a report is about; None once it is gone."""
    thing = report.about
    kinds = (kind for kind in REPORTABLE.values() if thing is not None and isinstance(thing, kind.model))
    return next(kinds, None)


def concerned(report):
    kind = reportable_of(report)
    return kind and kind.concerns(report.about)


def numbered(queryset, key):
    return queryset.filter(pk=key) if key.isdecimal() and len(key) < 19 else queryset.none()


register(
    "profile",
    Reportable(
        Member,
        lambda member, key: Member.objects.visible_to(member).exclude(pk=member.pk).filter(handle=key),
        lambda person: person,
        lambda person: person.display_name,
    ),
)
register(
    "offer",
    Reportable(
        Offer,
        lambda member, key: numbered(Offer.objects.visible_to(member).exclude(member=member), key),
        lambda offer: offer.member,
        str,
    ),
)
register(
    "message",
    Reportable(
        Message,
        lambda member, key: numbered(Message.objects.of(member).filter(recipient=member), key),
        lambda message: message.sender,
        lambda message: message.text,
    ),
)


class ReportForm(forms.ModelForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=Report.Reason, widget=forms.RadioSelect
    )

    class Meta:
        model = Report
        fields = ["reason", "words"]
        labels = {"words": gettext_lazy("What should the coordination know?")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}


@member_required
def report(request, kind, key):
    """One form for whatever can be reported; what one may not see cannot be."""
    if kind not in REPORTABLE:
        raise Http404
    thing = REPORTABLE[kind].find(request.user, key).first()
    if thing is None:
        raise Http404
    form = ReportForm(request.POST or None, instance=Report(about=thing, reporter=request.user))
    if form.is_valid():
        form.save(commit=False).make()
        messages.success(request, _("Thank you. The coordination reads it; nobody else learns that it was you."))
        return redirect("members:dashboard")
    return render(request, "members/report.html", {"form": form})
