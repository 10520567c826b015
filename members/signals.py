"""What members' lives let others know of."""

from django.dispatch import Signal

member_accepted = Signal()  # member, by
address_seen = Signal()  # member, by: somebody at the desk looked at their e-mail address
members_exported = Signal()  # by, reason, number, with_addresses
