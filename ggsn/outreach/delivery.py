"""One message after the other leaves by its channel. What happens to it is written down; nothing is raised."""

import logging
import time

from django.db import DatabaseError, close_old_connections

from ggsn.outreach.channels import MODULES
from ggsn.outreach.composing import Pointless
from ggsn.outreach.models import Channel, Message

logger = logging.getLogger(__name__)

# A database that is busy or away for a moment: how long to wait before it is asked once more, in seconds.
_PATIENCE = [0.1, 0.5, 2, 5, 10, 20]


def deliver_next():
    """Deliver the next message that is due; False when there is none."""
    message = Message.objects.take_next()
    if message is None:
        return False
    channel = MODULES[Channel(message.channel)]
    try:
        channel.deliver(message)
    except Pointless as reason:
        logger.info("Message %s is not sent: %s", message.pk, reason)
        message.drop(str(reason))
    except Exception as error:
        message.has_failed(error, channel.is_refused_for_good(error), channel.seconds_to_wait(error))
    else:
        write_down(message.is_sent, message.carries)
    return True


def write_down(fact, *details):
    """It has left: not to write that down would be to send it again."""
    for pause in _PATIENCE:
        try:
            return fact(*details)
        except DatabaseError:
            close_old_connections()
            time.sleep(pause)
    return fact(*details)


def close():
    for channel in MODULES.values():
        channel.close()


def deliver_all(is_stopping=lambda: False):
    """Everything that is due; then what has been kept long enough is forgotten. How many were handled."""
    handled = 0
    try:
        while not is_stopping() and deliver_next():
            handled += 1
    finally:
        close()
    Message.objects.stranded().plan_anew()
    Message.objects.worn_out().erase_words()
    Message.objects.forgettable().delete()
    return handled
