"""Who may come where: one line for each address of the portal. An address without a line turns the build red.

A line says who is let in, which methods the address speaks beside HEAD, and which example of tests/world.py it is asked
with. Whoever is not let in is sent to the sign-in when signed out, and finds nothing there (404) when signed in.
"""

from dataclasses import dataclass, replace

from tests.world import COORDINATORS, LIBRARIANS, MEMBERS, ROLES

AUDIENCES = {
    "everybody": set(ROLES),
    "signed in": set(ROLES) - {"anon", "gone"},
    "members": set(MEMBERS),
    "librarians": set(LIBRARIANS),
    "coordinators": set(COORDINATORS),
    "with a second factor": {"regional", "regional2", "librarian", "coordinator", "admin"},
    "nobody": set(),
}


@dataclass(frozen=True)
class Line:
    audience: str
    methods: str = "GET"
    # Who may send the form, where fewer may than may look.
    senders: str = ""
    example: tuple | dict = ()
    is_desk: bool = False
    # A table that even looking writes to: that recovery codes have been seen is kept, so that they are shown once.
    looking_writes: str = ""
    # For addresses of one thing among others: "seen" by whoever may know of it, or "kept" for fewer.
    of_things: str = ""

    @property
    def admitted(self):
        return roles_in(self.audience)

    @property
    def may_send(self):
        return roles_in(self.senders or self.audience)


def roles_in(audience):
    """The roles of an audience, or those listed one by one."""
    return AUDIENCES[audience] if audience in AUDIENCES else set(audience.split())


# Nobody writes to themselves, or reports themselves.
ALL_BUT_OTHER = " ".join(role for role in MEMBERS if role != "other")

