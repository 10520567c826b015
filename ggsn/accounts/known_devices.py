"""A browser in which somebody has signed in lately: strangers who guess cannot keep its owner waiting (TRUST RATE).

Guesses at a password, and codes that are asked for, are counted for each account. Whoever wanted to shut somebody out
would only have to go on guessing. So a device that its owner called theirs at sign-in carries a mark for two weeks, and
what comes from there is counted apart, as strictly: one count for each day on which somebody signed in so. The mark is
that day and a proof that belongs to one address, which cannot be read from it. It goes with signing out; a borrowed
device gets none. (OWASP: device cookies.)
"""

import datetime

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

LONGEST = 200  # letters of a mark that is looked at
LASTS = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)


def counted_as(request, email):
    """What is counted for this address: apart from everybody else's where the device is known for it."""
    day, _dot, proof = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, "")[:LONGEST].partition(".")
    is_proven = constant_time_compare(proof, _proof(day, email))
    return f"{email}:{day}" if is_proven and _is_recent(day) else email


def _proof(day, email):
    return salted_hmac("ggsn.accounts.known_devices", f"{day}:{email.lower()}", algorithm="sha256").hexdigest()


def _is_recent(day):
    return timezone.now().date() - datetime.date.fromisoformat(day) <= LASTS


@receiver(user_logged_in)
def begin(request, user, **kwargs):
    """Whoever says now that the device is borrowed leaves no mark on it, not even an older one; who was not asked, as
    with a passkey, leaves it as it is. This comes before ggsn.accounts.sessions counts them as borrowed."""
    is_own = request.session.get("own_device")
    if is_own:
        day = timezone.now().date().isoformat()
        request.mark_of_device = f"{day}.{_proof(day, user.email)}"
    elif is_own is not None:
        take_mark(request)


def take_mark(request):
    request.mark_of_device = ""


def write_mark(request, response):
    """What came of this request: somebody has signed in, or has signed out of their own accord."""
    name, mark = settings.KNOWN_DEVICE_COOKIE_NAME, getattr(request, "mark_of_device", None)
    if mark or (mark == "" and name in request.COOKIES):
        lasts = settings.SESSION_COOKIE_AGE if mark else 0
        response.set_cookie(name, mark, max_age=lasts, secure=settings.HTTPS, httponly=True, samesite="Lax")
