"""Things nobody may know of, hundreds of each kind: in every state, under every facet, in words that public texts have.

Each model of the portal has its maker here, or stands among those without anything private in them.
"""

import datetime

from django.utils import timezone

from ggsn.accounts.models import Device, FactorLoss, OwnCopy, Undo
from ggsn.audit.models import Event, note
from ggsn.bin.models import Binned
from ggsn.outreach.models import Announcement, Wishes
from ggsn.outreach.models import Message as Letter
from ggsn.pages.models import Page
from glossary.models import Proposal, Term
from meetings.models import Meeting
from members.models import (
    Application,
    ApplicationDraft,
    ApplicationMessage,
    ApplicationNote,
    HeldAddress,
    Language,
    Member,
    Message,
    Mute,
    Offer,
    Organization,
    Reading,
    Region,
    Report,
    RepresentationRequest,
    Struggle,
    SupportKind,
    Visibility,
)
from resources.models import (
    AccessRequest,
    Collection,
    CollectionItem,
    Draft,
    FileVersion,
    Holding,
    Keeping,
    Kind,
    LastCheck,
    LastLook,
    Phrase,
    Renewal,
    Resource,
    ResourceFile,
    ResourceLink,
    Review,
    Topic,
    Version,
)
from tests.make import keep_bytes

MANY = 500
# Words of private titles: some that occur nowhere else, some that public texts have too.
SECRETS = ["Écluserie", "Brindezingues", "Ouagalaise", "hivernerions"]
SHARED = ["meeting", "réseau", "grassroots", "campaign", "soutien", "resource", "kanari"]
# Facets and their like are public; the others are made by the portal of what is made here, or count how it does.
NOTHING_PRIVATE = {
    *["members.Region", "members.Struggle", "members.SupportKind", "members.Language"],
    *["search.Entry", "search.Posting", "search.Filed", "search.Block", "search.Word", "search.Edition", "search.Turn"],
    *["resources.Edition", "checkup.Pulse", "outreach.Line", "pages.LoadedText"],
}


def words(number):
    return f"{SECRETS[number % len(SECRETS)]} {SHARED[number % len(SHARED)]} {number}"


def make_private_things(world):
    facets = {
        "struggles": list(Struggle.objects.all()),
        "supports": list(SupportKind.objects.all()),
        "regions": list(Region.objects.all()),
        "languages": list(Language.objects.all()[:40]),
    }
    public = list(Resource.objects.published().filter(visibility=Visibility.PUBLIC))
    private = make_private_resources(world, facets)
    make_private_files(public, private)
    make_private_collections(public, private)
    make_what_reviewers_know(world, private)
    members, organizations = make_private_people(facets)
    make_what_members_have(world, members, organizations)
    make_what_is_known_of_the_drive(members)
    make_applications(world, facets)
    make_what_the_portal_keeps(world, members)
    soon = timezone.now().date() + datetime.timedelta(days=12)
    for number in range(MANY):
        text = words(number)
        Term.objects.create(key=f"hidden-{number}", name_en=text, name_fr=text, definition_en=text, published_at=None)
        Proposal.objects.create(word=text[:100], language="fr", why=text)
        Page(key=f"hidden-{number}", title_en=text, body_en=text, visibility=Visibility.MEMBERS).save()
        # In the past, and after the next one, whose date everybody may know.
        day = soon + datetime.timedelta(days=number) if number % 2 else soon - datetime.timedelta(days=60 + number)
        Meeting.objects.create(title_fr=text, text_fr=text, date=day, hour=datetime.time(9), time_zone="Asia/Kolkata")


