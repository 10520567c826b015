"""What members' lives let others know of."""

from django.dispatch import Signal

member_accepted = Signal()  # member, by; again: when a further letter of welcome was asked for

# What becomes of an application. `by` is who at the desk did it; there is nobody where applicants themselves did.
application_submitted = Signal()  # application, whose address is to be confirmed
application_turned_back = Signal()  # address, and whose it is: member or, where there is none, application
application_confirmed = Signal()  # application
application_asked = Signal()  # application, by, question
application_answered = Signal()  # application
application_invited_to_learn = Signal()  # application, by
application_accepted = Signal()  # application, by, member
application_declined = Signal()  # application, by
application_handed_over = Signal()  # application, by, to
application_withdrawn = Signal()  # application, about to be erased
application_waits = Signal()  # application, for too long
address_seen = Signal()  # about (a member or an application), by: somebody at the desk looked at their e-mail address
members_exported = Signal()  # by, reason, number, with_addresses
member_went_quiet = Signal()  # member, session_key: the one session that goes on
member_returned = Signal()  # member
leaving_asked = Signal()  # member: everything is erased on its leaves_at
leaving_called_off = Signal()  # member: who stays
data_taken = Signal()  # member: who took a copy of all that is held about them
member_erased = Signal()  # member: an empty shell by now
quiet_settled = Signal()  # member: it can no longer be undone
profiles_read = Signal()  # member, number: somebody has opened a great many profiles today
representation_decided = Signal()  # request, by
message_sent = Signal()  # message
report_made = Signal()  # report
report_decided = Signal()  # report
