"""One message after the other leaves by its channel. What happens to it is written down; nothing is raised."""

import logging

from ggsn.outreach.channels import MODULES
from ggsn.outreach.composing import Pointless
from ggsn.outreach.models import Channel, Message

logger = logging.getLogger(__name__)


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
        message.is_sent(message.carries)
    return True


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
    Message.objects.forgettable().delete()
    return handled
