"""Who has this address, found the same way whoever asks and whatever the answer (TRUST AUTH-5).

allauth looks in two tables, and in the second only when the first gave nothing: that can be measured. A member's own
address is always the confirmed one here, so one question to one table is enough.
"""

from allauth.account.auth_backends import AuthenticationBackend

from members.models import Member


def account_at(address):
    """The open account with this address, or None. One query either way."""
    member = Member.objects.filter(email=Member.objects.normalize_email(address)).first()
    return member if member and member.is_active else None


class ByAddress(AuthenticationBackend):
    """Sign-in by address and password. A closed account is not there, for the right password as for a wrong one."""

    def _authenticate_by_email(self, email, password):
        member = Member.objects.filter(email=Member.objects.normalize_email(email)).first()
        if member is None:
            return None
        self._did_check_password = True
        return member if member.check_password(password) and member.is_active else None

    def get_user(self, user_id):
        member = Member.objects.signed_in(user_id)
        return member if member and self.user_can_authenticate(member) else None

    # What one may do at the desk is said by members.backends alone: no permission is ever kept in the database.

    def has_perm(self, user_obj, perm, obj=None):
        return False

    def has_module_perms(self, user_obj, app_label):
        return False

    def get_all_permissions(self, user_obj, obj=None):
        return set()
