"""The first page of the desk: what waits, the longest wait first, each one click away; and actions that ask first."""

import datetime
import itertools

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from lxml import html

from ggsn.outreach.models import Message
from ggsn.personal.erasure import erase
from members.models import Member, Organization, Region, Report, RepresentationRequest
from members.roles import LIBRARIAN
from resources.models import AccessRequest, Keeping, LastCheck, Renewal, Resource
from tests.make import make_application, make_card, make_member, make_proposal, make_resource, make_term

DESK = "/en/admin/"
TERMS = f"{DESK}glossary/term/"


@pytest.fixture(autouse=True)
def without_second_factor(settings, db):
    settings.DESK_SECOND_FACTOR = False


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


def ago(**time):
    return timezone.now() - datetime.timedelta(**time)


def make_parked_letter(**facts):
    return Message.objects.create(
        to="x@example.org", subject="A letter", sender="p@example.org", message_id="<x@y>", **facts
    )


def page_of(client):
    return html.fromstring(client.get(DESK).text)


def kinds(page):
    return {item.findtext("a"): item.findtext("b") for item in page.xpath("//div[@class='waits']/ul/li")}


def titles(page):
    return page.xpath("//div[@class='waits']/ol/li/a/text()")


@pytest.fixture
def full_desk():
    """One thing of each kind, of which some have waited longer than others."""
    make_resource(title_en="A guide", published_at=None, submitted_at=ago(days=3))
    make_proposal(word="Mutual aid", proposed_at=ago(hours=1))
    make_application(display_name="Noor", region="africa", waits_since=ago(days=9))
    make_parked_letter(parked_at=ago(days=1))
    reporter, about = make_member(), make_member(display_name="Rosa")
    asking = make_member(display_name="Tupac", region=Region.objects.get(key="latin-america"))
    RepresentationRequest.objects.ask(asking, Organization.objects.create(name="Jiko"), "")
    RepresentationRequest.objects.update(asked_at=ago(minutes=30))
    Report.objects.create(about=about, reporter=reporter, reason=Report.Reason.OTHER, made_at=ago(minutes=5))
    card = make_card("Budgets", keepers=[asking])
    AccessRequest.objects.create(resource=card, member=about, asked_at=ago(minutes=4))
    LastCheck.objects.create(
        resource=make_card("Plans", keepers=[asking]), answer=LastCheck.Answer.GONE, at=ago(minutes=3)
    )
    Renewal.objects.create(folder="Camps", since=ago(minutes=2))


def test_a_coordinator_sees_what_waits_the_longest_wait_first(client, coordinator, full_desk):
    sign_in(client, coordinator)

    page = page_of(client)

    assert kinds(page) == {
        "Applications to read": "1",
        "Contributions to review": "1",
        "Proposals for the glossary": "1",
        "Reports to decide on": "1",
        "Who wishes to speak for an organization": "1",
        "Letters that could not be sent": "1",
        "Requests for access to the drive": "1",
        "Documents in the drive to look into": "1",
        "Folders of the drive to renew": "1",
    }
    assert [title.split(" ", 2)[-1] if "letter" in title else title for title in titles(page)] == [
        "Noor",
        "A guide",
        "A letter",
        "Mutual aid",
        "Tupac, for Jiko",
        f"report {Report.objects.get().pk}",
        "Budgets",
        "Plans",
        "Camps",
    ]


def test_each_thing_is_one_click_away(client, coordinator, full_desk):
    sign_in(client, coordinator)
    page = page_of(client)

    links = page.xpath("//div[@class='waits']//li/a/@href")

    assert len(links) == 18
    assert {client.get(link).status_code for link in links} == {200}


def test_each_list_holds_what_its_number_says(client, coordinator, full_desk):
    sign_in(client, coordinator)

    for link in page_of(client).xpath("//div[@class='waits']/ul/li/a/@href"):
        assert client.get(link).context["cl"].queryset.count() == 1


def test_what_has_waited_for_more_than_a_week_is_marked_in_words(client, coordinator, full_desk):
    sign_in(client, coordinator)

    late = page_of(client).xpath("//li[@class='late']")

    assert [item.findtext("a") for item in late] == ["Noor"]
    assert "somebody counts on you" in late[0].text_content()


