"""A small world for the trust tests: one person of each role, one thing of each state, a canary in each text.

A *canary* is a word that occurs nowhere else. Each text field of each record gets its own, found through the models, so
that a new field is watched without anybody thinking of it; beside it stands who may read it, and nobody else may.
"""

import datetime
import itertools
import json
from dataclasses import dataclass
from io import StringIO
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from django.utils.translation import override
from modeltranslation.translator import NotRegistered, translator

from ggsn.accounts.models import FactorLoss, OwnCopy, Undo
from ggsn.audit.models import Event, note
from ggsn.bin.models import Binned
from ggsn.outreach.models import Announcement, Message, Wishes
from ggsn.outreach.models import Audience as Addressees
from ggsn.pages.models import Page
from glossary.models import Proposal, Term
from meetings.models import Meeting
from members.models import (
    Application,
    ApplicationDraft,
    ApplicationMessage,
    ApplicationNote,
    Audience,
    HeldAddress,
    Language,
    Member,
    Offer,
    Organization,
    Region,
    Report,
    RepresentationRequest,
    Struggle,
    SupportKind,
    Visibility,
)
from members.models import Message as Letter
from members.roles import COORDINATOR, LIBRARIAN, REGIONAL_COORDINATOR
from members.tokens import digest
from resources.models import (
    AccessRequest,
    Collection,
    Draft,
    FileVersion,
    Keeping,
    Kind,
    LastCheck,
    Phrase,
    Renewal,
    Resource,
    ResourceFile,
    ResourceLink,
    Review,
    ShownAs,
    Topic,
    Version,
)
from tests.make import keep_bytes, make_member
from tests.walk import Visitor, settle

# Who is who. "anon" has no account; "gone" still has the cookie of an account that was closed; "mfaless" is a
# coordinator who has not set up a second factor.
MEMBERS = [
    "member",
    "other",
    "unlisted",
    "org",
    "regional",
    "regional2",
    "librarian",
    "coordinator",
    "mfaless",
    "admin",
]
ROLES = ["anon", "gone", "applicant", *MEMBERS]
LIBRARIANS = ["librarian", "coordinator", "mfaless", "admin"]
COORDINATORS = ["coordinator", "mfaless", "admin"]

# Which regional coordinator looks after which region.
REGIONAL_OF = {"latin-america": "regional", "africa": "regional2"}

_number = itertools.count(1)


class Canaries:
    """Words to watch: what each one is, and the roles that may read it."""

    def __init__(self):
        self.words = {}

    def new(self, what, readers):
        number, letters = next(_number), ""
        while number:
            number, rest = divmod(number, 20)
            letters = "bcdfghjklmnpqrstvwxz"[rest] + letters
        word = f"kanari{letters.rjust(4, 'b')}q"
        self.words[word] = (what, frozenset(readers))
        return word

    def in_all_texts(self, model, what, readers, **exceptions):
        """A value for each text field of `model`; `exceptions` name the readers of single fields."""
        facts = {}
        for field in texts_of(model):
            word = self.new(f"{what}: {field.name}", exceptions.get(_base(model, field), readers))
            if isinstance(field, models.EmailField):
                facts[field.name] = f"{word}@example.org"
            elif isinstance(field, models.URLField) or field.name == "url":
                facts[field.name] = f"https://example.org/{word}"
            elif isinstance(field, models.SlugField):
                facts[field.name] = word
            else:
                facts[field.name] = f"{word} of {what}"[: field.max_length]
        return facts

    def unknown_to(self, role):
        return {word: what for word, (what, readers) in self.words.items() if role not in readers}


# Text columns that hold no words of people: names of zones and languages, keys, marks of the machine.
TECHNICAL = {"password", "handle", "time_zone", "language", "former_slugs", "form_key", "mark", "section", "occurrence"}


def texts_of(model):
    """The text fields people write in, one for each language where they are translated."""
    translated = translated_fields(model)
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and field.editable and field.name not in TECHNICAL | set(translated):
            base = _base(model, field)
            if base != "slug" and base not in TECHNICAL:
                yield field


def translated_fields(model):
    try:
        return list(translator.get_options_for_model(model).fields)
    except NotRegistered:
        return []


def _base(model, field):
    """The name of a field without its language."""
    for name in translated_fields(model):
        if field.name in {f"{name}_{code}" for code, _name in settings.LANGUAGES}:
            return name
    return field.name


