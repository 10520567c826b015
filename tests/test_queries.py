"""What pages cost: few questions to the database, and not one more when there is a lot to show."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from glossary.models import Term
from meetings.models import Meeting
from members.models import Language, Member, Message, Offer, Organization, Struggle, SupportKind, Visibility
from resources.models import Collection, CollectionItem, Kind, Resource, ResourceLink, Topic
from tests.access_table import declared
from tests.make import make_file, make_version
from tests.walk import addresses, settle, undone

pytestmark = pytest.mark.django_db

SIGNED_OUT, SIGNED_IN = 6, 12
MORE = 60
LINES = declared()
# The pages people read, with what is asked of them.
PAGES = [
    ("pages:home", {}),
    ("pages:about", {}),
    ("pages:join", {}),
    ("pages:for-you", {}),
    ("pages:page", {}),
    ("glossary:list", {}),
    ("glossary:term", {}),
    ("resources:list", {}),
    ("resources:list", {"q": "tools"}),
    ("resources:list", {"page": "2"}),
    ("resources:list", {"more": "tag"}),
    ("resources:detail", {}),
    ("resources:mine", {}),
    ("resources:collections", {}),
    ("resources:collection", {}),
    ("resources:collection", {"page": "2"}),
    ("resources:collections", {"page": "2"}),
    ("resources:contribute", {}),
    ("resources:edit", {}),
    ("resources:text", {}),
    ("resources:where", {}),
    ("resources:files", {}),
    ("resources:file", {}),
    ("resources:file-version", {}),
    ("resources:audience", {}),
    ("resources:check", {}),
    ("files:file", {}),
    ("files:version", {}),
    ("meetings:list", {}),
    ("meetings:detail", {}),
    ("members:dashboard", {}),
    ("members:directory", {}),
    ("members:directory", {"q": "more"}),
    ("members:profile", {}),
    ("search:results", {}),
    ("search:results", {"q": "more"}),
    ("search:results", {"q": "more tools", "kind": "guide", "region": "africa"}),
    ("search:results", {"q": "moer"}),
    ("search:results", {"where": "library", "page": "2"}),
    ("search:results", {"q": "more", "more": "tag"}),
    ("search:feed", {"q": "more"}),
    ("members:organization", {}),
    ("members:onboarding", {}),
    ("join:apply", {}),
    ("join:step", {}),
    ("join:own", {}),
    ("members:audiences", {}),
    ("members:see-as", {}),
    ("members:offers", {}),
    ("members:conversations", {}),
    ("members:conversation", {}),
]
# The page that shows all the portal holds of its reader asks each table about them.
ASKS_EVERY_TABLE = {"personal:data"}
# Whoever is signed in is led to their own page from there.
FOR_NEWCOMERS = {"join:apply", "join:step"}


def questions(visitor, path, query=None, may_lead_on=False):
    """What the first reader after a change asks, who finds nothing finished; the tables of facets are there."""
    visitor.get(path, query_params=query)
    settle()
    with CaptureQueriesContext(connection) as asked:
        response = visitor.get(path, query_params=query)
    assert response.status_code == 200 or (may_lead_on and response.status_code == 302)
    return [row["sql"] for row in asked.captured_queries if "SAVEPOINT" not in row["sql"]]


def make_more(world, numbers):
    now, organization = timezone.now(), Organization.objects.first()
    for number in numbers:
        resource = Resource.objects.create(
            kind=Kind.GUIDE,
            title_en=f"More tools {number}",
            text_en="tools",
            visibility=Visibility.PUBLIC,
            contributor=world.people["member"],
            published_at=now,
        )
        resource.languages.set(Language.objects.all()[:3])
        resource.struggles.set(Struggle.objects.all()[:3])
        resource.tags.add(Topic.objects.create(name=f"more {number}", slug=f"more-{number}"))
        ResourceLink.objects.create(resource=resource, url="https://example.org/")
        # Files with several versions: of these resources, of one that has many, and of one that is being written.
        for of in [resource, world.things["resource", "public"], world.things["resource", "draft"]]:
            file = make_file(of, content=f"More of {of.pk} {number}".encode(), title_en=f"More tools {number}")
            make_version(file, content=f"Still more of {of.pk} {number}".encode())
        for collection in Collection.objects.exclude(title_en__startswith="More"):
            CollectionItem.objects.create(collection=collection, resource=resource, position=number)
        another = Collection.objects.create(title_en=f"More {number}", visibility=Visibility.PUBLIC, position=number)
        another.put_in_order([resource])
        Term.objects.create(key=f"more-{number}", name_en=f"More {number}", definition_en="More of it.")
        day = now.date() + datetime.timedelta(days=(number - 30) * 3)
        meeting = Meeting.objects.create(title_en=f"More {number}", date=day, hour=datetime.time(9), time_zone="UTC")
        meeting.languages.set(Language.objects.all()[:2])
        member = Member.objects.create_user(
            f"more{number}@example.org",
            display_name=f"More {number}",
            is_listed=True,
            accepted_at=now,
            organization=organization,
        )
        Offer.objects.create(member=member, text_en=f"More {number}", ends_on=now.date() + datetime.timedelta(days=9))
        Message.objects.create(sender=world.people["other"], recipient=world.people["member"], text="More")
        Message.objects.create(sender=member, recipient=world.people["member"], text="More")
        member.languages.set(Language.objects.all()[:2])
        member.supports.set(SupportKind.objects.all()[:2])


@pytest.mark.parametrize("role", ["anon", "member"])
def test_pages_ask_few_questions_and_the_same_with_many_rows(world, role):
    by_name = {address.name: address for address in addresses()}
    asked = [(name, query) for name, query in PAGES if role in LINES[name].admitted]
    asked = [page for page in asked if role == "anon" or page[0] not in FOR_NEWCOMERS]
    paths = {(name, *query.items()): world.path(by_name[name], LINES[name].example) for name, query in asked}
    visitor = world.visitors[role]

    make_more(world, [0, MORE - 1])
    few = {page: questions(visitor, path, dict(page[1:])) for page, path in paths.items()}
    with undone():
        make_more(world, range(1, MORE - 1))
        many = {page: questions(visitor, path, dict(page[1:])) for page, path in paths.items()}

    bound = SIGNED_OUT if role == "anon" else SIGNED_IN
    assert {page: len(sql) for page, sql in many.items() if len(sql) > bound} == {}
    assert {page: (len(few[page]), len(many[page])) for page in few if len(few[page]) < len(many[page])} == {}


@pytest.mark.parametrize("role", ["anon", "member", "coordinator"])
def test_no_page_asks_many_questions(world, role):
    """Every address people read, so that the next one cannot escape."""
    bound, many = SIGNED_OUT if role == "anon" else SIGNED_IN, {}

    for address in addresses():
        line = LINES.get(address.name)
        if line is None or line.is_desk or "GET" not in line.methods or role not in line.admitted:
            continue
        with undone():
            number = len(questions(world.visitors[role], world.path(address, line.example), may_lead_on=True))
        if number > bound and address.name not in ASKS_EVERY_TABLE:
            many[address.name] = number

    assert many == {}
