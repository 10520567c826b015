"""What each role may do at the desk (the admin), said in one table instead of rows in the database."""

from django.contrib.auth.backends import BaseBackend

from members.roles import is_coordinator, is_librarian

LIBRARIANS_KEEP = {"resources", "taggit", "glossary"}
COORDINATORS_KEEP = LIBRARIANS_KEEP | {"members", "meetings", "pages", "outreach"}


class RolePermissions(BaseBackend):
    """Answers `has_perm` for members with a role. Signs nobody in.

    Coordinators keep everything people see; librarians the library and the glossary. What regional coordinators see of
    their region is decided in members.admin. Nobody but a superuser touches accounts' roles, groups and permissions.
    """

    def has_perm(self, user_obj, perm, obj=None):
        room = perm.partition(".")[0]
        if room in LIBRARIANS_KEEP:
            return is_librarian(user_obj)
        return room in COORDINATORS_KEEP and is_coordinator(user_obj)

    def has_module_perms(self, user_obj, app_label):
        return self.has_perm(user_obj, f"{app_label}.view")
