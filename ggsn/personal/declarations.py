"""Each thing that points to a member: what of it is theirs to read, and what becomes of it when they leave.

A test walks all models and turns red for a field that is declared nowhere (TRUST PRIV-1): whoever adds one decides.
Texts that exist once per language are declared by their bare name.
"""

from dataclasses import dataclass
from enum import Enum

from django.apps import apps
from modeltranslation.manager import get_translatable_fields_for_model
from modeltranslation.utils import get_translation_fields


class Fate(Enum):
    EMPTIED = "the row stays as a shell under a random name"
    GOES = "the row is erased"
    LOOSENED = "the row stays, and points to nobody"
    CHOSEN = "what others could read stays under the random name or goes, as the person chose; the rest goes"
    SHELL = "the row stays and points to the shell"


@dataclass(frozen=True)
class Personal:
    """`shows` is given to the person; `keeps_back` is not: secrets, what others said in confidence, derived facts."""

    label: str
    tie: str
    fate: Fate
    shows: str
    keeps_back: str = ""

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def declared(self):
        return {*self.shows.split(), *self.keeps_back.split()}

    @property
    def fields_shown(self):
        """The columns behind `shows`, one for each language where they are translated."""
        translated = get_translatable_fields_for_model(self.model) or ()
        for name in self.shows.split():
            yield from get_translation_fields(name) if name in translated else [name]

    def to_show(self, member):
        """What the person is given, with all that its rows point to, however many they are."""
        fields = [self.model._meta.get_field(name) for name in self.fields_shown]
        many = [field.name for field in fields if field.many_to_many]
        one = [field.name for field in fields if field.is_relation and not field.many_to_many]
        return self.of(member).select_related(*one).prefetch_related(*many).order_by("pk")

    def of(self, member):
        return self.model._base_manager.filter(**{self.tie: member.pk})


def undeclared(model, declared):
    """The fields of a model that a declaration forgets."""
    translated = get_translatable_fields_for_model(model) or ()
    columns = {column for name in translated for column in get_translation_fields(name)}
    there = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]} - columns
    return there - declared


# An application that somebody decided on is its applicant’s, and theirs to take along.
OF_OTHERS = (
    "id handle email display_name pronouns place region language languages takes_part organization organization_name "
    "organization_role groups ways struggles supports heard care wanted_mail agreed_at confirmed_at waits_since "
    "reminded_at asked_at offered_learning_at chose_learning_at invited_at welcomed_at reason member reviewers "
    "decided_by confirmation_digest welcome_digest is_demonstration"
)