@pytest.mark.parametrize("how", ["closed", "closed after another", "erased after another"])
def test_nobody_is_said_to_have_waited_since_a_day_that_nobody_knows(client, coordinator, other, member, how):
    card = make_card("Budgets", keepers=[member], published_at=ago(days=800))
    if how != "closed":
        Keeping.objects.put(card, [other])
        Keeping.objects.filter(member=member).update(until=ago(days=700))
    last = Keeping.objects.current().get().member
    if how == "erased after another":
        erase(last)
    else:
        last.is_active = False
        last.save()
    LastCheck.objects.create(resource=make_card("Plans", keepers=[coordinator]), answer="gone", at=ago(days=8))
    make_proposal(word="Mutual aid", proposed_at=ago(hours=1))
    Renewal.objects.all().delete()
    sign_in(client, coordinator)

    lines = [" ".join(item.text_content().split()) for item in page_of(client).xpath("//div[@class='waits']/ol/li")]

    assert [line.replace("\xa0", " ") for line in lines] == [
        "Plans Document in the drive waiting for 1 week, 1 day: somebody counts on you",
        "Mutual aid Proposed word waiting for 1 hour",
        "Budgets Document in the drive",
    ]


def test_what_waits_since_a_day_nobody_knows_pushes_nothing_out(client, coordinator):
    for number in range(20):
        make_card(f"Card {number}", published_at=ago(days=500))
        make_proposal(word=f"Word {number}", proposed_at=ago(hours=number))
    sign_in(client, coordinator)

    page = page_of(client)

    assert titles(page) == [f"Word {number}" for number in range(19, 7, -1)]
    assert kinds(page)["Documents in the drive to look into"] == "20"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("librarian", {"Contributions to review": "1", "Proposals for the glossary": "1"}),
        ("regional", {"Applications to read": "0", "Who wishes to speak for an organization": "1"}),
        ("regional2", {"Applications to read": "1", "Who wishes to speak for an organization": "0"}),
    ],
)
def test_everybody_sees_what_is_theirs_to_look_after(client, full_desk, who, sees, request):
    sign_in(client, request.getfixturevalue(who))

    assert kinds(page_of(client)) == sees


def test_members_see_the_same_numbers_on_their_own_page_if_they_have_a_role(client, coordinator, member, full_desk):
    pages = []
    for person in (coordinator, member):
        sign_in(client, person)
        pages.append(client.get("/en/members/dashboard/").text)

    assert ["Contributions to review" in page for page in pages] == [True, False]


def test_a_desk_where_nothing_waits_says_so(client, coordinator):
    sign_in(client, coordinator)

    assert "Nothing waits." in client.get(DESK).text


def test_the_first_page_asks_no_more_of_the_database_when_a_lot_waits(
    client, coordinator, django_assert_max_num_queries
):
    for number in range(40):
        make_resource(title_en=f"Guide {number}", published_at=None, submitted_at=ago(days=number))
        make_application()
        make_proposal(word=f"Word {number}")
    sign_in(client, coordinator)

    with django_assert_max_num_queries(20):
        page = page_of(client)

    assert len(titles(page)) == 12


# --- Actions on many ---


def test_an_action_on_several_says_how_many_and_asks(client, coordinator):
    terms = [make_term(published_at=None) for _number in range(3)]
    sign_in(client, coordinator)
    chosen = {"action": "publish", "_selected_action": [term.pk for term in terms]}

    asked = client.post(TERMS, chosen)
    before = [term.published_at for term in terms if term.refresh_from_db() or True]
    form = html.fromstring(asked.text).xpath("//form[@method='post'][.//input[@name='_asked']]")[0]
    client.post(
        TERMS, dict(form.form_values()) | {"_selected_action": form.xpath(".//@value[../@name='_selected_action']")}
    )

    assert "This is done to 3 records:" in asked.text
    assert before == [None] * 3
    assert all(term.published_at for term in terms if term.refresh_from_db() or True)


def test_an_action_on_all_of_a_long_list_says_how_many_that_is(client, coordinator):
    for _number in range(60):
        make_member(accepted_at=None)
    sign_in(client, coordinator)
    everybody = {"action": "accept", "select_across": "1", "_selected_action": [Member.objects.applicants()[0].pk]}

    asked = client.post(f"{DESK}members/member/?membership=applicant", everybody)
    still = Member.objects.applicants().count()
    client.post(f"{DESK}members/member/?membership=applicant", {**everybody, "_asked": "yes"})

    assert "This is done to 60 records:" in asked.text
    assert "and 40 more" in asked.text
    assert (still, Member.objects.applicants().count()) == (60, 0)


def test_an_action_on_one_record_needs_no_question(client, coordinator):
    term = make_term(published_at=None)
    sign_in(client, coordinator)

    client.post(TERMS, {"action": "publish", "_selected_action": [term.pk]})

    term.refresh_from_db()
    assert term.published_at is not None


