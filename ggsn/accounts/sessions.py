"""How long one stays signed in, and what ends it (TRUST AUTH-2, WEB-6).

Whose device it is, one says at sign-in; people with a role are signed out sooner. All of it is judged here, on the
server: a cookie may say what it likes.
"""

import time

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from ggsn.accounts.known_devices import write_mark
from members.models import Member
from members.signals import member_went_quiet

SIGNED_IN_AT, SEEN_AT, OWN_DEVICE = "signed_in_at", "seen_at", "own_device"
NOTED_EVERY = 60
NOWHERE = "::"


def limits(session, member):
    """(seconds without activity, seconds altogether) after which this session ends."""
    kinds = [settings.SESSION_LIMITS["own" if session.get(OWN_DEVICE) else "shared"]]
    if member.is_staff:
        kinds.append(settings.SESSION_LIMITS["role"])
    return min(idle for idle, _whole in kinds), min(whole for _idle, whole in kinds)


class SessionClock:
    """Ends sessions that have lain still, or lasted, too long; notes activity once a minute at most."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self.look(request)
        response = self.get_response(request)
        write_mark(request, response)
        return response

    def look(self, request):
        now, session = int(time.time()), request.session
        seen, begun = session.get(SEEN_AT, now), session.get(SIGNED_IN_AT, now)
        idle, whole = limits(session, request.user)
        if now - seen > idle or now - begun > whole:
            UserSession.objects.filter(session_key=session.session_key).delete()
            logout(request)
        elif SEEN_AT not in session or now - seen >= NOTED_EVERY:
            session[SEEN_AT] = now
            session.setdefault(SIGNED_IN_AT, now)


@receiver(user_logged_in)
def begin(request, user, **kwargs):
    now = int(time.time())
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now
    is_own = request.session.setdefault(OWN_DEVICE, False)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_own else 0)


@receiver(authentication_step_completed)
def renew_key(request, user, reauthenticated=False, **kwargs):
    """Whoever has confirmed who they are gets a new session key: one that was overheard before is worth nothing."""
    if not reauthenticated or not request.user.is_authenticated:
        return
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@receiver(authentication_step_completed)
def note_address(user, method, email=None, **kwargs):
    """An account that coordination made has its address noted at its first code, which proves it a moment later."""
    if method == "code" and email and not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=email, primary=True)


@receiver(pre_save, sender=UserSession)
def keep_no_address(instance, **kwargs):
    """The list of sessions names devices, never places: no network address is stored with them."""
    instance.ip = NOWHERE


@receiver(post_save, sender=Member)
def end_with_account(instance, **kwargs):
    if not instance.is_active:
        end_all(instance)


@receiver(member_went_quiet)
def end_the_others(member, session_key, **kwargs):
    end_all(member, but=session_key)


def end_all(member, but=None):
    """Sign this person out everywhere, but in one session where that is wished."""
    for session in UserSession.objects.filter(user=member).exclude(session_key=but or ""):
        session.end()
