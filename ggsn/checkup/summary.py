"""How the portal is, for the first page of the desk: one question to the database."""

from ggsn.checkup.models import Pulse
from ggsn.checkup.quick import NIGHT, NIGHT_LASTS, WORKER, WORKER_LIVES
from ggsn.checkup.slow import LOOKED


def attention():
    """How many things that were looked at before need attention."""
    pulses = {pulse.name: pulse for pulse in Pulse.objects.all()}
    late = [name for name, age in [(WORKER, WORKER_LIVES), (NIGHT, NIGHT_LASTS)] if _is_late(pulses.get(name), age)]
    return len(late) + sum(not pulse.is_well for name, pulse in pulses.items() if name != LOOKED)


def _is_late(pulse, age):
    return pulse is None or pulse.age > age
