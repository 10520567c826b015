"""To everybody whom something concerns: one message for each, by mail, as they wish it. Twice does no harm."""

import itertools

from ggsn.outreach.composing import Pointless
from ggsn.outreach.kinds.base import find_kind
from ggsn.outreach.models import Message

# Written together, so that nobody who writes meanwhile waits for thousands.
AT_ONCE = 500


def deliver(message):
    kind = find_kind(message.kind)
    thing = kind.find(message.about)
    if thing is None:
        raise Pointless("gone")
    if why_not := kind.why_not(thing):
        raise Pointless(why_not)
    readers = kind.readers(thing).only("pk", "time_zone").order_by("pk").iterator(chunk_size=AT_ONCE)
    while some := list(itertools.islice(readers, AT_ONCE)):
        Message.objects.say_to_each(kind.name, some, thing, message.edition)


def is_refused_for_good(error):
    return False


def seconds_to_wait(error):
    return None


def close():
    pass
