"""What the worker that sends the mail does beside: it says that it lives, and looks around once an hour.

Where it found something amiss it looks again sooner, so that nobody worries about what is long put right.
"""

import datetime
import logging

from ggsn.checkup.models import Pulse, beat
from ggsn.checkup.quick import WORKER
from ggsn.checkup.slow import LOOKED, look_at_all

EVERY = datetime.timedelta(hours=1)
SOONER = datetime.timedelta(minutes=2)

logger = logging.getLogger(__name__)


def after_each_round():
    """Called by `manage.py deliver` when it has sent what was due. Never keeps it from going on."""
    try:
        if not beat(WORKER):
            return
        looked = Pulse.objects.filter(name=LOOKED).first()
        if looked is None or looked.age > (EVERY if looked.is_well else SOONER):
            look_at_all()
    except Exception:
        logger.exception("The signs of life could not be written")