def test_whatever_is_registered_at_the_desk_asks_first(db):
    from django.contrib import admin

    from ggsn.asking import AsksFirst

    assert [keeper for keeper in admin.site._registry.values() if not isinstance(keeper, AsksFirst)] == []


def test_the_question_is_kept_but_asked_anew_and_goes_with_the_role(client, monkeypatch):
    monkeypatch.setattr("ggsn.kept.has_written", lambda connection: False)  # as in the next request
    coordinator = make_member("coordinator")
    sign_in(client, coordinator)
    make_application()
    before = kinds(page_of(client))
    make_application()

    after = kinds(page_of(client))
    coordinator.groups.set(Group.objects.filter(name=LIBRARIAN))
    as_librarian = kinds(page_of(client))

    assert (before["Applications to read"], after["Applications to read"]) == ("1", "2")
    assert as_librarian.keys() == {"Contributions to review", "Proposals for the glossary"}


ARRIVALS = {
    "Applications to read": lambda: make_application(region="africa"),
    "Who wishes to speak for an organization": lambda: RepresentationRequest.objects.ask(
        make_member(), Organization.objects.create(name="Jiko"), ""
    ),
    "Reports to decide on": lambda: Report.objects.create(
        about=make_member(), reporter=make_member(), reason=Report.Reason.OTHER
    ),
    "Contributions to review": lambda: make_resource(published_at=None, submitted_at=ago(days=3)),
    "Requests for access to the drive": lambda: AccessRequest.objects.create(
        resource=make_card("Budgets", keepers=[make_member()]), member=make_member()
    ),
    "Documents in the drive to look into": lambda: make_card("Plans", keepers=[]),
    "Folders of the drive to renew": lambda: Renewal.objects.create(folder="Camps"),
    "Proposals for the glossary": lambda: make_proposal(),
    "Letters that could not be sent": lambda: make_parked_letter(parked_at=ago(days=1)),
}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_arrives_stands_on_the_next_page_though_answers_are_kept(client, coordinator):
    """With real commits: whatever is kept of the page before must be known to be old."""
    sign_in(client, coordinator)
    seen = [kinds(page_of(client))]

    for arrive in ARRIVALS.values():
        arrive()
        seen.append(kinds(page_of(client)))

    assert ARRIVALS.keys() == seen[0].keys()
    assert [{kind: int(now[kind]) - int(before[kind]) for kind in now if now[kind] != before[kind]} for before, now in
            itertools.pairwise(seen)] == [{kind: 1} for kind in ARRIVALS]  # fmt: skip


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_renamed_or_dealt_with_is_so_on_the_next_page(client, librarian):
    guide = make_resource(title_en="A guide", published_at=None, submitted_at=ago(days=3))
    sign_in(client, librarian)
    first = titles(page_of(client))

    Resource.objects.update(title_en="Another guide")
    renamed = titles(page_of(client))
    Resource.objects.filter(pk=guide.pk).update(published_at=timezone.now())

    assert (first, renamed, titles(page_of(client))) == (["A guide"], ["Another guide"], [])


def test_most_of_what_waits_is_asked_for_once(
    client, coordinator, full_desk, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("ggsn.kept.has_written", lambda connection: False)  # as in the next request
    sign_in(client, coordinator)
    page_of(client)

    with django_assert_max_num_queries(7) as asked:
        page_of(client)

    words = " ".join(query["sql"] for query in asked)
    assert ("members_application" in words, "outreach_message" in words) == (True, True)
    assert ("resources_resource" in words, "members_report" in words) == (False, False)


def test_each_regional_coordinator_is_asked_for_alone(client, regional, regional2, coordinator, monkeypatch):
    """One after the other, warm: what was kept of one answer is in no other (ACC-5)."""
    monkeypatch.setattr("ggsn.kept.has_written", lambda connection: False)  # as in the next request
    make_application(display_name="Noor", region="africa")
    make_application(display_name="Tupac", region="latin-america")
    readers = [coordinator, regional, regional2, regional, coordinator, regional2]

    seen = []
    for reader in readers:
        sign_in(client, reader)
        page = page_of(client)
        seen.append((kinds(page)["Applications to read"], set(titles(page))))

    everything, of_rosa, of_kofi = ("2", {"Noor", "Tupac"}), ("1", {"Tupac"}), ("1", {"Noor"})
    assert seen == [everything, of_rosa, of_kofi, of_rosa, everything, of_kofi]
