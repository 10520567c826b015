from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ggsn.search.sources.base import Source, in_each_language
from meetings.models import Meeting
from members import saying


class Meetings(Source):
    number = 5
    name = "meetings"
    label = _("Meetings")
    paper = "meet"
    is_for_members = True
    model = Meeting
    is_alike = True
    dated_by = "starts_at"
    related = ("languages",)

    def texts(self, meeting):
        return in_each_language(meeting, "title", "", "text")

    def filed(self, meeting):
        return [("language", language.pk) for language in meeting.languages.all()]

    def called(self, meeting):
        return meeting.get_kind_display()

    def remarks(self, meeting):
        said = [saying.day(localtime(meeting.starts_at))]
        return [*said, _("called off")] if meeting.called_off_at else said
