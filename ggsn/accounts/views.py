"""The few steps of an account that allauth does not have, or not as carefully."""

import time

from allauth.account import app_settings
from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows, resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.totp import views as totp
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ggsn.accounts.forms import OurWords
from ggsn.accounts.limits import refuse, told_when
from ggsn.accounts.sessions import end_all

ASKED = "code_to_confirm"


def forgotten_by_browser(response):
    """Nothing that was shown to the person who left comes back with the back button (TRUST WEB-6)."""
    response.headers["Clear-Site-Data"] = '"cache"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
def logout(request):
    response = account.logout(request)
    return forgotten_by_browser(response) if request.method == "POST" else response


@require_POST
def sign_out_everywhere(request):
    end_all(request.user)
    get_adapter().logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return forgotten_by_browser(redirect(settings.LOGOUT_REDIRECT_URL))


# Whoever finds an open session of an account without a password must not be able to choose one.
password_set = reauthentication_required(app="allauth.account")(account.password_set)


@told_when
def activate_totp(request):
    """The one page with a picture in its address: the code to scan. Everywhere else such pictures stay forbidden."""
    response = totp.activate_totp(request)
    policy = settings.CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:")
    response.headers["Content-Security-Policy"] = policy
    return response


class CodeForm(OurWords, forms.Form):
    code = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}), max_length=20)

    def __init__(self, *args, expected=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return code


@told_when
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_code(request):
    """Accounts with neither password nor second factor show that the mailbox is theirs before they change anything.

    Whoever has one of these confirms with it: else the mailbox alone, open on the same device, would take the second
    factor away.
    """
    if get_reauthentication_flows(request.user):
        return redirect_to_login(get_next_redirect_url(request) or "", reverse("account_reauthenticate"))
    asked = request.session.get(ASKED)
    if asked and (time.time() - asked["at"] > app_settings.LOGIN_BY_CODE_TIMEOUT or asked["tries"] >= 3):
        del request.session[ASKED]
        asked = None
    if request.method != "POST":
        return confirm_page(request, CodeForm() if asked else None)
    if "send" in request.POST:
        return send_code(request)
    if not asked:
        messages.error(request, _("This code is no longer valid. Ask for a new one."))
        return confirm_page(request, None)
    form = CodeForm(request.POST, expected=asked["code"])
    if not form.is_valid():
        request.session[ASKED] = {**asked, "tries": asked["tries"] + 1}
        return confirm_page(request, form)
    del request.session[ASKED]
    record_authentication(request, request.user, method="code", email=request.user.email, reauthenticated=True)
    return resume_request(request) or redirect("members:dashboard")


def confirm_page(request, form):
    next_url = get_next_redirect_url(request) or ""
    return render(request, "account/confirm_by_code.html", {"form": form, "next": next_url})


def send_code(request):
    adapter = get_adapter()
    key = f"signed in:{request.user.pk}"  # counted apart from what anybody may ask for in this person's name
    if not ratelimit.consume(request, action="request_login_code", key=key):
        refuse(request, "request_login_code", key)
        messages.error(request, adapter.error_messages["rate_limited"])
        return confirm_page(request, CodeForm() if request.session.get(ASKED) else None)
    code = adapter.generate_login_code()
    request.session[ASKED] = {"code": code, "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/confirm_code", request.user.email, {"code": code})
    next_url = get_next_redirect_url(request)
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return HttpResponseRedirect(reverse("account_confirm_by_code") + query)
