"""What is to be said to whom, by which way, and who wishes to hear what."""

from ggsn.outreach.models.announcements import Announcement, Audience
from ggsn.outreach.models.lines import Line
from ggsn.outreach.models.messages import KEPT_FOR, PAUSES, Channel, Message
from ggsn.outreach.models.wishes import Detail, Rhythm, Topic, Wishes

__all__ = [
    "KEPT_FOR",
    "PAUSES",
    "Announcement",
    "Audience",
    "Channel",
    "Detail",
    "Line",
    "Message",
    "Rhythm",
    "Topic",
    "Wishes",
]