ADDRESSES = {
    # The doors
    "front-door": Line("everybody"),
    "security": Line("everybody"),
    "healthz": Line("everybody"),
    "readyz": Line("everybody"),
    "robots": Line("everybody"),
    "sitemap": Line("everybody"),
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
    "account_confirm_by_code": Line("signed in", "GET POST"),
    "account_sign_out_everywhere": Line("signed in", "POST"),
    "account_confirm_login_code": Line("everybody", "GET POST"),
    "account_reset_password_from_key_done": Line("everybody"),
    "account_reset_password_from_key": Line("everybody", "GET POST", example={"uidb36": "1", "key": "x-y"}),
    "account_reset_password_done": Line("everybody"),
    "account_request_login_code": Line("everybody", "GET POST"),
    "mfa_index": Line("signed in"),
    "mfa_authenticate": Line("everybody", "GET POST"),
    "mfa_reauthenticate": Line("signed in", "GET POST"),
    "mfa_activate_totp": Line("signed in", "GET POST"),
    "mfa_deactivate_totp": Line("with a second factor", "GET POST"),
    "mfa_view_recovery_codes": Line("with a second factor", looking_writes="mfa_authenticator"),
    "mfa_generate_recovery_codes": Line("signed in", "GET POST"),
    "mfa_download_recovery_codes": Line("with a second factor", looking_writes="mfa_authenticator"),
    "mfa_list_webauthn": Line("signed in"),
    "mfa_add_webauthn": Line("signed in", "GET POST"),
    "mfa_reauthenticate_webauthn": Line("signed in", "GET POST"),
    "mfa_remove_webauthn": Line("nobody", "GET POST", example=("key", "of the author"), of_things="own"),
    "mfa_edit_webauthn": Line("nobody", "GET POST", example=("key", "of the author"), of_things="own"),
    "mfa_login_webauthn": Line("everybody", "GET POST"),
    "usersessions_list": Line("signed in", "GET POST"),
    "account_welcome": Line("everybody", "GET POST", example=("application", "accepted")),
    # Asking to join. Whoever has the secret address of a draft, or of an own page, may look: applicants, that is.
    "join:apply": Line("everybody", "GET POST"),
    "join:sent": Line("everybody"),
    "join:withdrawn": Line("everybody"),
    "join:step": Line("everybody", "GET POST", example=("draft", "one")),
    "join:confirm": Line("everybody", "GET POST", example=("application", "unconfirmed")),
    "join:own": Line("everybody", "GET POST", example=("application", "own page")),
    "join:withdraw": Line("everybody", "GET POST", example=("application", "own page")),
    "account_undo": Line("everybody", "GET POST", example={"token": "a-known-token"}),
    # What is held about oneself
    "personal:data": Line("signed in"),
    "personal:prepare": Line("signed in", "GET POST"),
    "personal:take": Line("member", "GET POST", example=("own copy", "of the member"), of_things="own"),
    "personal:leave": Line("signed in", "GET POST"),
    "personal:stay": Line("signed in", "POST"),
    # The library
    "resources:list": Line("everybody"),
    "resources:detail": Line("everybody", example=("resource", "public"), of_things="seen"),
    "resources:bibtex": Line("everybody", example=("resource", "public"), of_things="seen"),
    "resources:ris": Line("everybody", example=("resource", "public"), of_things="seen"),
    "resources:collections": Line("everybody"),
    "resources:collection": Line("everybody", example=("collection", "public"), of_things="seen"),
    "resources:contribute": Line("members", "GET POST"),
    "resources:mine": Line("members"),
    "resources:edit": Line("member", "GET POST", example=("resource", "draft"), of_things="own"),
    "resources:text": Line("member", "GET POST", example=("resource", "draft"), of_things="own"),
    "resources:where": Line("member", "GET POST", example=("resource", "draft"), of_things="own"),
    "resources:audience": Line("member", "GET POST", example=("resource", "draft"), of_things="own"),
    "resources:check": Line("member", "GET POST", example=("resource", "draft"), of_things="own"),
    "resources:discard": Line("member", "POST", example=("resource", "draft"), of_things="own"),
    "resources:withdraw": Line("member", "POST", example=("resource", "waiting"), of_things="own"),
    "resources:files": Line("member", "GET POST", example=("resource", "draft"), of_things="own"),
    "resources:file": Line("member", "GET POST", example=("file", "draft"), of_things="own"),
    "resources:file-version": Line("member", "GET POST", example=("file", "draft"), of_things="own"),
    "resources:file-up": Line("member", "POST", example=("file", "draft"), of_things="own"),
    "resources:file-withdraw": Line("member", "POST", example=("file", "draft"), of_things="own"),
    "resources:version-confirm": Line("member", "POST", example=("waiting file version", "draft"), of_things="own"),
    "resources:version-withdraw": Line("member", "POST", example=("file version", "draft"), of_things="own"),
    "resources:kept": Line("members"),
    "resources:kept-check": Line("member unlisted", "POST", example=("resource", "drive"), of_things="own"),
    "resources:access": Line("members", "GET POST", example=("resource", "drive"), of_things="kept"),
    "files:file": Line("everybody", example=("file", "public"), of_things="seen"),
    "files:version": Line("everybody", example=("file version", "public"), of_things="seen"),
    # Meetings
    "meetings:list": Line("everybody"),
    "meetings:detail": Line("members", example=("meeting", "next"), of_things="seen"),
    "meetings:calendar": Line("members", example=("meeting", "next"), of_things="seen"),
    # Members
    "members:directory": Line("everybody"),
    "members:dashboard": Line("signed in"),
    "members:edit": Line("members", "GET POST"),
    "members:zone": Line("members", "GET POST"),
    "members:onboarding": Line("members", "GET POST", example={"step": "1"}),
    "members:organization": Line("members", example=("organization", "one"), of_things="seen"),
    "members:organization_edit": Line(
        "org coordinator mfaless admin", "GET POST", example=("organization", "of org"), of_things="kept"
    ),
    "members:profile": Line(
        "members", example=("profile", "other"), of_things="seen", looking_writes="members_reading"
    ),
    "members:audiences": Line("members", "GET POST"),
    "members:see-as": Line("members", example={"viewer": "members"}),
    "members:quiet": Line("members", "GET POST"),
    "members:conversations": Line("members"),
    "members:conversation": Line(ALL_BUT_OTHER, "GET POST", example=("profile", "other"), of_things="own"),
    "members:mute": Line(ALL_BUT_OTHER, "POST", example=("profile", "other"), of_things="own"),
    "members:offers": Line("members"),
    "members:offer-new": Line("members", "GET POST"),
    "members:offer-edit": Line("member", "GET POST", example=("offer", "current"), of_things="own"),
    "members:offer-remove": Line("member", "POST", example=("offer", "current"), of_things="own"),
    "members:report": Line(ALL_BUT_OTHER, "GET POST", example=("reportable", "profile")),
    # The glossary
    "glossary:list": Line("everybody"),
    "glossary:term": Line("everybody", example=("term", "public"), of_things="seen"),
    "glossary:propose": Line("everybody", "GET POST"),
    "glossary:thanks": Line("everybody"),
    "glossary:tbx": Line("everybody"),
    "glossary:csv": Line("everybody"),
    # The search
    "search:results": Line("everybody"),
    "search:explained": Line("everybody"),
    "search:feed": Line("everybody"),
    # Mail
    "outreach:wishes": Line("members", "GET POST"),
    "outreach:stop": Line("everybody", "GET POST", example=("link to stop mail", "of the member")),
    "outreach:announcement": Line("members", example=("announcement", "to all"), of_things="seen"),
    "outreach:letters": Line("nobody"),
    "outreach:letter": Line("nobody", example={"name": "x"}),
    # Pages
    "pages:home": Line("everybody"),
    "pages:about": Line("everybody"),
    "pages:challenges": Line("everybody"),
    "pages:for-you": Line("everybody"),
    "pages:join": Line("everybody"),
    "pages:page": Line("everybody", example=("page", "public"), of_things="seen"),
}

