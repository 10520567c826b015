"""An invented community, so that every page can be judged with something on it. Nobody in it exists.

Only ever beside other invented people: a database that holds one real member is left alone. What is there already stays
as it is, so that loading twice changes nothing and dates keep their distance from the day of the first loading.
"""

import datetime
from pathlib import Path

import yaml
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from ggsn.search.watch import in_one_go
from meetings.models import Meeting
from members.models import Application, Language, Member, Organization, Region, Struggle, SupportKind, TakesPart
from members.roles import COORDINATOR, LIBRARIAN, REGIONAL_COORDINATOR
from resources.history import facts_of, keep_version, words_of
from resources.models import (
    AccessRequest,
    Collection,
    Keeping,
    LastCheck,
    Resource,
    ResourceLink,
    Review,
    Topic,
    Version,
)

HERE = Path(__file__).parent
ROLES = {"coordinator": COORDINATOR, "regional": REGIONAL_COORDINATOR, "librarian": LIBRARIAN}


class RealMembers(Exception):
    """There are members who were not invented; nothing was done."""


@transaction.atomic
def load(password, note=lambda sentence: None):
    """Fill in what is missing of the community, everybody with one password; `note` is told how much was added."""
    if Member.objects.filter(is_demonstration=False).exists():
        raise RealMembers
    people = read("members")
    organizations = {facts["key"]: load_organization(facts) for facts in people["organizations"]}
    hashed = make_password(password)
    with in_one_go():
        loaded = [load_member(facts, organizations, hashed) for facts in people["members"]]
    note(f"{sum(loaded)} members")
    note(f"{sum(load_application(facts) for facts in people['applications'])} applications")
    note(f"{sum(load_meeting(facts) for facts in read('meetings')['meetings'])} meetings")
    resources = read("resources")["resources"]
    with in_one_go():
        note(f"{sum(load_resource(facts) for facts in resources)} resources")
    titles = {facts["key"]: translated("title", facts) for facts in resources}
    note(f"{sum(load_collection(facts, titles) for facts in read('collections')['collections'])} collections")


def read(name):
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def translated(name, facts):
    """The fields of `name` in each language of the portal that the file knows."""
    return {f"{name}_{code}": facts.get(f"{name}_{code}") for code, _ in settings.LANGUAGES}


def languages(codes):
    return [Language.objects.get_or_create(code=code)[0] for code in codes]


def load_organization(facts):
    organization, _ = Organization.objects.get_or_create(
        name=facts["name"],
        defaults={
            "place": facts["place"],
            "region": Region.objects.get(key=facts["region"]),
            "is_demonstration": True,
            **translated("presentation", facts),
        },
    )
    return organization


def load_member(facts, organizations, hashed_password):
    if Member.objects.filter(email=facts["email"]).exists():
        return False
    member = Member(
        email=facts["email"],
        display_name=facts["name"],
        pronouns=facts["pronouns"],
        place=facts["place"],
        time_zone=facts["time_zone"],
        language=facts["language"],
        region=Region.objects.filter(key=facts["region"]).first(),
        organization=organizations.get(facts["organization"]),
        is_listed=facts["listed"],
        accepted_at=timezone.now() if facts["accepted"] else None,
        is_superuser=facts["role"] == "admin",
        is_demonstration=True,
        password=hashed_password,
        **translated("presentation", facts),
    )
    member.save()
    member.languages.set(languages(facts["languages"]))
    member.struggles.set(Struggle.objects.filter(key__in=facts["struggles"]))
    member.supports.set(SupportKind.objects.filter(key__in=facts["supports"]))
    member.regions_coordinated.set(Region.objects.filter(key__in=facts["coordinates"]))
    if facts["role"] in ROLES:
        member.groups.add(Group.objects.get(name=ROLES[facts["role"]]))
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    load_offers(member, facts)
    return True


def load_application(facts):
    """Of somebody who has no account yet; or of whoever has one that waits, as an account of the first release does."""
    if Application.objects.filter(email=facts["email"]).exists():
        return False
    since = timezone.now() - datetime.timedelta(days=facts["days_ago"])
    application = Application.objects.create(
        email=facts["email"],
        display_name=facts["name"],
        pronouns=facts["pronouns"],
        place=facts["place"],
        language=facts["language"],
        region=Region.objects.filter(key=facts["region"]).first(),
        member=Member.objects.filter(email=facts["email"]).first(),
        takes_part=TakesPart.ORGANIZATION if facts["organization"] else TakesPart.INDIVIDUAL,
        organization_name=facts["organization"] or "",
        groups=facts["groups"],
        ways=facts["ways"],
        heard=facts["heard"],
        care=facts["care"],
        wanted_mail=["meetings"],
        agreed_at=since,
        submitted_at=since,
        confirmed_at=since,
        waits_since=since,
        is_demonstration=True,
    )
    application.languages.set(languages(facts["languages"]))
    application.struggles.set(Struggle.objects.filter(key__in=facts["struggles"]))
    application.supports.set(SupportKind.objects.filter(key__in=facts["supports"]))
    return True


