"""Changes of an account that their owner did not make can be undone for a week, by a link in a mail (TRUST AUTH-7)."""

import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from ggsn.accounts.models import Device, FactorLoss, Undo
from ggsn.accounts.sessions import end_all
from ggsn.accounts.signals import factor_loss_asked, factor_loss_granted
from ggsn.outreach.signals import write
from ggsn.templatetags.accounts import device
from members.forgetting import before, forgets
from members.models import Member


@receiver(email_changed)
def offer_to_undo_address(request, user, from_email_address, to_email_address, **kwargs):
    """To the old address: whoever took the account over reads the new one, which is told of the change alone."""
    if from_email_address is not None:
        old, new = from_email_address.email, to_email_address.email
        tell(user, old, Undo.objects.offer(user, Undo.Kind.ADDRESS, old=old, new=new))
        facts = {"from_email": old, "to_email": new, "is_new": True}
        get_adapter(request).send_notification_mail("account/email/email_changed", user, facts, email=new)


@receiver([password_changed, password_set, password_reset])
def offer_to_undo_password(user, **kwargs):
    """The former one does not come back: it may be how somebody got in. One signs in by a code and chooses another."""
    tell(user, user.email, Undo.objects.offer(user, Undo.Kind.PASSWORD))


@receiver(authenticator_added)
def offer_to_undo_factor(user, authenticator, **kwargs):
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        tell(user, user.email, Undo.objects.offer(user, Undo.Kind.FACTOR_ADDED, pk=authenticator.pk))


@receiver(authenticator_removed)
def offer_to_bring_factor_back(user, authenticator, **kwargs):
    """Its secret is kept as it was, for as long as it can be brought back."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        facts = {"type": authenticator.type, "data": authenticator.data}
        facts["created_at"] = authenticator.created_at.isoformat()
        tell(user, user.email, Undo.objects.offer(user, Undo.Kind.FACTOR_REMOVED, **facts))


def tell(member, address, token):
    with override(member.language):
        link = settings.SITE_URL + reverse("account_undo", args=[token])
        write("undo", member, {"address": link, "days": settings.RETENTION["undo"]}, address)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, token):
    """Looking changes nothing, since mail scanners look too; the button undoes."""
    change = Undo.objects.at(token)
    if change is None:
        raise Http404
    if request.method != "POST":
        return render(request, "account/undo.html")
    take_back(change)
    messages.success(request, _("It is undone, and everybody is signed out. Sign in with a code by mail."))
    return redirect("account_request_login_code")


@transaction.atomic
def take_back(change):
    """As it was before; and no password that somebody else may know, no session that somebody else may have.

    Whoever made the change may have made others after it, with links sent where only they read: those go with it.
    """
    member = Member.objects.select_for_update().get(pk=change.member_id)
    changes = Undo.objects.filter(member=member, made_at__gte=change.made_at).order_by("-made_at", "-pk")
    newest_first = list(changes)
    if change not in newest_first:
        raise Http404
    take_factors_back(member, newest_first, change.made_at)
    if addresses := [later.facts["old"] for later in newest_first if later.kind == Undo.Kind.ADDRESS]:
        bring_address_back(member, addresses[-1])
    member.set_unusable_password()
    member.save(update_fields=["password"])
    end_all(member)
    changes.delete()


def take_factors_back(member, newest_first, moment):
    """Those of before the moment stay or come back, without recovery codes that somebody else may have written down."""
    factors = Authenticator.objects.filter(user=member)
    codes = factors.filter(type=Authenticator.Type.RECOVERY_CODES)
    for change in newest_first:
        if change.kind == Undo.Kind.FACTOR_ADDED:
            factors.filter(pk=change.facts["pk"]).delete()
        elif change.kind == Undo.Kind.FACTOR_REMOVED and was_there(change.facts, moment):
            bring_factor_back(member, **change.facts)
    codes.filter(created_at__gte=moment).delete()
    if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        codes.delete()


def was_there(facts, moment):
    """Earlier releases did not note since when."""
    return "created_at" not in facts or datetime.datetime.fromisoformat(facts["created_at"]) < moment


def bring_address_back(member, old):
    """Unless somebody else has that address by now, in which case the account is closed to everybody until they ask."""
    EmailAddress.objects.filter(user=member).delete()
    if Member.objects.filter(email=old).exclude(pk=member.pk).exists():
        member.is_active = False
        member.save(update_fields=["is_active"])
    else:
        member.email = old
        member.save(update_fields=["email"])
        EmailAddress.objects.create(user=member, email=old, verified=True, primary=True)


def bring_factor_back(member, type, data, **since):
    if not Authenticator.objects.filter(user=member, type=type, data=data).exists():
        if type == Authenticator.Type.TOTP:  # there is room for one
            Authenticator.objects.filter(user=member, type=type).delete()
        Authenticator.objects.create(user=member, type=type, data=data, **since)


# --- A kind of browser not seen before ---


@receiver(user_logged_in)
def notice_new_device(request, user, **kwargs):
    """A mail when somebody signs in with a kind of browser they have not used lately; none at the very first time."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    with override("en"):
        kind = str(device(agent))
    digest = salted_hmac("ggsn.accounts.device", f"{user.pk}:{kind}").hexdigest()
    known = Device.objects.filter(member=user)
    if known.filter(digest=digest).update(seen_at=timezone.now()):
        return
    is_first = not known.exists()
    Device.objects.create(member=user, digest=digest)
    if not is_first:
        with override(user.language):
            write("new_device", user, {"device": device(agent)})


# --- A lost second factor ---


@receiver([factor_loss_asked, factor_loss_granted])
def tell_of_loss(loss, **kwargs):
    """The person is told of both steps, so that nobody takes them behind their back."""
    member = loss.member
    if loss.granted_at:
        end_all(member)
    with override(member.language):
        write("factor_loss", member, {"is_granted": loss.granted_at is not None})


@forgets("losses")
def forget_losses():
    """That it happened stays in the log, in numbers. What nobody has granted yet still waits."""
    return FactorLoss.objects.filter(granted_at__lt=before("losses")).delete()[0]


@forgets("undo")
def forget_undos():
    return Undo.objects.filter(made_at__lt=before("undo")).delete()[0]


@forgets("devices")
def forget_devices():
    return Device.objects.filter(seen_at__lt=before("devices")).delete()[0]
