"""What those at the desk are told: that something waits there, never of whom."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, at, in_one_line, register
from members.models import Application, Member, Reading, Report
from members.models.readings import AT_MOST
from members.roles import is_coordinator
from resources.models import AccessRequest


@register
class ApplicationWaits(Kind):
    """`edition` says what happened: new, answered, handed or waits."""

    name = "application_review"
    label = _("An application to read")
    model = Application

    def why_not(self, application):
        return None if application.is_open else "decided"

    def may_read(self, member, application):
        return Application.objects.visible_to(member).contains(application)

    def line(self, application):
        return ""

    def address(self, application):
        return at("admin:members_application_change", application.pk)

    def facts(self, application):
        return {"days": (timezone.now() - (application.waits_since or application.submitted_at)).days}


@register
class ReportMade(Kind):
    name = "report_made"
    label = _("A report to decide on")
    model = Report

    def why_not(self, report):
        return "decided" if report.decided_at else None

    def may_read(self, member, report):
        return is_coordinator(member)

    def line(self, report):
        return ""

    def address(self, report):
        return at("admin:members_report_change", report.pk)


@register
class AccessAsked(Kind):
    name = "access_asked"
    label = _("A request for access to the drive")
    model = AccessRequest

    def why_not(self, request):
        if not request.member.is_active:
            return "account closed"
        return "answered" if request.answered_at else None

    def may_read(self, member, request):
        return is_coordinator(member)

    def line(self, request):
        return in_one_line(request.resource)

    def address(self, request):
        return at("admin:resources_accessrequest_change", request.pk)


@register
class ProfilesRead(Kind):
    """About whoever reads so many."""

    name = "profiles_read"
    label = _("Somebody reads a great many profiles")
    model = Member

    def why_not(self, reader):
        return None if reader.is_active else "account closed"

    def may_read(self, member, reader):
        return is_coordinator(member)

    def line(self, reader):
        return in_one_line(reader.display_name)

    def address(self, reader):
        return at("admin:members_member_change", reader.pk)

    def facts(self, reader):
        today = Reading.objects.filter(member=reader).order_by("-day").first()
        return {"reader": self.line(reader), "number": today.number if today else 0, "most": AT_MOST}