# The desk. Each model registered there, and who may look at its records, add, change and delete them. Whoever has the
# desk but not the right is refused (403); whoever has no role finds no desk (404), and whoever has no second factor is
# led to where one sets it up.
DESK_ROLES = ["regional", "regional2", "librarian", "coordinator", "admin"]
EVERY_DESK = " ".join(DESK_ROLES)
LIBRARY_DESK = "librarian coordinator admin"
COORDINATION_DESK = "coordinator admin"
# The member they are asked about lives in Latin America: the coordinator of Africa finds nobody.
PEOPLE_DESK = "regional coordinator admin"


@dataclass(frozen=True)
class Desk:
    example: tuple
    look: str
    add: str
    change: str
    delete: str
    in_list: str = ""


DESK = {
    "members.member": Desk(
        ("profile", "member"), PEOPLE_DESK, COORDINATION_DESK, COORDINATION_DESK, "admin", f"regional2 {PEOPLE_DESK}"
    ),
    "members.organization": Desk(("organization", "one"), *[COORDINATION_DESK] * 4),
    "members.application": Desk(
        ("application", "waiting"),
        PEOPLE_DESK,
        "nobody",
        PEOPLE_DESK,
        COORDINATION_DESK,
        f"regional2 {PEOPLE_DESK}",
    ),
    "members.representationrequest": Desk(
        ("representation", "waiting"), PEOPLE_DESK, "nobody", PEOPLE_DESK, "nobody", f"regional2 {PEOPLE_DESK}"
    ),
    "members.heldaddress": Desk(("heldaddress", "one"), *[COORDINATION_DESK] * 4),
    "members.region": Desk(("region", "one"), *[COORDINATION_DESK] * 4),
    "members.struggle": Desk(("struggle", "one"), *[COORDINATION_DESK] * 4),
    "members.supportkind": Desk(("supportkind", "one"), *[COORDINATION_DESK] * 4),
    "members.language": Desk(("language", "one"), *[COORDINATION_DESK] * 4),
    "members.report": Desk(("report", "open"), COORDINATION_DESK, "nobody", COORDINATION_DESK, "nobody"),
    "meetings.meeting": Desk(("meeting", "next"), *[COORDINATION_DESK] * 4),
    "resources.resource": Desk(("resource", "public"), *[LIBRARY_DESK] * 4),
    "resources.topic": Desk(("topic", "public"), *[LIBRARY_DESK] * 4),
    "resources.collection": Desk(("collection", "public"), *[LIBRARY_DESK] * 4),
    "resources.accessrequest": Desk(
        ("accessrequest", "waiting"), COORDINATION_DESK, "nobody", COORDINATION_DESK, "nobody"
    ),
    "resources.renewal": Desk(("renewal", "open"), COORDINATION_DESK, "nobody", COORDINATION_DESK, "nobody"),
    "resources.phrase": Desk(("phrase", "one"), *[LIBRARY_DESK] * 4),
    "glossary.term": Desk(("term", "public"), *[LIBRARY_DESK] * 4),
    "glossary.proposal": Desk(("proposal", "waiting"), LIBRARY_DESK, "nobody", LIBRARY_DESK, LIBRARY_DESK),
    "pages.page": Desk(("page", "public"), *[COORDINATION_DESK] * 4),
    "pages.pageversion": Desk(("version", "former"), COORDINATION_DESK, "nobody", "nobody", "nobody"),
    "bin.binned": Desk(("binned", "one"), COORDINATION_DESK, *["nobody"] * 3),
    "audit.entry": Desk(("entry", "one"), COORDINATION_DESK, "nobody", "nobody", "nobody"),
    "outreach.message": Desk(("message", "waiting"), COORDINATION_DESK, "nobody", "nobody", "nobody"),
    "outreach.announcement": Desk(("announcement", "draft"), *[COORDINATION_DESK] * 4),
    "accounts.factorloss": Desk(("factorloss", "open"), COORDINATION_DESK, COORDINATION_DESK, "nobody", "nobody"),
}

