"""Too often for now, told as everywhere in the portal: 429, when to come back, a sentence (TRUST RATE).

allauth counts, for all workers together (settings.ACCOUNT_RATE_LIMITS). What is told here depends on what was counted
alone, never on whether there is such an account (AUTH-5).
"""

import math
import time
from functools import wraps

from allauth.core.internal.ratelimit import get_cache_key, get_rates
from django.core.cache import cache
from django.shortcuts import render

# allauth's own pages say that it was too often without saying what was.
COUNTED = {
    "account_login": ["login"],
    "account_reset_password": ["reset_password"],
    "account_reset_password_from_key": ["reset_password_from_key"],
    "account_reauthenticate": ["reauthenticate"],
    "mfa_reauthenticate": ["reauthenticate"],
    "mfa_reauthenticate_webauthn": ["reauthenticate"],
    "account_email": ["manage_email", "confirm_email"],
    "account_change_password": ["change_password"],
    "account_set_password": ["change_password"],
}
A_WHILE = 5 * 60


def seconds_to_wait(request, action, key=""):
    """In how many seconds there is room again for what has just been refused; a while where that is not known."""
    rates = [rate for rate in get_rates(app="allauth.account", action=action) if rate.per != "key" or key]
    return max((_until_room(request, action, key, rate) for rate in rates), default=0) or A_WHILE


def _until_room(request, action, key, rate):
    times = cache.get(get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key), [])
    if len(times) < rate.amount:
        return 0
    return max(1, math.ceil(times[rate.amount - 1] + rate.duration - time.time()))


def refuse(request, action, key=""):
    """Note that the answer to this request is "too often", whatever page it is given on."""
    request.seconds_to_wait = seconds_to_wait(request, action, key)


def told_when(view):
    """A form of this view that was refused so is shown with what was typed, and says when to come back."""

    @wraps(view)
    def telling(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if seconds := getattr(request, "seconds_to_wait", 0):
            response.status_code = 429
            response.headers["Retry-After"] = str(seconds)
        return response

    return telling


def too_often(request):
    """A page for itself: what allauth answers where it counts before it looks at a form (ggsn.urls.handler429)."""
    if not hasattr(request, "seconds_to_wait"):
        key = request.POST.get("email", "").strip().lower()
        actions = COUNTED.get(request.resolver_match.url_name, [])
        request.seconds_to_wait = max((seconds_to_wait(request, action, key) for action in actions), default=A_WHILE)
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(request.seconds_to_wait)
    return response
