"""Things for tests: plain functions whose defaults never surprise."""

import datetime
import hashlib
import itertools
import tempfile

from django.contrib.auth.models import Group
from django.utils import timezone

from ggsn.pages.models import Page
from glossary.models import Proposal, Term
from meetings.models import Meeting
from members.models import Application, Member, Region, Struggle
from resources import storage
from resources.models import FileVersion, Keeping, Resource, ResourceFile
from resources.topics import topics_called

_number = itertools.count(1)

PASSWORD = "a-long-enough-phrase"


def make_member(role=None, regions_coordinated=(), **facts):
    """An accepted member who is not listed; `role` is the name of a group, regions are keys."""
    number = next(_number)
    facts = {
        "email": f"person{number}@example.org",
        "display_name": f"Person {number}",
        "accepted_at": timezone.now(),
        "language": "en",
        **facts,
    }
    member = Member.objects.create_user(password=PASSWORD, **facts)
    if role:
        member.groups.add(Group.objects.get(name=role))
    member.regions_coordinated.set(Region.objects.filter(key__in=regions_coordinated))
    return member


def make_application(region=None, **facts):
    """A confirmed application that waits since now; `region` is a key."""
    number = next(_number)
    now = timezone.now()
    facts = {
        "email": f"applicant{number}@example.org",
        "display_name": f"Applicant {number}",
        "language": "en",
        "confirmed_at": now,
        "waits_since": now,
        **facts,
    }
    return Application.objects.create(region=Region.objects.filter(key=region).first(), **facts)


def make_term(key=None, variants_en="", variants_fr="", **facts):
    """A published term with its texts in both languages; others by their column: `rule_fr="keep"`."""
    number = next(_number)
    facts = {
        "key": key or f"term-{number}",
        "name_en": f"Word {number}",
        "name_fr": f"Mot {number}",
        "definition_en": "What it means.",
        "definition_fr": "Ce que cela veut dire.",
        "variants_en": variants_en or None,
        "variants_fr": variants_fr or None,
        **facts,
    }
    return Term.objects.create(**facts)


def make_proposal(**facts):
    return Proposal.objects.create(**{"word": "Mutual aid", "language": "en", **facts})


def make_meeting(starts_at=None, languages=(), **facts):
    """A topic meeting in ten days at 14:00 UTC, with a title in English; `languages` are codes.

    `starts_at` is an aware datetime or an ISO text; the meeting is then planned on the clocks of UTC.
    """
    if isinstance(starts_at, str):
        starts_at = datetime.datetime.fromisoformat(starts_at)
    planned = starts_at or (timezone.now() + datetime.timedelta(days=10)).replace(hour=14, minute=0, second=0)
    planned = planned.astimezone(datetime.UTC)
    if not {name for name in facts if name.startswith("title_")} - {"title_is_public"}:
        facts["title_en"] = f"Meeting {next(_number)}"
    facts = {"date": planned.date(), "hour": planned.time().replace(microsecond=0), "time_zone": "UTC", **facts}
    meeting = Meeting.objects.create(**facts)
    meeting.languages.set(languages)
    return meeting


def make_resource(title_en=None, tags=(), struggles=(), languages=(), **facts):
    """A published guide for everybody; tags are names, struggles keys, languages codes."""
    facts = {"kind": "guide", "visibility": "public", "published_at": timezone.now(), **facts}
    if title_en is None and "title_fr" not in facts:
        title_en = f"Resource {next(_number)}"
    resource = Resource(title_en=title_en, **facts)
    resource.save()
    resource.languages.set(languages)
    resource.struggles.set(Struggle.objects.filter(key__in=struggles))
    resource.tags.set(topics_called(list(tags)))
    return resource


def make_card(title_en=None, keepers=(), **facts):
    """A published card of the encrypted drive, for members; whoever looks after it does so since it was published."""
    facts = {"kind": "drive", "visibility": "members", "drive_folder": "Camps", **facts}
    card = make_resource(title_en, **facts)
    Keeping.objects.put(card, keepers)
    card.keepings.update(since=card.published_at or timezone.now())
    return card


def make_page(by=None, **facts):
    """A public page in plain layout; the texts are given per language (title_en=...)."""
    number = next(_number)
    facts = {"key": f"page-{number}", **facts}
    if not any(name.startswith("title_") for name in facts):
        facts["title_en"] = f"Page {number}"
    page = Page(**facts)
    page.save(by=by)
    return page


def keep_bytes(content):
    """What a version must know of these bytes, which are in the storage now."""
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        kept = storage.keep(file.name, sha256)
    facts = {"extension": "txt", "media_type": "text/plain", "size": len(content), "sha256": sha256}
    return {**facts, "stored_as": kept.stored_as, "key_id": kept.key_id, "wrapped_key": kept.wrapped_key}


def make_version(file, content=b"What it says.\n", **facts):
    facts = {"name": "notes.txt", "confirmed_at": timezone.now(), "by": file.resource.contributor, **facts}
    return FileVersion.objects.create(file=file, **{**keep_bytes(content), **facts})


def make_file(resource=None, content=b"What it says.\n", **facts):
    """A public file of one version; of a public resource unless another is given."""
    resource = resource or make_resource()
    file = ResourceFile.objects.create(resource=resource, **{"title_en": "Notes", "visibility": "public", **facts})
    make_version(file, content)
    return file
