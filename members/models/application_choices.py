"""What can be chosen in an application, and what can be said when it is declined."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TakesPart(models.TextChoices):
    INDIVIDUAL = "individual", _("In my own name")
    ORGANIZATION = "organization", _("For a group or an organization")


class Mail(models.TextChoices):
    """What an applicant would like mail about: all there is to choose from as a member, and nothing else.

    Whoever sends the mail begins with it (ggsn.outreach); from then on it is changed on a page of one’s own.
    """

    MEETINGS = "meetings", _("Meetings: invitations and reminders")
    LIBRARY = "library", _("The library: what is new in it")
    ANNOUNCEMENTS = "announcements", _("Announcements: what the coordination tells everybody")


class Reason(models.TextChoices):
    """Kind words for a no, each a whole sentence that is sent in the applicant’s language."""

    ELSEWHERE = "elsewhere", _("What you look for is better served by others than by us.")
    NOT_GRASSROOTS = (
        "not-grassroots",
        _("We exist for those who support self-organized grassroots groups; that is not what we read in your words."),
    )
    UNKNOWN = (
        "unknown",
        _("We could not learn enough to welcome you without risk to others. It says nothing of you."),
    )
    FULL = "full", _("We cannot welcome more people well at this time. You may write to us again in six months.")