DECLARED = [
    Personal(
        "members.Member",
        "pk",
        Fate.EMPTIED,
        "id email handle display_name pronouns place time_zone language languages region organization struggles "
        "supports presentation is_listed hidden_at theme quick_exit regions_coordinated joined_at accepted_at "
        "is_active is_superuser groups last_login is_demonstration pronouns_for place_for clock_for region_for "
        "organization_for languages_for struggles_for supports_for presentation_for since_for organization_role "
        "represents_since suitable_hours first_steps_at messages_from message_mail quiet_since quiet_settled_at "
        "leaves_at words_when_leaving erased_at",
        "password search_words sort_name user_permissions",
    ),
    Personal("members.Offer", "member", Fate.GOES, "kind text ends_on hidden_at created_at", "id member"),
    Personal("members.Message", "sender", Fate.GOES, "id recipient text sent_at", "sender form_key"),
    Personal("members.Message", "recipient", Fate.GOES, "id sender text sent_at", "recipient form_key"),
    Personal("members.Mute", "member", Fate.GOES, "muted since", "id member"),
    # Nobody learns who muted them.
    Personal("members.Mute", "muted", Fate.GOES, "", "id member muted since"),
    Personal("members.Reading", "member", Fate.GOES, "day number", "id member"),
    Personal(
        "members.Report",
        "reporter",
        Fate.LOOSENED,
        "reason words made_at decision decided_at",
        "id content_type object_id reporter decided_by",
    ),
    Personal(
        "members.Report",
        "decided_by",
        Fate.LOOSENED,
        "id decision decided_at",
        "content_type object_id reporter reason words made_at decided_by",
    ),
    Personal(
        "resources.Resource",
        "contributor",
        Fate.CHOSEN,
        "id kind title summary text slug languages drive_folder tags struggles supports regions licence year minutes "
        "pages made_by shown_as visibility needs_care submitted_at changes_asked_at published_at declined_at "
        "changed_at is_demonstration",
        "contributor former_slugs form_key",
    ),
    # What they once answered to be let in. What reviewers noted and asked goes with it.
    Personal(
        "members.Application",
        "member",
        Fate.GOES,
        "email display_name pronouns place region language languages takes_part organization organization_name "
        "organization_role groups ways struggles supports heard care wanted_mail agreed_at submitted_at confirmed_at "
        "asked_at offered_learning_at chose_learning_at accepted_at welcomed_at declined_at is_demonstration",
        "id handle member reviewers decided_by reason waits_since reminded_at invited_at confirmation_digest "
        "welcome_digest",
    ),
    Personal("members.Application", "decided_by", Fate.LOOSENED, "submitted_at accepted_at declined_at", OF_OTHERS),
    Personal("members.Application", "reviewers", Fate.LOOSENED, "submitted_at accepted_at declined_at", OF_OTHERS),
    Personal(
        "members.RepresentationRequest",
        "member",
        Fate.GOES,
        "organization role asked_at confirmed_at refused_at",
        "id member decided_by",
    ),
    Personal(
        "members.RepresentationRequest",
        "decided_by",
        Fate.LOOSENED,
        "organization confirmed_at refused_at",
        "id member role asked_at decided_by",
    ),
    Personal(
        "members.ApplicationMessage", "by", Fate.LOOSENED, "text written_at", "id application by is_from_applicant"
    ),
    Personal("members.ApplicationNote", "by", Fate.LOOSENED, "text written_at", "id application by"),
    Personal(
        "outreach.Wishes",
        "member",
        Fate.GOES,
        "rhythms detail neutral_words refused_address refused_at",
        "id handle member secret",
    ),
    # Of the outbox: that something was said, and when. The words are made when they leave, and not kept.
    Personal(
        "outreach.Message",
        "member",
        Fate.GOES,
        "kind channel created_at sent_at",
        "id about attempts digest dropped_at due_at edition headers html key last_error line member message_id "
        "parked_at rank sender subject text to words_until",
    ),
    Personal(
        "outreach.Announcement",
        "written_by",
        Fate.LOOSENED,
        "title text written_at sent_at taken_back_at",
        "id handle audience language region to_slack written_by",
    ),
    Personal(
        "resources.FileVersion",
        "by",
        Fate.LOOSENED,
        "file name size media_type pages seconds uploaded_at confirmed_at withdrawn_at",
        "id key key_id wrapped_key stored_as sha256 extension words names report form_key by",
    ),
    Personal("resources.Keeping", "member", Fate.GOES, "resource since until asked_at", "id member"),
    Personal("resources.LastCheck", "by", Fate.LOOSENED, "resource at answer", "id by settled_at"),
    Personal(
        "resources.AccessRequest",
        "member",
        Fate.GOES,
        "resource words asked_at outcome answered_at",
        "id member answered_by",
    ),
    Personal(
        "resources.AccessRequest",
        "answered_by",
        Fate.LOOSENED,
        "resource outcome answered_at",
        "id member words asked_at answered_by",
    ),
    Personal("resources.Holding", "member", Fate.GOES, "folder since", "id member"),
    # The folders whose access is renewed once they have left: the coordination's list, which then names nobody.
    Personal("resources.Renewal", "member", Fate.LOOSENED, "folder since done_at", "id member resource"),
    Personal("resources.LastLook", "reviewer", Fate.GOES, "at", "id reviewer"),
    Personal("resources.Review", "by", Fate.LOOSENED, "resource decision word at", "id by"),
    Personal(
        "glossary.Proposal",
        "proposed_by",
        Fate.LOOSENED,
        "word language why proposed_at decision decided_at answer term",
        "id proposed_by",
    ),
    Personal("pages.PageVersion", "written_by", Fate.LOOSENED, "page written_at", "id key words written_by"),
    Personal(
        "admin.LogEntry",
        "user",
        Fate.SHELL,
        "action_time action_flag content_type",
        "id user object_id object_repr change_message",
    ),
    Personal("account.EmailAddress", "user", Fate.GOES, "email verified primary", "id user"),
    Personal("mfa.Authenticator", "user", Fate.GOES, "type created_at last_used_at", "id user data"),
    Personal("bin.Binned", "by", Fate.LOOSENED, "kind binned_at", "id title content files by"),
    # Secrets, and digests of kinds of browser: nothing to read.
    Personal("accounts.OwnCopy", "member", Fate.GOES, "prepared_at taken_at", "id member digest"),
    Personal("accounts.Undo", "member", Fate.GOES, "kind made_at", "id member facts digest"),
    Personal("accounts.Device", "member", Fate.GOES, "seen_at", "id member digest"),
    Personal("accounts.FactorLoss", "member", Fate.GOES, "asked_at granted_at", "id member asked_by granted_by"),
    Personal("accounts.FactorLoss", "asked_by", Fate.LOOSENED, "asked_at", "id member asked_by granted_by granted_at"),
    Personal(
        "accounts.FactorLoss", "granted_by", Fate.LOOSENED, "granted_at", "id member asked_by granted_by asked_at"
    ),
    Personal(
        "usersessions.UserSession",
        "user",
        Fate.GOES,
        "created_at user_agent last_seen_at",
        "id user ip session_key data",
    ),
]