DESK_ADDRESSES = {
    "admin:index": Line(EVERY_DESK, "GET POST"),
    "admin:login": Line(EVERY_DESK, "GET POST"),
    "admin:password_change": Line(EVERY_DESK, "GET POST"),
    "admin:password_change_done": Line(EVERY_DESK, "GET POST"),
    "admin:autocomplete": Line("nobody"),
    "admin:jsi18n": Line(EVERY_DESK),
    "admin:app_list": Line(COORDINATION_DESK, "GET POST", example={"app_label": "pages"}),
    "admin:checkup": Line(COORDINATION_DESK),
    "admin:test_letter": Line(COORDINATION_DESK, "POST"),
    "admin:members_member_export": Line(f"regional2 {PEOPLE_DESK}", "GET POST"),
    "admin:members_member_address": Line(PEOPLE_DESK, "POST", example=("profile", "member")),
    "admin:members_application_address": Line(PEOPLE_DESK, "POST", example=("application", "waiting")),
    "admin:view_on_site": Line("nobody", "GET POST", example={"content_type_id": "9999", "object_id": "1"}),
    "admin:resources_resource_seen": Line("nobody", "POST"),
    "admin:resources_resource_versions": Line(LIBRARY_DESK, example=("resource", "waiting")),
    "admin:pages_page_preview_new": Line(COORDINATION_DESK, "POST"),
    "admin:pages_page_preview": Line(COORDINATION_DESK, "POST", example=("page", "public")),
    "admin:pages_page_versions": Line(COORDINATION_DESK, example=("page", "public")),
    "admin:pages_page_compare": Line("nobody", example=("page", "public")),
    "admin:pages_page_restore": Line("nobody", "POST", example={"pk": "9999", "version": "9999"}),
    "admin:outreach_message_release": Line(COORDINATION_DESK, "POST"),
    "admin:outreach_announcement_preview": Line(COORDINATION_DESK, example=("announcement", "draft")),
    "admin:outreach_announcement_send": Line(COORDINATION_DESK, "POST", example=("announcement", "draft")),
    "admin:outreach_announcement_take_back": Line(COORDINATION_DESK, "POST", example=("announcement", "draft")),
    "admin/(?P<url>.*)$": Line("nobody", "GET POST", example={"url": "no/such/page/"}),
}


def declared():
    """All lines, those of the desk's models written out address by address."""
    lines = {**ADDRESSES, **{name: replace(line, is_desk=True) for name, line in DESK_ADDRESSES.items()}}
    lines["admin:logout"] = Line(EVERY_DESK, "GET POST", is_desk=True)
    for label, desk in DESK.items():
        name, both = label.replace(".", "_"), "GET POST"
        of_one = {"example": desk.example, "is_desk": True}
        lines[f"admin:{name}_changelist"] = Line(desk.in_list or desk.look, both, is_desk=True)
        lines[f"admin:{name}_add"] = Line(desk.add, both, is_desk=True)
        lines[f"admin:{name}_change"] = Line(desk.look, both, desk.change, **of_one)
        lines[f"admin:{name}_delete"] = Line(desk.delete, both, **of_one)
        lines[f"admin:{name}_history"] = Line(desk.look, both, **of_one)
        lines[f"admin/{label.replace('.', '/')}/<path:object_id>/"] = Line(EVERY_DESK, both, **of_one)
    return lines


# Kinds of readers. Other roles meet the same pages, with more or fewer lines in their lists.
READERS = ["member", "coordinator", "applicant", "anon"]


def readers():
    """{name: those of the readers who may look there}, for each address that one of them may look at.

    Forms to add something come last: there is nothing on them that is not on the form to change it.
    """
    found = {}
    for name, line in declared().items():
        admitted = [role for role in READERS if role in line.admitted and (role == "coordinator" or not line.is_desk)]
        if "GET" in line.methods and admitted:
            found[name] = admitted
    return dict(sorted(found.items(), key=lambda one: one[0].endswith("_add")))
