"""What a password here must not be, besides what Django refuses (TRUST AUTH-1)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.words import folded

# The first things somebody would try who knows where the account is.
NEARBY = ["ggsn", "grassroots", "support", "network", "reseau", "portal", "portail"]
ROLES = ["coordinator", "coordination", "coordinateur", "coordinatrice", "librarian", "bibliothecaire", "regional"]
ROLES += ["regionale", "administrator", "admin", "member", "membre"]


class NotFromAroundHere:
    """Refuses passwords that are little more than the network's name or a role's. A long phrase may hold them."""

    def __init__(self, rest=8):
        self.rest = rest

    def validate(self, password, user=None):
        left = folded(password)
        for word in sorted(NEARBY + ROLES, key=len, reverse=True):
            left = left.replace(word, "")
        if left != folded(password) and len(left) < self.rest:
            raise ValidationError(
                _("This is too easy to guess for somebody who knows this site. Choose other words."),
                code="password_from_around_here",
            )

    def get_help_text(self):
        return _("It should not be the name of the network or of a role.")


class MaximumLength:
    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return ngettext(
            "It may have at most %(number)s sign.", "It may have at most %(number)s signs.", self.max_length
        ) % {"number": self.max_length}
