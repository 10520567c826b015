"""What can be chosen in an application, and what can be said when it is declined."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TakesPart(models.TextChoices):
    INDIVIDUAL = "individual", _("In my own name")
    ORGANIZATION = "organization", _("For a group or an organization")


class Mail(models.TextChoices):
    """What an applicant would like mail about. What a member receives is decided later, on a page of their own."""

    MEETINGS = "meetings", _("Meetings: invitations and reminders")
    CHALLENGES = "challenges", _("Challenges: questions from members, and their answers")
    LIBRARY = "library", _("The library: what is new in it")


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