def load_offers(member, facts):
    for kind, name in [("gives", "offers"), ("seeks", "seeks")]:
        texts = translated(name, facts)
        if any(texts.values()):
            texts = {column.replace(name, "text"): text for column, text in texts.items()}
            member.offers.create(kind=kind, ends_on=timezone.now().date() + datetime.timedelta(days=90), **texts)


def load_meeting(facts):
    titles = translated("title", facts)
    if Meeting.objects.filter(is_demonstration=True, **titles).exists():
        return False
    meeting = Meeting(
        kind=facts["kind"],
        date=timezone.now().date() + datetime.timedelta(days=facts["days"]),
        hour=datetime.time.fromisoformat(facts["hour"]),
        time_zone=facts["time_zone"],
        minutes=facts["minutes"],
        interpretation=facts["interpretation"],
        title_is_public=facts["public_title"],
        zoom_link=f"https://example.org/zoom/{facts['key']}",
        is_demonstration=True,
        **titles,
        **translated("text", facts),
    )
    meeting.save()
    meeting.languages.set(languages(facts["languages"]))
    return True


def load_resource(facts):
    titles = translated("title", facts)
    if Resource.objects.filter(is_demonstration=True, **titles).exists():
        return False
    resource = Resource(
        kind=facts["kind"],
        licence=facts["licence"],
        year=facts["year"],
        made_by=facts.get("made_by") or "",
        minutes=facts.get("minutes"),
        pages=facts.get("pages"),
        drive_folder=facts.get("folder") or "",
        contributor=Member.objects.get(email=facts["contributor"]),
        shown_as=facts["shown_as"],
        visibility=facts["visibility"],
        is_demonstration=True,
        **dates(facts),
        **titles,
        **translated("summary", facts),
        **translated("text", facts),
    )
    resource.save()
    resource.languages.set(languages(facts["languages"]))
    resource.struggles.set(Struggle.objects.filter(key__in=facts["struggles"]))
    resource.supports.set(SupportKind.objects.filter(key__in=facts["supports"]))
    resource.regions.set(Region.objects.filter(key__in=facts["regions"]))
    resource.tags.set([load_topic(tag) for tag in facts["tags"]])
    for position, link in enumerate(facts["links"]):
        ResourceLink.objects.create(resource=resource, url=link["url"], position=position, **translated("label", link))
    if facts.get("reviewer"):
        Review.objects.create(
            resource=resource,
            by=Member.objects.get(email=facts["reviewer"]),
            decision=Review.Decision.CHANGES,
            word=facts["reviewer_word"],
        )
    keep_versions(resource, facts)
    load_what_is_known_of_the_drive(resource, facts)
    return True


def load_what_is_known_of_the_drive(resource, facts):
    """Who looks after the document, what was found at the last check, and who asks for access."""
    for email in facts.get("keepers", []):
        Keeping.objects.create(resource=resource, member=Member.objects.get(email=email), since=resource.published_at)
    if checked := facts.get("checked"):
        by, at = Member.objects.get(email=checked["by"]), timezone.now() - datetime.timedelta(days=checked["days_ago"])
        LastCheck.objects.create(resource=resource, by=by, at=at, answer=checked["answer"])
    if asked := facts.get("asked"):
        by, at = Member.objects.get(email=asked["by"]), timezone.now() - datetime.timedelta(days=asked["days_ago"])
        AccessRequest.objects.create(resource=resource, member=by, asked_at=at, words=asked["words"])


def keep_versions(resource, facts):
    """What was sent; and what it said before, where it was sent a second time."""
    if not resource.submitted_at:
        return
    if former := facts.get("formerly"):
        words = {code: {**said, **former.get(code, {})} for code, said in words_of(resource).items()}
        Version.objects.create(
            resource=resource,
            words=words,
            facts=facts_of(resource),
            at=resource.submitted_at - datetime.timedelta(days=2),
        )
    keep_version(resource)


def load_collection(facts, titles):
    """Filled if it is empty: the first two are in every portal."""
    collection, _ = Collection.objects.get_or_create(
        **translated("title", facts),
        defaults={"visibility": facts["visibility"], "position": 30, **translated("description", facts)},
    )
    if collection.items.exists():
        return False
    collection.put_in_order([Resource.objects.get(is_demonstration=True, **titles[key]) for key in facts["resources"]])
    return True


def dates(facts):
    """The dates that say the state of a resource. A draft has none."""
    state = facts["state"]
    if state == "draft":
        return {}
    if state == "published":
        published_at = timezone.now() - datetime.timedelta(days=facts["days_ago"])
        return {"submitted_at": published_at - datetime.timedelta(days=3), "published_at": published_at}
    submitted_at = timezone.now() - datetime.timedelta(days=facts["sent_days_ago"])
    if state == "changes":
        return {"submitted_at": submitted_at, "changes_asked_at": submitted_at + datetime.timedelta(days=2)}
    return {"submitted_at": submitted_at}


def load_topic(tag):
    labels = {f"label_{code}": tag.get(code) for code, _ in settings.LANGUAGES}
    topic, _ = Topic.objects.get_or_create(slug=tag["slug"], defaults={"name": tag["slug"], **labels})
    return topic
