"""Every mail there is, in every language, to be looked at: `manage.py render_letters DIR`, and the tests of all mails.

Each is made by the same code as the real one, from things that exist while it is made and are then undone.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from ggsn.outreach.composing import compose
from ggsn.outreach.kinds.base import DIGEST, HELD_FOR, all_kinds, find_kind
from ggsn.outreach.letters import as_html, envelope, folded
from ggsn.outreach.models import Announcement, Detail, Message, Wishes
from ggsn.outreach.models.messages import digest_of, new
from glossary.models import Decision, Proposal
from meetings.models import Meeting
from members.models import Application, Member, MessageMail, Organization, Reason, Report, RepresentationRequest
from members.models import Message as PersonalMessage
from members.roles import COORDINATOR
from resources.models import AccessRequest, Keeping, Resource, Review

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Folders of letters that are written at once, by allauth, with what they are told beside an account.
WRITTEN = ["account/email", "mfa/email"]
# What the second form of letters that follow no wish is called.
QUIET = "quiet"
ADDRESSES = ["password_reset_url", "activate_url", "signup_url", "address"]


@dataclass(frozen=True)
class Sample:
    name: str
    language: str
    subject: str
    text: str
    html: str
    sender: str
    headers: dict


class Undone(Exception):
    """Nothing of what a sample needed stays."""


def samples(**facts):
    """All of them. `facts` may give texts to the things they are about: the tests watch for those."""
    made = []
    try:
        with transaction.atomic():
            made = [*kinds(**facts), *written_at_once(**facts)]
            raise Undone
    except Undone:
        return made


def kinds(member=None, meeting=None, resource=None, announcement=None, **facts):
    """The kinds of news, each as a member gets it who wants all, titles or neither; alone and together."""
    things = {
        Meeting: meeting or sample_meeting(),
        Resource: resource or sample_resource(),
        Announcement: announcement or sample_announcement(),
    }
    for code, _name in settings.LANGUAGES:
        reader = Member.objects.create_user(
            f"awa.{code}@example.org",
            display_name="Awa",
            language=code,
            time_zone="Africa/Dakar",
            accepted_at=timezone.now(),
            **(member or {}),
        )
        for detail in Detail.values:
            Wishes.objects.update_or_create(member=reader, defaults={"detail": detail})
            for kind in all_kinds():
                if kind.topic:
                    yield sample_of(new(kind.name, prepared(things[kind.model], kind.name), member=reader), detail)
            yield sample_of(sample_digest(reader, things), detail)
        yield from of_service(reader)
        yield from to_applicants(code)


def sample_of(message, detail="", language=None):
    composed = compose(message)
    return Sample(
        f"{message.kind}.{detail}" if detail else message.kind,
        language or message.member.language,
        composed.subject,
        composed.text,
        composed.html,
        composed.sender,
        composed.headers,
    )


def for_all_and_quiet(message):
    """As most get it, and as somebody does who wants their mail to say nothing."""
    for detail, name in [(Detail.TITLE, ""), (Detail.NEWS, QUIET)]:
        Wishes.objects.update_or_create(member=message.member, defaults={"detail": detail})
        yield sample_of(message, name)


def of_service(reader):
    """The letters that follow no wish, each about something of its reader's own; those of the desk to a coordinator."""
    accepted = Application.objects.create(email=reader.email, member=reader, accepted_at=timezone.now())
    accepted.messages.create(text="Koro bulu.", written_at=timezone.now())
    yield from for_all_and_quiet(new("welcome", reader, member=reader))
    reader.groups.add(Group.objects.get(name=COORDINATOR))
    reader = Member.objects.get(pk=reader.pk)
    code, now = reader.language, timezone.now()
    other = Member.objects.create_user(f"rosa.{code}@example.org", display_name="Rosa", accepted_at=now)
    about = RepresentationRequest.objects.ask(reader, Organization.objects.create(name=f"Jiko {reader.pk}"), "")
    for facts in [{"confirmed_at": now}, {"confirmed_at": None, "refused_at": now}]:
        RepresentationRequest.objects.filter(pk=about.pk).update(**facts)
        yield from for_all_and_quiet(new("representation_decided", about, member=reader))
    application = Application.objects.create(email=reader.email, confirmed_at=now, waits_since=now)
    for what in ["new", "answered", "handed", "waits"]:
        yield from for_all_and_quiet(new("application_review", application, f"{what}-1", reader))
    yield from for_all_and_quiet(new("profiles_read", other, member=reader))
    report = Report.objects.create(about=reader, reporter=other, reason=Report.Reason.OTHER)
    yield from for_all_and_quiet(new("report_made", report, member=reader))
    Report.objects.filter(pk=report.pk).update(decision=Report.Decision.HIDE, decided_at=now)
    yield from for_all_and_quiet(new("report_decided", report, member=reader))
    words = PersonalMessage.objects.create(sender=other, recipient=reader, text="Koro bulu.")
    for wish in [MessageMail.NOTICE, MessageMail.FULL]:
        Member.objects.filter(pk=reader.pk).update(message_mail=wish)
        yield from for_all_and_quiet(new("message", words, member=Member.objects.get(pk=reader.pk)))
    resource = Resource.objects.create(kind="guide", title_en="Koro", contributor=reader)
    for decision in Review.Decision.values:
        review = Review.objects.create(resource=resource, by=other, decision=decision)
        yield from for_all_and_quiet(new("contribution_reviewed", review, member=reader))
    yield from of_the_drive(reader, other)
    proposal = Proposal.objects.create(word="koro", language=code, proposed_by=reader)
    yield from for_all_and_quiet(new("proposal_received", proposal, member=reader))
    for decision in Decision.values:
        Proposal.objects.filter(pk=proposal.pk).update(decision=decision, decided_at=now, answer="Koro bulu.")
        yield from for_all_and_quiet(new("proposal_decided", proposal, member=reader))


