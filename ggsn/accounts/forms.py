"""allauth's forms in our words: plain labels, no placeholders, and whose device it is at sign-in."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from allauth.account.internal.stagekit import clear_login
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit as counting
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from ggsn.accounts.known_devices import counted_as
from ggsn.accounts.limits import refuse, too_often
from ggsn.accounts.lookup import account_at
from members.forms import ExplainedChoices

SHARED, OWN = "shared", "own"
LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of this key"),
    "passwordless": _("Sign in with this key alone"),
}
# Said of what was left empty: "This field is required", alone in the summary of a form, does not say which.
MISSING = {
    "login": _("Give your e-mail address."),
    "email": _("Give your e-mail address."),
    "password": _("Give your password."),
    "oldpassword": _("Give your present password."),
    "password1": _("Choose a password."),
    "password2": _("Type the new password once more."),
    "code": _("Type in the code."),
    "name": _("Give the key a name."),
}
HINTS = {
    "oldpassword": "",
    "passwordless": _("Your device then asks for your finger, your face or its own code instead of a password."),
    "password1": _(
        "Eight signs or more; fifteen are better. Four words that do not belong together make a good one. "
        "Spaces and accents count."
    ),
}


class OurWords:
    """Labels and hints of ours on a form of allauth's; nothing about the form changes otherwise."""

    hints = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            hint = {**HINTS, **self.hints}.get(name)
            if hint is not None:
                field.help_text = hint
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            field.widget.attrs.pop("placeholder", None)
            if name in {"email", "login"}:
                field.widget.input_type = "email"
                field.widget.attrs.update({"inputmode": "email", "spellcheck": "false"})
                field.widget.attrs.pop("type", None)
            if name == "code":
                field.widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false", "class": "narrow"})


class DeviceField(forms.ChoiceField):
    """Always answered: whatever is not a clear "mine" means a borrowed device."""

    def clean(self, value):
        return OWN if value == OWN else SHARED


def whose_device():
    return DeviceField(
        label=_("Is this device yours?"),
        choices=[(SHARED, _("Shared or borrowed")), (OWN, _("Mine"))],
        initial=SHARED,
        widget=ExplainedChoices(
            hints={
                SHARED: _("Signs you out after 30 minutes without activity."),
                OWN: _("Remembers you for two weeks."),
            }
        ),
    )


def note_device(form):
    """Keep the answer with the session; ggsn.accounts.sessions acts on it once the person is in."""
    context.request.session["own_device"] = form.cleaned_data.get("device") == OWN


class PasswordOrNone(PasswordField):
    """May be left empty, which its hint says better than the word "optional"."""

    def clean(self, value):
        return value or ""


class Login(OurWords, account.LoginForm):
    """With the password left empty, a code goes out by mail instead."""

    use_required_attribute = False
    password = PasswordOrNone(autocomplete="current-password")

    hints = {"password": _("Forgotten, or never chosen? Leave it empty: we send you a code by mail.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["device"] = whose_device()

    def clean(self):
        cleaned = super().clean()
        self.cleaned_data["remember"] = self.cleaned_data.get("device") == OWN
        return cleaned

    def _clean_without_password(self, email, phone):
        form = RequestCode({"email": email})
        if form.is_valid():
            self.user = form._user
        else:
            for error in form.errors.get("email", []):
                self.add_error("login", error)
        return self.cleaned_data

    def login(self, request, redirect_url=None):
        note_device(self)
        return super().login(request, redirect_url)


class RequestCode(OurWords, account.RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["device"] = whose_device()

    def clean_email(self):
        email = self.cleaned_data["email"]
        key = counted_as(context.request, email)
        if not ratelimit.consume(context.request, action="request_login_code", key=key):
            refuse(context.request, "request_login_code", key)
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = account_at(email)
        return email

    def clean(self):
        cleaned = super().clean()
        note_device(self)
        return cleaned


class ConfirmCode(OurWords, account.ConfirmLoginCodeForm):
    pass


class ConfirmAddress(OurWords, account.ConfirmEmailVerificationCodeForm):
    pass


class ResetPassword(OurWords, account.ResetPasswordForm):
    def clean_email(self):
        email = get_adapter().clean_email(self.cleaned_data["email"])
        member = account_at(email)
        self.users = [member] if member else []
        return email


class ResetPasswordKey(OurWords, account.ResetPasswordKeyForm):
    pass


class ChangePassword(OurWords, account.ChangePasswordForm):
    pass


class SetPassword(OurWords, account.SetPasswordForm):
    pass


class ChangeAddress(OurWords, account.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class Reauthenticate(OurWords, account.ReauthenticateForm):
    hints = {"password": ""}


class CountedCode:
    """Codes are counted by themselves. allauth would count them with passwords, and forget both at each right one."""

    hints = {"code": _("The six figures your app shows now, or one of your recovery codes.")}

    def clean_code(self):
        turn = counting.consume(context.request, app="allauth.account", action="second_factor", key=self.user_key)
        if not turn:
            refuse(context.request, "second_factor", self.user_key)
            self.give_up()
            raise get_adapter().validation_error("too_many_login_attempts")
        factors = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        factors = sorted(factors, key=lambda factor: factor.type != Authenticator.Type.TOTP)
        for factor in factors:
            if factor.wrap().validate_code(self.cleaned_data["code"]):
                turn.rollback()
                factor.user, self.authenticator = self.user, factor
                return self.cleaned_data["code"]
        if factors:
            self._emit_authentication_failed(factors[0])
        raise get_adapter().validation_error("incorrect_code")

    @property
    def user_key(self):
        return str(self.user.pk)

    def give_up(self):
        pass


class SecondFactor(CountedCode, OurWords, second_factor.AuthenticateForm):
    def give_up(self):
        """Whoever guesses has to begin again, with the password or a new code by mail."""
        clear_login(context.request)
        raise ImmediateHttpResponse(too_often(context.request))


class ReauthenticateSecondFactor(CountedCode, OurWords, second_factor.ReauthenticateForm):
    pass


class ActivateApp(OurWords, totp.ActivateTOTPForm):
    hints = {"code": _("The six figures your app shows now.")}


class AddKey(OurWords, webauthn.AddWebAuthnForm):
    pass


class EditKey(OurWords, webauthn.EditWebAuthnForm):
    pass
