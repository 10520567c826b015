"""How often one person may do something here, counted for all workers together.

Each time is a slot in the shared cache that is free again when its time has passed. Nothing says what was done.
"""

import secrets
import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def seconds_to_wait(member, action, times, seconds):
    """0 when there was a free slot, which is taken now; else in how many seconds there will be one.

    Whoever is faster takes one of them: they can be lost no more often than there are any. If they are, nothing can be
    written down (the disk is full), and what can be done without goes on.
    """
    name = salted_hmac("resources.files.limits", f"{action}:{member.pk}").hexdigest()
    keys = [f"limit:{name}:{number}" for number in range(times)]
    for _attempt in range(times + 1):
        now, taken = time.time(), cache.get_many(keys)
        free = [key for key in keys if key not in taken]
        if not free:
            return max(1, round(min(taken.values()) - now)) if taken else seconds
        if cache.add(secrets.choice(free), now + seconds, seconds):
            break
    return 0
