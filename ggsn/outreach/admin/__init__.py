"""Outreach at the desk: what left and what waits, and what the coordination writes to members."""

from ggsn.outreach.admin.announcements import AnnouncementAdmin
from ggsn.outreach.admin.messages import MessageAdmin

__all__ = ["AnnouncementAdmin", "MessageAdmin"]
