"""To everybody whom something concerns: one message for each, by mail, as they wish it. Twice does no harm."""

import itertools

from ggsn.outreach.composing import what_there_is_to_say
from ggsn.outreach.models import Message

# Written together, so that nobody who writes meanwhile waits for thousands.
AT_ONCE = 500


def deliver(message):
    kind, thing = what_there_is_to_say(message)
    readers = kind.readers(thing).only("pk", "time_zone").order_by("pk").iterator(chunk_size=AT_ONCE)
    while some := list(itertools.islice(readers, AT_ONCE)):
        Message.objects.say_to_each(kind.name, some, thing, message.edition)


def is_refused_for_good(error):
    return False


def seconds_to_wait(error):
    return None


def close():
    pass