def make_private_resources(world, facets):
    now = timezone.now()
    states = [
        {"published_at": now, "visibility": Visibility.MEMBERS},
        {"visibility": Visibility.PUBLIC},
        {"visibility": Visibility.PUBLIC, "submitted_at": now},
        {"visibility": Visibility.PUBLIC, "submitted_at": now, "changes_asked_at": now},
        {"visibility": Visibility.PUBLIC, "submitted_at": now, "declined_at": now},
    ]
    topics = [Topic.objects.create(name=f"hidden topic {number}", slug=f"hidden-{number}") for number in range(20)]
    topics += list(Topic.objects.exclude(slug__startswith="hidden"))
    kinds = [kind for kind in Kind.values if kind != Kind.DRIVE]
    made = []
    for number in range(MANY * 2):
        state = states[0 if number % 2 else number // 2 % len(states)]
        resource = Resource.objects.create(
            kind=kinds[number % len(kinds)],
            title_en=words(number),
            summary_fr=words(number + 1),
            text_en=words(number + 2),
            contributor=world.people["other"],
            **state,
        )
        for name, values in facets.items():
            getattr(resource, name).add(values[number % len(values)])
        resource.tags.add(topics[number % len(topics)])
        ResourceLink.objects.create(resource=resource, url=f"https://example.org/{number}", label_en=words(number))
        resource.save()
        made.append(resource)
    return made


def make_private_people(facets):
    organizations = [Organization(name=f"{words(number)}") for number in range(MANY)]
    Organization.objects.bulk_create(organizations)
    members = Member.objects.bulk_create(
        Member(
            email=f"hidden{number}@example.org",
            display_name=words(number),
            place=words(number),
            presentation_en=words(number),
            accepted_at=timezone.now(),
            is_listed=bool(number % 2),
            region=facets["regions"][number % len(facets["regions"])],
            organization=organizations[number % MANY],
            password="!",
        )
        for number in range(MANY * 2)
    )
    for number, member in enumerate(members):
        if number % 10 == 0:
            member.struggles.set(facets["struggles"])
            member.languages.set(facets["languages"])
    return members, organizations


def make_private_files(public, private):
    """For members on public resources, for everybody on private ones: their names, and what stands in them."""
    kept = keep_bytes(b"What it says.")
    for number in range(MANY):
        among, visibility = [(public, Visibility.MEMBERS), (private, Visibility.PUBLIC)][number % 2]
        resource, text = among[number // 2 % len(among)], words(number)
        file = ResourceFile.objects.create(resource=resource, visibility=visibility, title_en=text, position=number)
        facts = {**kept, "stored_as": f"hidden/{number}", "name": f"{text}.txt", "words": text}
        FileVersion.objects.create(file=file, by=resource.contributor, confirmed_at=timezone.now(), **facts)


def make_private_collections(public, private):
    collections = [
        Collection.objects.create(title_en=words(number), visibility=Visibility.MEMBERS) for number in range(MANY // 2)
    ]
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, resource=among[number % len(among)], position=position)
        for number, collection in enumerate(collections)
        for position, among in enumerate([public, private])
    )


def make_what_reviewers_know(world, private):
    by, now = world.people["librarian"], timezone.now()
    declined = Review.Decision.DECLINED
    Review.objects.bulk_create(
        Review(resource=one, by=by, decision=declined, word=words(number)) for number, one in enumerate(private)
    )
    Draft.objects.bulk_create(
        Draft(resource=one, answers={"title_en": [words(number)]}, language="en", step="text")
        for number, one in enumerate(private)
    )
    Version.objects.bulk_create(
        Version(resource=one, words={"en": {"title": words(number), "summary": "", "text": ""}})
        for number, one in enumerate(private)
    )
    Phrase.objects.bulk_create(Phrase(decision=declined, text_en=words(number)) for number in range(MANY))
    LastLook.objects.create(reviewer=by, at=now)


def make_what_members_have(world, members, organizations):
    by, today = world.people["coordinator"], timezone.now().date()
    numbered = list(enumerate(members[:MANY]))
    next_of = {member: members[number + 1] for number, member in numbered}
    tomorrow = today + datetime.timedelta(days=1)
    Offer.objects.bulk_create(Offer(member=one, text_en=words(number), ends_on=tomorrow) for number, one in numbered)
    Message.objects.bulk_create(
        Message(sender=one, recipient=next_of[one], text=words(number)) for number, one in numbered
    )
    Mute.objects.bulk_create(Mute(member=one, muted=next_of[one]) for _number, one in numbered)
    Reading.objects.bulk_create(Reading(member=one, day=today) for _number, one in numbered)
    Report.objects.bulk_create(
        Report(about=one, reporter=next_of[one], reason=Report.Reason.OTHER, words=words(number))
        for number, one in numbered
    )
    RepresentationRequest.objects.bulk_create(
        RepresentationRequest(member=one, organization=organizations[number]) for number, one in numbered
    )
    Wishes.objects.bulk_create(Wishes(member=one) for _number, one in numbered)
    Announcement.objects.bulk_create(
        Announcement(written_by=by, title_en=words(number), text_en=words(number), sent_at=timezone.now())
        for number in range(MANY)
    )


def make_what_is_known_of_the_drive(members):
    """Of cards that members alone may know of."""
    numbered = list(enumerate(members[:MANY]))
    cards = Resource.objects.bulk_create(
        Resource(
            kind=Kind.DRIVE,
            title_en=words(number),
            slug_en=f"hidden-card-{number}",
            drive_folder=words(number),
            published_at=timezone.now(),
        )
        for number, _one in numbered
    )
    Keeping.objects.bulk_create(Keeping(resource=cards[number], member=one) for number, one in numbered)
    LastCheck.objects.bulk_create(
        LastCheck(resource=cards[number], by=one, answer=LastCheck.Answer.GONE) for number, one in numbered
    )
    AccessRequest.objects.bulk_create(
        AccessRequest(resource=cards[number - 1], member=one, words=words(number)) for number, one in numbered
    )
    Holding.objects.bulk_create(Holding(folder=words(number), member=one) for number, one in numbered)
    Renewal.objects.bulk_create(Renewal(folder=words(number), member=one) for number, one in numbered)


def make_applications(world, facets):
    now, by = timezone.now(), world.people["coordinator"]
    applications = Application.objects.bulk_create(
        Application(
            email=f"asks{number}@example.org",
            display_name=words(number),
            region=facets["regions"][number % len(facets["regions"])],
            confirmed_at=now,
            waits_since=now,
        )
        for number in range(MANY)
    )
    for model in [ApplicationMessage, ApplicationNote]:
        model.objects.bulk_create(
            model(application=one, by=by, text=words(number)) for number, one in enumerate(applications)
        )
    ApplicationDraft.objects.bulk_create(
        ApplicationDraft(token_digest=f"hidden-{number}", sealed_answers="{}", begun_at=now) for number in range(MANY)
    )
    HeldAddress.objects.bulk_create(HeldAddress(address=f"held{number}@example.org") for number in range(MANY))


def make_what_the_portal_keeps(world, members):
    by = world.people["coordinator"]
    numbered = list(enumerate(members[:MANY]))
    Undo.objects.bulk_create(
        Undo(member=one, kind=Undo.Kind.ADDRESS, facts={}, digest=f"hidden-{number}") for number, one in numbered
    )
    OwnCopy.objects.bulk_create(OwnCopy(member=one, digest=f"hidden-{number}") for number, one in numbered)
    Device.objects.bulk_create(Device(member=one, digest=f"hidden-{number}") for number, one in numbered)
    FactorLoss.objects.bulk_create(FactorLoss(member=one, asked_by=by) for _number, one in numbered)
    Letter.objects.bulk_create(
        Letter(key=f"hidden-{number}", to=one.email, subject=words(number), message_id=f"<hidden-{number}@example.org>")
        for number, one in numbered
    )
    for number in range(10):
        note(Event.ADDRESS_SEEN, members[number], by)
        Binned.objects.throw(Collection.objects.create(title_en=words(number), visibility=Visibility.PUBLIC), by=by)
