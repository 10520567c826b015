"""What members' lives let others know of."""

from django.dispatch import Signal

member_accepted = Signal()  # member, by
member_went_quiet = Signal()  # member, session_key: the one session that goes on
member_returned = Signal()  # member
leaving_asked = Signal()  # member: everything is erased on its leaves_at
data_taken = Signal()  # member: who took a copy of all that is held about them
member_erased = Signal()  # member: an empty shell by now
quiet_settled = Signal()  # member: it can no longer be undone
profiles_read = Signal()  # member, number: somebody has opened a great many profiles today
message_sent = Signal()  # message
report_made = Signal()  # report
report_decided = Signal()  # report