def of_the_drive(reader, other):
    now = timezone.now()
    facts = {"kind": "drive", "title_en": "Koro", "drive_folder": "Koro", "published_at": now}
    card = Resource.objects.create(**facts)
    asked = AccessRequest.objects.create(resource=card, member=other, words="Koro bulu.")
    yield from for_all_and_quiet(new("access_asked", asked, member=reader))
    Keeping.objects.create(resource=card, member=reader, since=now - datetime.timedelta(days=400))
    yield from for_all_and_quiet(new("keeper_asked", reader, "2026-09", reader))


def to_applicants(code):
    """What becomes of an application, from the letter that confirms its address to a no."""
    now = timezone.now()
    application = Application(email=f"noor.{code}@example.org", display_name="Noor", language=code)
    application.await_confirmation()
    yield sample_of(new("application_confirm", application), language=code)
    Application.objects.filter(pk=application.pk).update(confirmed_at=now, waits_since=now, offered_learning_at=now)
    application.refresh_from_db()
    for word in ["", "Koro bulu."]:
        if word:
            question = application.messages.create(text=word, written_at=now)
            yield sample_of(new("application_question", question), language=code)
        for kind in ["application_received", "application_again", "application_learn"]:
            yield sample_of(new(kind, application, find_kind(kind).edition(application) or ""), language=code)
    for reason in Reason.values:
        Application.objects.filter(pk=application.pk).update(declined_at=now, reason=reason)
        yield sample_of(new("application_declined", application), language=code)
    known = Member.objects.create_user(f"kiri.{code}@example.org", display_name="Kiri", language=code)
    for is_active in [True, False]:
        Member.objects.filter(pk=known.pk).update(is_active=is_active)
        yield from for_all_and_quiet(new("application_known", known, member=known))


def prepared(thing, kind):
    """The thing as it is when there is this to say of it."""
    if isinstance(thing, Meeting):
        off = timezone.now() if kind == "meeting_called_off" else None
        Meeting.objects.filter(pk=thing.pk).update(called_off_at=off)
    return thing


