"""What the worker that sends the mail does beside: it says that it lives, and looks around once an hour."""

import datetime
import logging

from django.utils import timezone

from ggsn.checkup.models import Pulse, beat
from ggsn.checkup.quick import WORKER
from ggsn.checkup.slow import LOOKED, look_at_all

EVERY = datetime.timedelta(hours=1)

logger = logging.getLogger(__name__)


def after_each_round():
    """Called by `manage.py deliver` when it has sent what was due. Never keeps it from going on."""
    try:
        beat(WORKER)
        if not Pulse.objects.filter(name=LOOKED, at__gt=timezone.now() - EVERY).exists():
            look_at_all()
    except Exception:
        logger.exception("The signs of life could not be written")
