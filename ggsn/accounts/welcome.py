"""The first sign-in of a new member, by the link in the letter of welcome. Looking at it uses nothing up (AUTH-6)."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from ggsn.accounts.forms import OWN, whose_device
from members.models import Application


class ComeIn(forms.Form):
    device = whose_device()


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request, token):
    if request.user.is_authenticated:
        return redirect("members:dashboard")
    application = Application.objects.to_welcome(token)
    if application is None:
        return render(request, "account/welcome_over.html", status=404)
    form = ComeIn(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/welcome.html", {"form": form})
    if not application.come_in():
        return render(request, "account/welcome_over.html", status=404)
    return let_in(request, application.member, is_own_device=form.cleaned_data["device"] == OWN)


@transaction.atomic
def let_in(request, member, is_own_device):
    """The link came to the mailbox: that shows whose address it is. A second factor is asked for all the same."""
    request.session["own_device"] = is_own_device
    address, _is_new = EmailAddress.objects.get_or_create(user=member, email=member.email, defaults={"primary": True})
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    record_authentication(request, member, method="code", email=member.email)
    return perform_login(
        request, Login(user=member, email=member.email, redirect_url=reverse("members:onboarding", args=[1]))
    )