def sample_digest(reader, things):
    """One piece of news of each topic, and more than fit of the last."""
    digest = digest_of(reader, timezone.now())
    Message.objects.filter(member=reader).delete()
    rows = [
        new("meeting_planned", prepared(things[Meeting], "meeting_planned"), member=reader),
        new("resource_published", things[Resource], member=reader),
        new("announcement", things[Announcement], member=reader),
    ]
    rows += [new("announcement", sample_announcement(), member=reader) for _number in range(20)]
    for row in rows:
        row.digest = digest.key
    Message.objects.bulk_create(rows)
    return digest


def sample_meeting():
    return Meeting.objects.create(
        date=timezone.now().date() + datetime.timedelta(days=30),
        hour=datetime.time(14),
        time_zone="Europe/Paris",
        title_en="Caring for each other",
        title_fr="Prendre soin les uns des autres",
        text_en="What keeps a group going, and what wears it out.",
        text_fr="Ce qui fait tenir un groupe, et ce qui l’use.",
        is_demonstration=True,
    )


def sample_resource():
    return Resource.objects.create(
        kind="guide",
        title_en="A meeting that takes two hours",
        title_fr="Une réunion qui dure deux heures",
        summary_en="How to prepare it, and how to end it.",
        summary_fr="Comment la préparer, et comment la finir.",
        published_at=timezone.now(),
        is_demonstration=True,
    )


def sample_announcement():
    return Announcement.objects.create(
        title_en="A day together",
        title_fr="Une journée ensemble",
        text_en="We meet on the first Saturday of May.\n\nTell us whether you come.",
        text_fr="Nous nous retrouvons le premier samedi de mai.\n\nDites-nous si vous venez.",
        sent_at=timezone.now() - HELD_FOR,
    )


def written_at_once(**facts):
    """What is written when it happens: codes and notices of accounts, and the letters of the portal without a kind."""
    context = {
        "site_url": settings.SITE_URL,
        "contact_address": settings.CONTACT_ADDRESS,
        "timestamp": timezone.now(),
        "code": "ABCD-EFGH",
        "email": "awa@example.org",
        "from_email": "awa@example.org",
        "to_email": "new@example.org",
        "deleted_email": "old@example.org",
        "until": timezone.now() + datetime.timedelta(days=30),
        "days": 7,
        "device": "Firefox, Android",
        **dict.fromkeys(ADDRESSES, f"{settings.SITE_URL}/en/"),
        **facts.get("context", {}),
    }
    named = {kind.name for kind in all_kinds()} | {DIGEST, "quiet", "desk"}
    for code, _name in settings.LANGUAGES:
        context["member"] = context["user"] = Member(
            display_name="Awa",
            language=code,
            email="awa@example.org",
            leaves_at=timezone.now() + datetime.timedelta(days=7),
        )
        with override(code):
            for folder in WRITTEN:
                for path in sorted((TEMPLATES / folder).glob("*_message.txt")):
                    name = path.name.removesuffix("_message.txt")
                    templates = f"{folder}/{name}_subject.txt", f"{folder}/{name}_message.txt"
                    yield from written(name, code, *templates, context)
            for path in sorted((TEMPLATES / "outreach").glob("*/body.txt")):
                if (name := path.parent.name) not in named:
                    templates = f"outreach/{name}/subject.txt", f"outreach/{name}/body.txt"
                    yield from written(name, code, *templates, context)


def written(name, code, subject, body, context):
    """As most get it, and as somebody does who wants their mail to say nothing."""
    for detail, full_name in [(Detail.TITLE, name), (Detail.NEWS, f"{name}.{QUIET}")]:
        wishes = Wishes(detail=detail)
        facts = {**context, "is_quiet": wishes.is_quiet}
        text = folded(render_to_string(body, facts), wishes.is_quiet)
        sender, words = envelope(" ".join(render_to_string(subject, facts).split()), wishes)
        yield Sample(full_name, code, words, text, as_html(words, text), sender, {})
