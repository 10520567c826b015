"""People, what they may represent, and the facets everything in the portal is sorted by."""

from members.models.applications import Application, Mail, Reason, TakesPart
from members.models.arrivals import ApplicationDraft, HeldAddress
from members.models.correspondence import ApplicationMessage, ApplicationNote
from members.models.facets import Language, Region, Struggle, SupportKind, Visibility
from members.models.organizations import Organization
from members.models.people import Member, Theme, new_handle, presentation_fields, shown_name

__all__ = [
    "Application",
    "ApplicationDraft",
    "ApplicationMessage",
    "ApplicationNote",
    "HeldAddress",
    "Language",
    "Mail",
    "Member",
    "Organization",
    "Reason",
    "Region",
    "Struggle",
    "SupportKind",
    "TakesPart",
    "Theme",
    "Visibility",
    "new_handle",
    "presentation_fields",
    "shown_name",
]
