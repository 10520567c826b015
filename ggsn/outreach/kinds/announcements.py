"""What the coordination writes to members."""

from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, in_one_line, register
from ggsn.outreach.models import Announcement, Topic


@register
class Announced(Kind):
    name = "announcement"
    label = _("Announcement of the coordination")
    model = Announcement
    topic = Topic.ANNOUNCEMENTS

    def why_not(self, announcement):
        if announcement.taken_back_at:
            return "taken back"
        return None if announcement.sent_at else "not sent"

    def readers(self, announcement):
        return announcement.readers()

    def may_read(self, member, announcement):
        return announcement.readers().contains(member) and Announcement.objects.visible_to(member).contains(
            announcement
        )

    def line(self, announcement):
        return in_one_line(announcement)

    def text(self, announcement):
        return (announcement.text or "").replace("\r\n", "\n").strip()

    def languages(self, announcement):
        return [announcement.language] if announcement.language else super().languages(announcement)
