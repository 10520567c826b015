"""How often applications are taken, counted for all workers together. Nothing readable is kept of who came."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

DAY = 24 * 3600
DRAFTS_OF_A_NETWORK = 30
APPLICATIONS_OF_A_NETWORK = 10
LETTERS_TO_A_KNOWN_ADDRESS = 1


def seconds_to_wait(request, action, times):
    """0 when there was a free place, which is taken now; else in how many seconds there will be one."""
    return _take_place(f"{action}:network:{_network(request)}", times, DAY)


def may_write_to(address):
    """Whoever types in a member’s address again and again must not fill that mailbox."""
    return _take_place(f"known:{address}", LETTERS_TO_A_KNOWN_ADDRESS, DAY) == 0


def _network(request):
    """By /64 for IPv6: a household or a hall is one."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    address = getattr(address, "ipv4_mapped", None) or address
    return ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)


def _take_place(who, times, seconds):
    now = time.time()
    keys = [f"limit:{salted_hmac('members.joining', f'{who}:{number}').hexdigest()}" for number in range(times)]
    if any(cache.add(key, now + seconds, seconds) for key in keys):
        return 0
    until = [cache.get(key, now) for key in keys]
    return max(1, round(min(until) - now))
