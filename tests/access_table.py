"""Who may come where: one line for each address of the portal. An address without a line turns the build red.

A line says who is let in, which methods the address speaks beside HEAD, and which example of tests/world.py it is asked
with. Whoever is not let in is sent to the sign-in when signed out, and finds nothing there (404) when signed in.
"""

from dataclasses import dataclass

from tests.world import COORDINATORS, LIBRARIANS, MEMBERS, ROLES

AUDIENCES = {
    "everybody": set(ROLES),
    "signed in": set(ROLES) - {"anon", "gone"},
    "members": set(MEMBERS),
    "librarians": set(LIBRARIANS),
    "coordinators": set(COORDINATORS),
    "nobody": set(),
}


@dataclass(frozen=True)
class Line:
    audience: str
    methods: str = "GET"
    example: tuple | dict = ()
    is_desk: bool = False
    # For addresses of one thing among others: "seen" by whoever may know of it, or "kept" for fewer.
    of_things: str = ""

    @property
    def admitted(self):
        """The roles let in: of the audience named, or those listed one by one."""
        names = AUDIENCES.get(self.audience)
        return names if names is not None else set(self.audience.split())


ADDRESSES = {
    # The doors
    "front-door": Line("everybody"),
    "language": Line("everybody", "GET POST"),
    # Accounts
    "account_login": Line("everybody", "GET POST"),
    "account_logout": Line("everybody", "GET POST"),
    "account_inactive": Line("everybody"),
    "account_signup": Line("everybody", "GET POST"),
    "account_reauthenticate": Line("signed in", "GET POST"),
    "account_email": Line("signed in", "GET POST"),
    "account_email_verification_sent": Line("everybody", "GET POST"),
    "account_change_password": Line("signed in", "GET POST"),
    "account_set_password": Line("signed in", "GET POST"),
    "account_reset_password": Line("everybody", "GET POST"),
    "account_confirm_login_code": Line("everybody", "GET POST"),
    "account_reset_password_from_key_done": Line("everybody"),
    "account_reset_password_from_key": Line("everybody", "GET POST", {"uidb36": "1", "key": "x-y"}),
    "account_reset_password_done": Line("everybody"),
    "account_request_login_code": Line("everybody", "GET POST"),
    "mfa_index": Line("signed in"),
    "mfa_authenticate": Line("everybody", "GET POST"),
    "mfa_reauthenticate": Line("signed in", "GET POST"),
    "mfa_activate_totp": Line("signed in", "GET POST"),
    "mfa_deactivate_totp": Line("signed in", "GET POST"),
    "mfa_view_recovery_codes": Line("signed in"),
    "mfa_generate_recovery_codes": Line("signed in", "GET POST"),
    "mfa_download_recovery_codes": Line("signed in"),
    "mfa_list_webauthn": Line("signed in"),
    "mfa_add_webauthn": Line("signed in", "GET POST"),
    "mfa_reauthenticate_webauthn": Line("signed in", "GET POST"),
    "mfa_remove_webauthn": Line("nobody", "GET POST", {"pk": 987654}),
    "mfa_edit_webauthn": Line("nobody", "GET POST", {"pk": 987654}),
    "mfa_login_webauthn": Line("everybody", "GET POST"),
    "usersessions_list": Line("signed in", "GET POST"),
    # The library
    "resources:list": Line("everybody"),
    # Meetings
    "meetings:list": Line("everybody"),
    # Members
    "members:directory": Line("everybody"),
    "members:dashboard": Line("members"),
    # The glossary
    "glossary:list": Line("everybody"),
    # Pages
    "pages:home": Line("everybody"),
    "pages:about": Line("everybody"),
    "pages:challenges": Line("everybody"),
}

# The desk. Each model registered there, and who may look at its records, add, change and delete them. Whoever has the
# desk but not the right is refused (403); whoever has no desk, or no second factor, stays before its door.
DESK_ROLES = ["regional", "regional2", "librarian", "coordinator", "admin"]


@dataclass(frozen=True)
class Desk:
    look: str
    add: str
    change: str
    delete: str
    example: tuple


DESK = {}

DESK_ADDRESSES = {
    "admin:index": Line(" ".join(DESK_ROLES), "GET POST", is_desk=True),
}


def declared():
    """All lines, those of the desk's models written out address by address."""
    lines = {**ADDRESSES, **DESK_ADDRESSES}
    for label, desk in DESK.items():
        name = label.replace(".", "_")
        for action, audience, methods in [
            ("changelist", desk.look, "GET POST"),
            ("add", desk.add, "GET POST"),
            ("change", desk.look, "GET POST"),
            ("delete", desk.delete, "GET POST"),
            ("history", desk.look, "GET POST"),
        ]:
            example = desk.example if action in {"change", "delete", "history"} else ()
            lines[f"admin:{name}_{action}"] = Line(audience, methods, example, is_desk=True)
        old_form = f"admin/{label.replace('.', '/')}/<path:object_id>/"
        lines[old_form] = Line(" ".join(DESK_ROLES), "GET POST", desk.example, is_desk=True)
    return lines