@dataclass(frozen=True)
class Token:
    token: str


class World:
    """People by role, things by kind and state, and the canaries in them. Made inside a transaction, and undone."""

    def __init__(self):
        self.canaries = Canaries()
        self.people = {}
        self.things = {}
        self.readers = {}
        call_command("load_content", str(settings.BASE_DIR / "ggsn" / "content"), stdout=StringIO())
        self._make_people()
        self._make_what_is_between_people()
        self._make_pages()
        self._make_resources()
        self._make_collections()
        self._make_meetings()
        self._make_glossary()
        self._make_letters()
        self.things["entry", "one"] = note(Event.ADDRESS_SEEN, self.people["member"], self.people["coordinator"])
        self._make_announcements()
        self._make_wishes()
        self._keep("own copy", "of the member", Token(OwnCopy.objects.prepare(self.people["member"])), ["member"])
        self._make_bin()
        self._make_applications()
        self._keep("organization", "one", self.organization, MEMBERS)
        self._keep("organization", "of org", self.organization, MEMBERS)
        self._make_wish_to_represent()
        for model in [Region, Struggle, SupportKind, Language]:
            self.things[model._meta.model_name, "one"] = model.objects.first()
        self._sign_everybody_in()

    def _sign_everybody_in(self):
        self.visitors = {role: Visitor(self.people.get(role)) for role in ROLES}
        Member.objects.filter(pk=self.people["gone"].pk).update(is_active=False)
        settle()

    def path(self, address, example, language="en"):
        """Where `address` is, with the values of an example: a thing by kind and state, or plain values."""
        with override(language):
            values = example if isinstance(example, dict) else self._values(example, address.parameters)
        return address.path(language, **{name: values.get(name, "x") for name in address.parameters})

    def _values(self, example, parameters):
        thing = self.things.get(example)
        values = {name: getattr(thing, name, None) for name in parameters}
        if "slug" in values and hasattr(thing, "slug_to_show"):
            values["slug"] = thing.slug_to_show() or values["slug"]
        values["object_id"] = getattr(thing, "pk", None)
        return values

    def _keep(self, kind, state, thing, readers):
        """Remember a thing and who may know of it; where it has an address, it had another one before."""
        self.things[kind, state] = thing
        self.readers[kind, state] = frozenset(readers)
        if hasattr(thing, "former_slugs"):
            thing.slug_en = f"{thing.slug_en}-anew"
            thing.save()

    # People: who is listed is seen by members; who is not, by oneself and by those who look after the accounts.

    def _make_people(self):
        self.organization = Organization.objects.create(
            region=Region.objects.get(key="africa"),
            **self.canaries.in_all_texts(Organization, "organization", MEMBERS),
        )
        roles = {"regional": REGIONAL_COORDINATOR, "regional2": REGIONAL_COORDINATOR, "librarian": LIBRARIAN}
        roles |= {"coordinator": COORDINATOR, "mfaless": COORDINATOR}
        regions = {"member": "latin-america", "regional": "latin-america", "org": "africa", "regional2": "africa"}
        listed = {"member", "other", "org", "admin"}
        for role in ["applicant", "gone", *MEMBERS, "author"]:
            self.people[role] = self._make_person(
                role,
                role in listed,
                regions.get(role),
                role=roles.get(role),
                regions_coordinated=[regions[role]] if role in {"regional", "regional2"} else [],
                organization=self.organization if role == "org" else None,
                is_superuser=role == "admin",
                accepted_at=None if role == "applicant" else timezone.now(),
            )
        self._make_person("applicant in Africa", False, "africa", accepted_at=None)
        for role in ["regional", "regional2", "librarian", "coordinator", "admin"]:
            TOTP.activate(self.people[role], generate_totp_secret())
            RecoveryCodes.activate(self.people[role])
        # Nobody who visits has this key: its owner only signs.
        key = Authenticator.objects.create(
            user=self.people["author"], type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
        )
        self._keep("key", "of the author", key, [])

    def _make_person(self, name, is_listed, region, **facts):
        """Whoever looks after accounts reads all of it, others what the person chose; the author signs in public."""
        keepers = {*COORDINATORS, name} | ({REGIONAL_OF[region]} if region in REGIONAL_OF else set())
        readers = {*MEMBERS, name} if is_listed else keepers
        # An address is looked at one by one, by a form that is written down: no page shows it but one's own.
        facts |= self.canaries.in_all_texts(
            Member, name, readers, email={name}, display_name=ROLES if name == "author" else readers
        )
        person = make_member(is_listed=is_listed, region=Region.objects.filter(key=region).first(), **facts)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if person.accepted_at is None or name == "gone":
            readers = []
        self.things["profile", name] = person
        self.readers["profile", name] = frozenset(readers)
        return person

    # Each part of a profile has its readers; messages have two; offers are for members, reports for coordinators.

    def _make_what_is_between_people(self):
        here = {"region": Region.objects.get(key="latin-america")}
        keepers = ["regional", *COORDINATORS]
        facts = self.canaries.in_all_texts(
            Member,
            "guarded",
            MEMBERS,
            email=[],
            pronouns=keepers,
            place=[],
            organization_role=keepers,
            presentation=["member", *keepers],
        )
        guarded = make_member(
            is_listed=True,
            pronouns_for=Audience.COORDINATORS,
            place_for=Audience.ME,
            presentation_for=Audience.REGION,
            organization=self.organization,
            organization_for=Audience.COORDINATORS,
            **here,
            **facts,
        )
        self._keep("profile", "guarded", guarded, MEMBERS)
        member, other = self.people["member"], self.people["other"]
        words = self.canaries.in_all_texts(Letter, "message", ["member", "other"])
        self.things["letter", "sent"] = Letter.objects.create(sender=member, recipient=other, **words)
        tomorrow = timezone.now().date() + datetime.timedelta(days=1)
        for state, readers, ends_on in [
            ("current", MEMBERS, tomorrow),
            ("over", ["member", "admin"], tomorrow.replace(year=2020)),  # whoever erases an account reads what goes
        ]:
            words = self.canaries.in_all_texts(Offer, f"{state} offer", readers)
            offer = Offer.objects.create(member=member, ends_on=ends_on, **words)
            self._keep("offer", state, offer, ["member"])
        words = self.canaries.in_all_texts(Report, "report", ["member", *COORDINATORS])
        report = Report.objects.create(about=other, reporter=member, reason=Report.Reason.OTHER, **words)
        self._keep("report", "open", report, COORDINATORS)
        Undo.objects.create(
            member=self.people["author"],
            kind=Undo.Kind.ADDRESS,
            facts={"old": "x@example.org"},
            digest=digest("a-known-token"),
        )
        loss = FactorLoss.objects.create(member=self.people["author"], asked_by=self.people["coordinator"])
        self._keep("factorloss", "open", loss, COORDINATORS)
        self.things["reportable", "profile"] = SimpleNamespace(kind="profile", key=other.handle)

    # Pages, which also keep what they said before.

    def _make_pages(self):
        self._make_page("public", ROLES, Visibility.PUBLIC)
        self._make_page("members", MEMBERS, Visibility.MEMBERS)

    def _make_page(self, state, readers, visibility):
        facts = self.canaries.in_all_texts(Page, f"{state} page", readers)
        page = Page(visibility=visibility, **facts)
        page.body_en = self.canaries.new(f"former text of the {state} page", COORDINATORS)
        page.save(by=self.people["coordinator"])
        page.body_en = facts["body_en"]
        page.save(by=self.people["coordinator"])
        self.things["version", "former"] = page.versions.first()
        self._keep("page", state, page, readers)

    # The library: each state, each visibility.

    def _make_resources(self):
        member, other = self.people["member"], self.people["other"]
        now = timezone.now()
        own = ["member", *LIBRARIANS]
        self._make_resource("public", ROLES, other, visibility=Visibility.PUBLIC, published_at=now)
        self._make_resource(
            "signed",
            ROLES,
            self.people["author"],
            visibility=Visibility.PUBLIC,
            published_at=now,
            shown_as=ShownAs.NAME,
        )
        self._make_resource("members", MEMBERS, other, published_at=now)
        self._make_resource("drive", MEMBERS, other, published_at=now, kind=Kind.DRIVE)
        self._make_what_is_known_of_the_drive()
        self._make_resource("draft", own, member, visibility=Visibility.PUBLIC)
        self._make_resource("waiting", own, member, visibility=Visibility.PUBLIC, submitted_at=now)
        self._make_resource("changes", own, member, submitted_at=now, changes_asked_at=now)
        self._make_resource("declined", own, member, submitted_at=now, declined_at=now)
        self._make_resource("another's draft", ["other", *LIBRARIANS], other, visibility=Visibility.PUBLIC)

    def _make_what_is_known_of_the_drive(self):
        """Kept by somebody who is listed and somebody who is not; asked for by a third; a fourth has left."""
        card, other = self.things["resource", "drive"], self.people["other"]
        Keeping.objects.put(card, [self.people["member"], self.people["unlisted"]])
        LastCheck.objects.note(card, by=self.people["unlisted"], answer=LastCheck.Answer.ONE)
        words = self.canaries.in_all_texts(AccessRequest, "request for access", ["other", *COORDINATORS])
        asked = AccessRequest.objects.create(resource=card, member=other, **words)
        self._keep("accessrequest", "waiting", asked, COORDINATORS)
        folder = self.canaries.in_all_texts(Renewal, "folder to renew", COORDINATORS)
        self._keep("renewal", "open", Renewal.objects.create(member=self.people["gone"], **folder), COORDINATORS)

    def _make_resource(self, state, readers, contributor, **facts):
        facts |= self.canaries.in_all_texts(Resource, f"{state} resource", readers)
        facts.setdefault("kind", Kind.GUIDE)
        if facts["kind"] != Kind.DRIVE:
            facts.pop("drive_folder", None)
        resource = Resource.objects.create(contributor=contributor, **facts)
        ResourceLink.objects.create(
            resource=resource, **self.canaries.in_all_texts(ResourceLink, f"link of the {state} resource", readers)
        )
        self.things["topic", state] = Topic.objects.create(**self._topic(state, readers))
        resource.tags.add(self.things["topic", state])
        contributors = [role for role in MEMBERS if self.people[role] == contributor]
        if facts.get("submitted_at"):
            Review.objects.create(
                resource=resource,
                by=self.people["librarian"],
                decision=Review.Decision.CHANGES,
                **self.canaries.in_all_texts(Review, f"review of the {state} resource", [*contributors, *LIBRARIANS]),
            )
        self._note_what_it_said(state, resource, contributors)
        self._make_file(state, readers, resource, Visibility.PUBLIC)
        self._keep("resource", state, resource, readers)
        if state == "public":
            self._make_file("members only", MEMBERS, resource, Visibility.MEMBERS)
            self._make_file("withdrawn", [], resource, Visibility.PUBLIC).withdraw()
        if state == "draft":
            self._make_names(readers, resource)

    def _make_file(self, state, readers, resource, visibility):
        """A file of two versions: whoever reads the resource takes the newer one, who gave or reviews it both."""
        contributors = [role for role in MEMBERS if self.people[role] == resource.contributor]
        file = ResourceFile.objects.create(
            resource=resource,
            visibility=visibility,
            **self.canaries.in_all_texts(ResourceFile, f"file of the {state} resource", readers),
        )
        former = [role for role in readers if role in {*contributors, *LIBRARIANS}]
        self._make_version("former file version", state, file, former)
        self._make_version("file version", state, file, readers)
        self._keep("file", state, file, readers)
        return file

    def _make_version(self, kind, state, file, readers, **facts):
        what = f"{kind} of the {state} resource"
        # What they once gave is named on the page of one's own data.
        contributors = [role for role in MEMBERS if self.people[role] == file.resource.contributor]
        facts |= self.canaries.in_all_texts(FileVersion, what, readers, name=[*readers, *contributors])
        facts |= keep_bytes(self.canaries.new(f"{what}: bytes", readers).encode())
        version = FileVersion.objects.create(
            file=file, by=file.resource.contributor, **{"confirmed_at": timezone.now(), **facts}
        )
        self._keep(kind, state, version, readers)

    def _make_names(self, readers, resource):
        """Cleaned, with a name in it that its contributor has not said yes to: nobody else knows of it."""
        file = ResourceFile.objects.create(resource=resource, visibility=Visibility.PUBLIC)
        names = [self.canaries.new("name found in a file", ["member"])]
        self._make_version("waiting file version", "draft", file, ["member"], names=names, confirmed_at=None)

    def _note_what_it_said(self, state, resource, contributors):
        """What it said before is for reviewers, and what is being written of it for its contributor alone."""
        former = self.canaries.new(f"former text of the {state} resource", LIBRARIANS)
        Version.objects.create(resource=resource, words={"en": {"title": "", "summary": "", "text": former}})
        if state in {"draft", "waiting", "changes", "another's draft"}:
            answers = {
                name: [self.canaries.new(f"{name} in the making of the {state} resource", contributors)]
                for name in ["title_en", "summary_en", "text_fr", "link_1_label", "made_by", "tags"]
            }
            Draft.objects.create(resource=resource, answers=answers, language="en", step="text")

    # Collections show each reader what they may see anyway; the one that is members' is not known to others.

    def _make_collections(self):
        inside = [thing for (kind, _state), thing in self.things.items() if kind == "resource"]
        for state, readers in [("public", ROLES), ("members", MEMBERS)]:
            facts = self.canaries.in_all_texts(Collection, f"{state} collection", readers)
            collection = Collection.objects.create(visibility=Visibility(state), **facts)
            collection.put_in_order(inside)
            self._keep("collection", state, collection, readers)
        self.things["phrase", "one"] = Phrase.objects.create(
            decision=Review.Decision.DECLINED, **self.canaries.in_all_texts(Phrase, "kind word", LIBRARIANS)
        )

    def _topic(self, state, readers):
        facts = self.canaries.in_all_texts(Topic, f"topic of the {state} resource", readers)
        return {**facts, "slug": self.canaries.new(f"topic's address of the {state} resource", readers)}

    # Meetings: newcomers know when the next one is, and its title where a coordinator says so.

    def _make_meetings(self):
        self._make_meeting("public title", 10, ROLES, title_is_public=True)
        self._make_meeting("next", 20, MEMBERS)
        self._make_meeting("called off", 30, MEMBERS, called_off_at=timezone.now())
        self._make_meeting("past", -30, MEMBERS)

    def _make_meeting(self, state, days, title, **facts):
        day = timezone.now().date() + datetime.timedelta(days=days)
        facts |= self.canaries.in_all_texts(Meeting, f"meeting {state}", MEMBERS, title=title)
        meeting = Meeting.objects.create(date=day, hour=datetime.time(15), time_zone="Africa/Dakar", **facts)
        self._keep("meeting", state, meeting, MEMBERS)

    # The glossary: terms are public, drafts and proposals are not.

    def _make_glossary(self):
        self._make_term("public", ROLES)
        self._make_term("draft", LIBRARIANS, published_at=None)
        proposal = Proposal.objects.create(
            language="en",
            proposed_by=self.people["member"],
            **self.canaries.in_all_texts(Proposal, "proposal", ["member", *LIBRARIANS]),
        )
        self._keep("proposal", "waiting", proposal, LIBRARIANS)

    def _make_term(self, state, readers, **facts):
        facts |= self.canaries.in_all_texts(Term, f"{state} term", readers)
        self._keep("term", state, Term.objects.create(**facts), readers)

    # The outbox: who it is for is seen at the desk, what it says (a code to sign in, perhaps) by nobody else.

    def _make_letters(self):
        self._make_letter("waiting")
        self._make_letter("parked", parked_at=timezone.now())

    def _make_letter(self, state, **dates):
        self.things["message", state] = Message.objects.create(
            to=f"{self.canaries.new(f'address of a {state} letter', [])}@example.org",
            subject=self.canaries.new(f"subject of a {state} letter", COORDINATORS),
            text=self.canaries.new(f"text of a {state} letter", []),
            html=self.canaries.new(f"page of a {state} letter", []),
            sender="portal@example.org",
            message_id=f"<{state}@example.org>",
            **dates,
        )

    # What the coordination writes: read by those it is for, once the ten minutes are over.

    def _make_announcements(self):
        hour_ago = timezone.now() - datetime.timedelta(hours=1)
        to_region = {"audience": Addressees.REGION, "region": Region.objects.get(key="latin-america")}
        there = ["member", "regional", *COORDINATORS]
        self._make_announcement("to all", MEMBERS, sent_at=hour_ago)
        self._make_announcement("to a region", there, sent_at=hour_ago, **to_region)
        self._make_announcement("about to leave", COORDINATORS, sent_at=timezone.now() + datetime.timedelta(hours=1))
        self._make_announcement("taken back", COORDINATORS, sent_at=hour_ago, taken_back_at=hour_ago)
        self._make_announcement("draft", COORDINATORS)

    def _make_announcement(self, state, readers, **facts):
        facts |= self.canaries.in_all_texts(Announcement, f"announcement {state}", readers)
        announcement = Announcement.objects.create(written_by=self.people["coordinator"], **facts)
        self._keep("announcement", state, announcement, readers)

    # What a member wishes by mail is theirs alone; the link in their mail stops it, and tells nothing.

    def _make_wishes(self):
        facts = self.canaries.in_all_texts(Wishes, "wishes of the member", ["member"])
        wishes = Wishes.objects.create(member=self.people["member"], detail="news", **facts)
        self.things["link to stop mail", "of the member"] = Token(wishes.link("meetings"))

    # What was deleted: coordinators read its title in the bin, and nobody anything else of it.

    def _make_bin(self):
        facts = self.canaries.in_all_texts(Resource, "binned resource", [], title=COORDINATORS)
        facts.pop("drive_folder", None)
        binned = Resource.objects.create(
            kind=Kind.GUIDE, visibility=Visibility.PUBLIC, published_at=timezone.now(), **facts
        )
        self._make_file("binned", [], binned, Visibility.PUBLIC)
        for kind in ["file", "file version", "former file version"]:
            self.readers.pop((kind, "binned"))
            self.things.pop((kind, "binned"))
        self.things["binned", "one"] = Binned.objects.throw(binned, by=self.people["coordinator"])

    # Applications: those of a region are read by its coordinator, and by the coordination. Whoever has the address of a
    # draft, or of an applicant's own page, reads what stands there: the applicant, that is.

    def _make_applications(self):
        now = timezone.now()
        self._make_application("waiting", "latin-america")
        self._make_application("of africa", "africa")
        self._make_application("of no region", None)
        self._make_application(
            "unconfirmed", "latin-america", confirmed_at=None, waits_since=None, token="unconfirmed-1"
        )
        self._make_application("declined", "africa", declined_at=now, waits_since=None)
        self._make_application("accepted", None, accepted_at=now, waits_since=None, token="accepted-1")
        self._make_application("own page", "africa", own_page=ROLES)
        self.things["heldaddress", "one"] = HeldAddress.objects.create(
            **self.canaries.in_all_texts(HeldAddress, "address held back", COORDINATORS)
        )
        answers = {
            name: self.canaries.new(f"draft: {name}", ROLES) for name in ["display_name", "place", "groups", "care"]
        }
        answers |= {"email": "draft@example.org", "language": "en", "takes_part": "individual"}
        draft = ApplicationDraft.objects.create(
            token_digest=digest("draft-1"),
            sealed_answers=json.dumps(answers),
            begun_at=now - datetime.timedelta(hours=1),
        )
        draft.token, draft.step = "draft-1", 3
        self.things["draft", "one"] = draft

    def _make_wish_to_represent(self):
        """Read by whoever asks, and by those who look after both the member and the organization."""
        asked = Organization.objects.create(
            **self.canaries.in_all_texts(Organization, "organization asked for", MEMBERS)
        )
        words = self.canaries.in_all_texts(
            RepresentationRequest, "wish to represent", ["member", "regional", *COORDINATORS]
        )
        wish = RepresentationRequest.objects.create(member=self.people["member"], organization=asked, **words)
        self._keep("representation", "waiting", wish, ["regional", *COORDINATORS])

    def _make_application(self, state, region, own_page=(), token="", **facts):
        readers = [*COORDINATORS, *([REGIONAL_OF[region]] if region else [])]
        if "confirmed_at" in facts:
            readers = []
        facts = {"confirmed_at": timezone.now(), "waits_since": timezone.now(), **facts}
        answered_by = ["unlisted"] if state == "accepted" else []
        facts |= self.canaries.in_all_texts(
            Application, f"{state} application", [*readers, *answered_by], email=answered_by
        )
        if state == "accepted":
            facts |= {"member": self.people["unlisted"], "invited_at": timezone.now(), "welcome_digest": digest(token)}
        elif token:
            facts["confirmation_digest"] = digest(token)
        facts["email"] = facts["email"].lower()
        application = Application.objects.create(region=Region.objects.filter(key=region).first(), **facts)
        asked, noted = f"question about the {state} application", f"note on the {state} application"
        ApplicationMessage.objects.create(
            application=application,
            by=self.people["author"],
            **self.canaries.in_all_texts(ApplicationMessage, asked, own_page or readers),
        )
        ApplicationNote.objects.create(
            application=application,
            by=self.people["author"],
            **self.canaries.in_all_texts(ApplicationNote, noted, readers),
        )
        application.token = token
        self._keep("application", state, application, readers)
