"""Reading what is held about oneself, taking it along, and leaving. All behind a fresh proof of who one is."""

import copy
import datetime

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ggsn.accounts.models import OwnCopy
from ggsn.personal.export import as_json, data_of
from members import saying
from members.models import Member
from members.signals import data_taken
from resources.models import folders_of


@require_safe
@reauthentication_required
def data(request):
    """Everything, to be read."""
    tables = [
        (capfirst(personal.model._meta.verbose_name), named(personal, rows)) for personal, rows in data_of(request.user)
    ]
    return render(request, "personal/data.html", {"tables": tables})


def named(personal, rows):
    """The rows with their fields in the reader's words, those left out that hold nothing."""
    fields = {field.name: field for field in [*personal.model._meta.fields, *personal.model._meta.many_to_many]}
    return [
        [
            (capfirst(fields[name].verbose_name), in_words(value))
            for name, value in row.items()
            if value not in (None, "", [])
        ]
        for row in rows
    ]


def in_words(value):
    if isinstance(value, list):
        return saying.listed(value)
    if isinstance(value, datetime.datetime):
        return saying.day_and_hour(timezone.localtime(value))
    if isinstance(value, datetime.date):
        return saying.day(value)
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else value


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def prepare(request):
    """An address where one may take all of it along: for oneself alone, for two days, and once."""
    facts = {"days": settings.RETENTION["copies"], "site_url": settings.SITE_URL}
    if request.method == "POST":
        facts["token"] = OwnCopy.objects.prepare(request.user)
    return render(request, "personal/prepare.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def take(request, token):
    """Everything as JSON, in a file whose name says nothing. It is put together now: nothing of it lay anywhere."""
    if not OwnCopy.objects.ready(request.user, token).exists():
        return render(request, "personal/copy_over.html", status=404)
    if request.method != "POST":
        return render(request, "personal/take.html")
    if not OwnCopy.objects.take(request.user, token):
        return render(request, "personal/copy_over.html", status=404)
    data_taken.send(sender=Model, member=request.user)
    response = JsonResponse(as_json(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


class LeaveForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ["words_when_leaving"]
        widgets = {"words_when_leaving": forms.RadioSelect}


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def leave(request):
    """Nothing is erased at once: there is a time to think again, and one button to stay."""
    form = LeaveForm(request.POST or None, instance=copy.copy(request.user))
    if form.is_valid():
        if is_last_superuser(request.user):
            form.add_error(None, _("You are the only one who can give roles. Give that to somebody else first."))
        else:
            request.user.ask_to_leave(form.cleaned_data["words_when_leaving"])
            return redirect("personal:leave")
    return render(request, "personal/leave.html", {"form": form, "folders": folders_of(request.user)})


def is_last_superuser(member):
    return (
        member.is_superuser and not Member.objects.accepted().filter(is_superuser=True).exclude(pk=member.pk).exists()
    )


@require_POST
def stay(request):
    request.user.stay()
    messages.success(request, _("You stay. Nothing was erased."))
    return redirect("personal:leave")
