"""The ways out: each a module with `deliver(message)`, which raises where it did not get through.

`is_refused_for_good(error)` says whether trying again is of use, `seconds_to_wait(error)` what the other end asked for,
`close()` that for now nothing more comes.
"""

from ggsn.outreach.channels import mail, members, slack
from ggsn.outreach.models import Channel

MODULES = {Channel.MAIL: mail, Channel.SLACK: slack, Channel.MEMBERS: members}
