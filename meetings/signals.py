"""What meetings tell whoever listens. Each carries `meeting`."""

from django.dispatch import Signal

meeting_planned = Signal()
meeting_changed = Signal()  # it starts or ends at another time
meeting_called_off = Signal()
meeting_held_after_all = Signal()
