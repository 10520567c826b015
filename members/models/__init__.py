"""People, what they may represent, and the facets everything in the portal is sorted by."""

from members.models.facets import Language, Region, Struggle, SupportKind, Visibility
from members.models.organizations import Organization
from members.models.people import Member, Theme, new_handle, presentation_fields, shown_name

__all__ = [
    "Language",
    "Member",
    "Organization",
    "Region",
    "Struggle",
    "SupportKind",
    "Theme",
    "Visibility",
    "new_handle",
    "presentation_fields",
    "shown_name",
]
