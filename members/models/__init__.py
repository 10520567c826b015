"""People, what they may represent, and the facets everything in the portal is sorted by."""

from members.models.application_choices import Mail, Reason, TakesPart
from members.models.applications import Application
from members.models.arrivals import ApplicationDraft, HeldAddress
from members.models.audiences import Audience, ChosenAudiences
from members.models.belonging import Words
from members.models.conversations import Message, MessageMail, MessagesFrom, Mute
from members.models.correspondence import ApplicationMessage, ApplicationNote
from members.models.facets import Language, Region, Struggle, SupportKind, Visibility
from members.models.offers import Offer
from members.models.organizations import Organization
from members.models.people import Member, Theme, new_handle, presentation_fields, shown_name
from members.models.readings import Reading
from members.models.reports import Report
from members.models.representing import RepresentationRequest

__all__ = [
    "Application",
    "ApplicationDraft",
    "ApplicationMessage",
    "ApplicationNote",
    "Audience",
    "ChosenAudiences",
    "HeldAddress",
    "Language",
    "Mail",
    "Member",
    "Message",
    "MessageMail",
    "MessagesFrom",
    "Mute",
    "Offer",
    "Organization",
    "Reading",
    "Reason",
    "Region",
    "Report",
    "RepresentationRequest",
    "Struggle",
    "SupportKind",
    "TakesPart",
    "Theme",
    "Visibility",
    "Words",
    "new_handle",
    "presentation_fields",
    "shown_name",
]
