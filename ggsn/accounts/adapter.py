"""No open sign-up, our own words, one place for mail, and the same answer whoever asks about an address."""

import datetime
import ipaddress
import time
import zoneinfo
from itertools import groupby

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from ggsn.accounts.known_devices import counted_as, take_mark
from ggsn.accounts.limits import A_WHILE, refuse
from ggsn.accounts.sealing import seal, unseal
from ggsn.outreach.letters import as_html, envelope, folded
from ggsn.outreach.models import Detail, Wishes
from members.models import Member

# How long what a letter holds opens something, as the letter says; of others it does not matter.
OF_A_CODE = datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
GOOD_FOR = {
    "login_code": OF_A_CODE,
    "confirm_code": OF_A_CODE,
    "email_confirmation": OF_A_CODE,
    "email_confirmation_signup": OF_A_CODE,
    "password_reset_key": datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "cannot_remove_primary_email": _("This is the address you sign in with: it cannot be removed."),
        "duplicate_email": _("This is already your address."),
        "email_password_mismatch": _("This address and this password do not match. Check both, or ask for a code."),
        "email_taken": _("This address cannot be used here. Choose another."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "invalid_or_expired_key": _("This link is no longer valid."),
        "invalid_login": _("Give an e-mail address, like name@example.org."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "max_email_addresses": _("You cannot have more than %d addresses."),
        "rate_limited": _("That was a bit often. Wait a few minutes, then try again."),
        "same_as_current": _("This is the same as before. Give another."),
        "too_many_login_attempts": _("Too many attempts for now. Wait a few minutes, then try again."),
        "unverified_primary_email": _("Confirm your address first."),
    }

    def validation_error(self, code, *args):
        """Here allauth's forms say that it was too often; whoever knows when that ends has noted it before."""
        if code in {"rate_limited", "too_many_login_attempts"} and not hasattr(context.request, "seconds_to_wait"):
            context.request.seconds_to_wait = A_WHILE
        return super().validation_error(code, *args)

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            refuse(request, "login_failed", self._get_login_attempts_cache_key(request, **credentials))
            raise

    def _get_login_attempts_cache_key(self, request, **credentials):
        address = credentials.get("email", "")
        return super()._get_login_attempts_cache_key(request, email=counted_as(request, address))

    def logout(self, request):
        super().logout(request)
        take_mark(request)

    def get_client_ip(self, request):
        """What came by version 4 is that, however it is written: else all of it would count as one network."""
        written = super().get_client_ip(request)
        try:
            address = ipaddress.ip_address(written)
        except ValueError:
            return written
        return str(getattr(address, "ipv4_mapped", None) or address)

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """In the language and with the hours of whoever is written to, as quiet as they want it, at an address not yet
        theirs too.

        One query whether or not there is such a member (AUTH-5).
        """
        user = context.get("user")
        known = Member.objects.filter(pk=user.pk) if user else Member.objects.filter(email=email.lower())
        facts = known.values_list("language", "time_zone", "mail_wishes__detail", "mail_wishes__neutral_words").first()
        language, zone, detail, words = facts or (get_language(), "UTC", None, None)
        wishes = Wishes(detail=detail or Detail.TITLE, neutral_words=words or "")
        addresses = {name: at_site(value) for name, value in context.items() if name.endswith("_url")}
        context = {**context, **{name: translate_url(url, language) for name, url in addresses.items()}}
        context = {**context, "wishes": wishes, "is_quiet": wishes.is_quiet}
        with override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """The letter knows who it is for, also at an address that is theirs no longer."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def render_mail(self, template_prefix, email, context, headers=None):
        """Each mail is one plain text of ours; the other form is made of it, so that both say the same."""
        context = {**context, "site_url": settings.SITE_URL, "contact_address": settings.CONTACT_ADDRESS}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        text = folded(render_to_string(f"{template_prefix}_message.txt", context), context["is_quiet"])
        sender, subject = envelope(subject, context["wishes"])
        message = EmailMultiAlternatives(subject, text, sender, [email], headers=headers)
        message.attach_alternative(as_html(subject, text), "text/html")
        if (name := template_prefix.rpartition("/")[2]) in GOOD_FOR:
            message.good_for = GOOD_FOR[name]
        return message

    # --- Confirming who one is before a change of the account ---

    def is_reauthentication_required(self, *, app, **kwargs):
        """Accounts with neither password nor second factor confirm by a code; allauth would let them through."""
        request = context.request
        has_a_way = request.user.has_usable_password() or get_reauthentication_flows(request.user)
        if not has_a_way and not confirmed_by_code(request):
            raise ReauthenticationRequired
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        words = {
            "reauthenticate": _("With my password"),
            "mfa_reauthenticate": _("With a code of my app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("With a passkey or security key"),
        }
        for method in methods:
            method["description"] = words.get(method["id"], method["description"])
        if user.is_authenticated and not methods:
            url = reverse("account_confirm_by_code")
            methods = [{"id": "code", "description": _("With a code by mail"), "url": url}]
        return methods


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Adapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first, then choose a second factor."),
        "add_email_blocked": _("Remove your second factor first, then change your address."),
        "rate_limited": Adapter.error_messages["rate_limited"],
    }

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def build_totp_svg(self, url):
        """On white paper in every mode: dark squares on a dark page cannot be scanned.

        Dark squares side by side are drawn as one, since the picture stands in the page and the page is to be light.
        """
        from qrcode.main import QRCode  # as allauth does: of no use to any other page

        code = QRCode()
        code.add_data(url)
        rows, lines = code.get_matrix(), []
        for y, row in enumerate(rows):
            for is_dark, squares in groupby(range(len(row)), key=row.__getitem__):
                if is_dark:
                    x, *others = squares
                    length = 1 + len(others)
                    lines.append(f"M{x} {y}h{length}v1h-{length}z")
        size = len(rows)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
            f'<rect width="100%" height="100%" fill="#fff"/><path d="{"".join(lines)}"/></svg>'
        )

    def generate_authenticator_name(self, user, type):
        names = [_("My key"), _("My spare key")]
        number = user.authenticator_set.filter(type=type).count()
        return names[number] if number < len(names) else _("Key number %(number)s") % {"number": number + 1}


class ResetTokens(PasswordResetTokenGenerator):
    """Django's own: it covers the address, the password and the last sign-in without asking the database again.

    So a reset asked for a known address costs what one for an unknown address costs.
    """


def confirmed_by_code(request):
    """Has this person typed in a code from their mail in this session, just now?"""
    records = [r for r in get_authentication_records(request, request.user) if r.get("method") == "code"]
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def at_site(address):
    """An address in a mail starts with the name this site has, whatever the request said it was called."""
    return settings.SITE_URL + "/" + address.split("/", 3)[3]
