"""How often somebody may search, here as in the library: counted by the minute, for all workers together, in one
question to the database. And what is said to whoever must wait.

A signed-in person is counted alone, others by their network: /64 for IPv6. No address is kept readable.
"""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from ggsn.search.models import Turn

SECONDS_OF_REST = 30
_COUNT = (
    "INSERT INTO search_turn (who, minute, times) VALUES (%s, %s, 1) ON CONFLICT (who) DO UPDATE SET "
    "times = CASE WHEN search_turn.minute = excluded.minute THEN search_turn.times + 1 ELSE 1 END, "
    "minute = excluded.minute RETURNING times"
)


def politely(request, answer):
    """`answer()`; or a page that says how long to wait, to whoever has asked too often or where the index takes too
    long."""
    if wait := seconds_to_wait(request):
        return _later(request, "search/too_often.html", wait, 429)
    try:
        return answer()
    except OperationalError:
        return _later(request, "search/too_long.html", SECONDS_OF_REST, 503)


def _later(request, template, seconds, status):
    response = render(request, template, {"seconds": seconds}, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response


def seconds_to_wait(request):
    """0 when this search may be made, which counts it; else in how many seconds one may.

    Where nothing can be written, because a disk is full or a database only read, searching goes on without counting.
    """
    if request.user.is_authenticated:
        who, most = f"person:{request.user.pk}", settings.SEARCHES_A_MINUTE["person"]
    else:
        who, most = f"network:{_network(request)}", settings.SEARCHES_A_MINUTE["network"]
    minute, second = divmod(int(time.time()), 60)
    try:
        times = _count(salted_hmac("ggsn.search.limits", who).hexdigest(), minute)
    except DatabaseError:
        return 0
    return 0 if times <= most else 60 - second


def _count(who, minute):
    """How often, this time included; what was counted in former minutes is forgotten now and then."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [who, minute])
        (times,) = cursor.fetchone()
    if times == 1 and minute % 10 == 0:
        Turn.objects.filter(minute__lt=minute).delete()
    return times


def _network(request):
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    address = getattr(address, "ipv4_mapped", None) or address
    return ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)
