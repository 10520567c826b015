"""The desk costs the same however much there is: each of its lists, and each of its pages with lines below.

How one more of each is made stands in two tables. Whatever is registered at the desk must stand in them.
"""

import itertools

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ggsn.accounts.models import FactorLoss
from ggsn.audit.models import Event, note
from ggsn.bin.models import Binned
from ggsn.outreach.models import Message
from ggsn.pages.models import PageVersion
from members.models import (
    ApplicationMessage,
    ApplicationNote,
    HeldAddress,
    Language,
    Organization,
    Region,
    Report,
    RepresentationRequest,
    Struggle,
    SupportKind,
)
from resources.models import (
    AccessRequest,
    Collection,
    CollectionItem,
    Phrase,
    Renewal,
    ResourceLink,
    Review,
    Topic,
)
from tests.make import (
    make_application,
    make_card,
    make_file,
    make_meeting,
    make_member,
    make_page,
    make_proposal,
    make_resource,
    make_term,
)
from tests.outreach.make import make_announcement
from tests.test_queries import questions
from tests.walk import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]

FEW, MANY = 1, 20
_number = itertools.count(1)


def make_organization():
    region = Region.objects.create(key=f"here-{next(_number)}", name_en="Here", position=next(_number))
    return Organization.objects.create(name=f"Organization {next(_number)}", region=region)


def make_facet(model):
    number = next(_number)
    return model.objects.create(key=f"facet-{number}", name_en=f"Facet {number}", position=number)


def make_somebody():
    organization = make_organization()
    return make_member(region=organization.region, organization=organization, place="Here")


def make_case():
    application = make_application(region="africa")
    application.reviewers.set([make_member(role="coordinator"), make_member(role="coordinator")])
    return application


def make_report():
    about = next(makers)()
    return Report.objects.create(about=about, reporter=make_member(), reason=Report.Reason.OTHER)


def make_letter():
    facts = {"subject": "A letter", "sender": "p@example.org", "message_id": f"<{next(_number)}@x>"}
    return Message.objects.create(member=make_member(), **facts)


def make_held_resource():
    resource = make_resource(contributor=make_member(), tags=["one", "two"], languages=["fr", "en"])
    make_file(resource)
    return resource


def make_collection():
    collection = Collection.objects.create(title_en=f"Collection {next(_number)}")
    CollectionItem.objects.create(collection=collection, resource=make_resource(), position=1)
    return collection


def make_version():
    return make_page(by=make_member()).versions.first() or PageVersion.objects.last()


makers = itertools.cycle([make_member, make_resource])
LISTS = {
    "accounts.factorloss": lambda: FactorLoss.objects.create(
        member=make_member(), asked_by=make_member(), granted_by=make_member(), granted_at=timezone.now()
    ),
    "audit.entry": lambda: note(Event.ADDRESS_SEEN, make_member(), make_member()),
    "bin.binned": lambda: Binned.objects.throw(make_term(), by=make_member()),
    "glossary.proposal": lambda: make_proposal(proposed_by=make_member(), term=make_term()),
    "glossary.term": lambda: make_term(variants_en="one, two"),
    "meetings.meeting": lambda: make_meeting(languages=["fr", "en"]),
    "members.application": make_case,
    "members.heldaddress": lambda: HeldAddress.objects.create(address=f"held{next(_number)}.example"),
    "members.language": lambda: Language.objects.create(code=f"x{next(_number)}"),
    "members.member": make_somebody,
    "members.organization": make_organization,
    "members.region": lambda: make_facet(Region),
    "members.report": make_report,
    "members.representationrequest": lambda: RepresentationRequest.objects.create(
        member=make_member(), organization=make_organization(), decided_by=make_member(), refused_at=timezone.now()
    ),
    "members.struggle": lambda: make_facet(Struggle),
    "members.supportkind": lambda: make_facet(SupportKind),
    "outreach.announcement": lambda: make_announcement(written_by=make_member()),
    "outreach.message": make_letter,
    "pages.page": lambda: make_page(by=make_member()),
    "pages.pageversion": make_version,
    "resources.accessrequest": lambda: AccessRequest.objects.create(resource=make_card(), member=make_member()),
    "resources.collection": make_collection,
    "resources.phrase": lambda: Phrase.objects.create(decision=Review.Decision.DECLINED, text_en="Thank you."),
    "resources.renewal": lambda: Renewal.objects.create(
        resource=make_card(keepers=[make_member()]), folder="Camps", member=make_member()
    ),
    "resources.resource": make_held_resource,
    "resources.topic": lambda: Topic.objects.create(name=f"topic {next(_number)}", slug=f"topic-{next(_number)}"),
}
LINES = {
    "members.application members.applicationmessage": lambda application: ApplicationMessage.objects.create(
        application=application, by=make_member(), text="A question."
    ),
    "members.application members.applicationnote": lambda application: ApplicationNote.objects.create(
        application=application, by=make_member(), text="A note."
    ),
    "resources.resource resources.resourcelink": lambda resource: ResourceLink.objects.create(
        resource=resource, url="https://example.org/"
    ),
    "resources.resource resources.resourcefile": make_file,
    "resources.resource resources.review": lambda resource: Review.objects.create(
        resource=resource, by=make_member(), decision=Review.Decision.DECLINED
    ),
}


@pytest.fixture
def desk(settings, db):
    settings.DESK_SECOND_FACTOR = False
    return Visitor(make_member(role="coordinator", is_superuser=True))


def address(label, page, *values):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=values)


def test_all_there_is_at_the_desk_is_in_the_tables():
    lists = {model._meta.label_lower: keeper.inlines for model, keeper in admin.site._registry.items()}
    lines = {f"{label} {inline.model._meta.label_lower}" for label, inlines in lists.items() for inline in inlines}

    assert (set(LISTS), set(LINES)) == (set(lists), lines)


@pytest.mark.parametrize("label", LISTS)
def test_a_list_asks_the_same_of_the_database_however_long_it_is(desk, label):
    LISTS[label]()
    few = questions(desk, address(label, "changelist"))

    for _one in range(MANY - FEW):
        LISTS[label]()
    many = questions(desk, address(label, "changelist"))

    assert len(many) == len(few), "\n".join(many)


@pytest.mark.parametrize("label", LISTS)
def test_a_page_asks_the_same_of_the_database_however_much_is_below_or_beside_it(desk, label):
    thing = LISTS[label]()
    below = [make for names, make in LINES.items() if names.split()[0] == label]
    for make in below:
        make(thing)
    few = questions(desk, address(label, "change", thing.pk))

    for _one in range(MANY - FEW):
        LISTS[label]()
        for make in below:
            make(thing)
    many = questions(desk, address(label, "change", thing.pk))

    assert len(many) == len(few), "\n".join(many)


def test_a_list_of_the_library_reads_no_text_that_it_does_not_show(desk):
    make_resource(contributor=make_member())

    statements = questions(desk, address("resources.resource", "changelist"))

    assert any('"title_en",' in sql for sql in statements)
    assert [sql for sql in statements if '"text_en",' in sql or '"summary_en",' in sql] == []


def test_what_is_done_with_a_list_reads_all_of_it(desk):
    resource = make_resource(contributor=make_member(), submitted_at=timezone.now(), published_at=None)
    chosen = {"action": "ask_all", "_selected_action": [resource.pk]}
    with CaptureQueriesContext(connection) as asked:
        desk.post(address("resources.resource", "changelist"), chosen)

    assert any('"text_en",' in query["sql"] for query in asked.captured_queries)
