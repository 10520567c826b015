"""What members' lives let others know of."""

from django.dispatch import Signal

member_accepted = Signal()  # member, by
