"""A browser in which somebody has signed in before: strangers who guess cannot keep its owner waiting (TRUST RATE).

Guesses at a password, and codes that are asked for, are counted for each account. Whoever wanted to shut somebody out
would only have to go on guessing. So a device that its owner called theirs at sign-in carries a random mark, and what
comes from there is counted apart, as strictly. The mark says nothing of whose it is, and is found out only for an
address that is given with it. It goes with signing out; a borrowed device gets none. (OWASP: device cookies.)
"""

import secrets

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.crypto import constant_time_compare, salted_hmac

LONGEST = 200  # letters of a mark that is looked at


def counted_as(request, email):
    """What is counted for this address: apart from everybody else's where the device is known for it."""
    number, _dot, proof = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, "")[:LONGEST].partition(".")
    is_known = bool(number) and constant_time_compare(proof, _proof(number, email))
    return f"{email}:{number}" if is_known else email


def _proof(number, email):
    return salted_hmac("ggsn.accounts.known_devices", f"{number}:{email.lower()}", algorithm="sha256").hexdigest()


@receiver(user_logged_in)
def begin(request, user, **kwargs):
    """Whoever says now that the device is borrowed leaves no mark on it, not even an older one."""
    number = secrets.token_hex(16)
    is_own = request.session.get("own_device", False)
    request.mark_of_device = f"{number}.{_proof(number, user.email)}" if is_own else ""


def write_mark(request, response):
    """What came of this request: somebody has signed in, or has signed out of their own accord."""
    mark = getattr(request, "mark_of_device", None)
    name, lasts = settings.KNOWN_DEVICE_COOKIE_NAME, settings.SESSION_LIMITS["own"][1]
    if mark:
        response.set_cookie(name, mark, max_age=lasts, secure=settings.HTTPS, httponly=True, samesite="Lax")
    elif mark == "" and name in request.COOKIES:
        response.set_cookie(name, "", max_age=0, secure=settings.HTTPS, httponly=True, samesite="Lax")
