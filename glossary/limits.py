"""How often somebody may do something here, counted for all workers together.

Each time is a slot in the shared cache that is free again when its time has passed. A signed-in person is counted
alone, others by their network: /64 for IPv6. Addresses are never kept readable.
"""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac


def seconds_to_wait(request, action, times, seconds_for_person, seconds_for_network):
    """0 when there was a free slot, which is taken now; else in how many seconds there will be one."""
    if request.user.is_authenticated:
        return _take_slot(f"{action}:person:{request.user.pk}", times, seconds_for_person)
    return _take_slot(f"{action}:network:{_network(request)}", times, seconds_for_network)


def _network(request):
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    address = getattr(address, "ipv4_mapped", None) or address
    return ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)


def _take_slot(who, times, seconds):
    now = time.time()
    keys = [f"limit:{salted_hmac('glossary.limits', f'{who}:{number}').hexdigest()}" for number in range(times)]
    if any(cache.add(key, now + seconds, seconds) for key in keys):
        return 0
    until = [cache.get(key, now) for key in keys]
    return max(1, round(min(until) - now))
