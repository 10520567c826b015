"""Contributions are read by librarians, and each answer reaches its contributor, and nobody else."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from lxml import html

from resources.models import Resource, Review, State, Topic
from resources.signals import resource_published
from resources.topics import merge, topics_called
from tests.make import make_resource

pytestmark = pytest.mark.django_db
DESK = "/en/admin/resources/resource/"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def waiting(member):
    resource = make_resource("Garden", title_fr="Potager", contributor=member, published_at=None, text_en="Dig")
    resource.submit()
    return resource


def desk_form(client, resource, **changed):
    """What the desk's form holds, as a browser would send it."""
    form = client.get(f"{DESK}{resource.pk}/change/").context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None and value is not False}
    inlines = {}
    for prefix in ["links", "files", "reviews"]:
        inlines |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return client.post(f"{DESK}{resource.pk}/change/", {**data, **inlines, **changed})


def test_the_queue_has_what_waits_oldest_first(client, librarian):
    for title, days in [("second", 2), ("third", 1), ("first", 3)]:
        make_resource(title, published_at=None, submitted_at=timezone.now() - timezone.timedelta(days=days))
    make_resource("draft", published_at=None)
    make_resource("published")
    client.force_login(librarian)

    response = client.get(DESK, {"state": "waiting"})

    assert [str(resource) for resource in response.context["cl"].result_list] == ["first", "second", "third"]
    assert "3\xa0days" in response.content.decode()


@pytest.mark.parametrize(
    ("decision", "state", "says"),
    [
        ("published", State.PUBLISHED, "has been read and published"),
        ("changes", State.CHANGES, "There is a word for you"),
        ("declined", State.DECLINED, "It will not be published as it is"),
    ],
)
def test_a_decision_is_written_down_and_told(client, librarian, member, waiting, mailoutbox, decision, state, says):
    client.force_login(librarian)

    response = desk_form(client, waiting, decision=decision, word="A private word")

    waiting.refresh_from_db()
    (letter,) = mailoutbox
    assert (response.status_code, waiting.state) == (302, state)
    assert [(review.by, review.decision, review.word) for review in waiting.reviews.all()] == [
        (librarian, decision, "A private word")
    ]
    assert (letter.to, letter.subject) == ([member.email], "News of your contribution")
    assert says in letter.body
    for text in [letter.subject, letter.body, letter.alternatives[0][0]]:
        assert ("Garden" in text, "private word" in text) == (False, False)
        assert text == letter.subject or "/en/library/my-contributions/" in text


def test_the_letter_is_in_the_language_of_whoever_gets_it(member, librarian, waiting, mailoutbox):
    member.language = "fr"
    member.save()
    waiting.refresh_from_db()

    waiting.publish(by=librarian)

    (letter,) = mailoutbox
    assert letter.subject == "Des nouvelles de votre contribution"
    assert "/fr/bibliotheque/mes-contributions/" in letter.body
    assert "Hello" not in letter.body


KEY = "https://cryptpad.fr/pad/#/2/pad/view/abc/"
REFUSED = "A link to the encrypted drive carries its key"


def test_the_desk_refuses_a_key_in_what_it_calls_a_link(client, librarian, waiting):
    client.force_login(librarian)
    link = {"links-TOTAL_FORMS": 1, "links-0-url": "https://example.org/", "links-0-label_en": KEY}

    response = desk_form(client, waiting, **link)

    assert REFUSED in response.content.decode()
    assert not waiting.links.exists()


def test_the_desk_refuses_a_key_in_its_word_to_the_contributor(client, librarian, waiting):
    client.force_login(librarian)
    several = {"action": "decline_all", "_selected_action": [waiting.pk], "decided": "1", "word_en": KEY}

    answers = [desk_form(client, waiting, decision="changes", word=KEY), client.post(DESK, several)]

    waiting.refresh_from_db()
    assert [REFUSED in answer.content.decode() for answer in answers] == [True, True]
    assert (waiting.state, waiting.reviews.count()) == (State.WAITING, 0)


@pytest.mark.parametrize("decision", ["changes", "declined"])
def test_a_refusal_without_a_word_is_refused(client, librarian, waiting, mailoutbox, decision):
    client.force_login(librarian)

    response = desk_form(client, waiting, decision=decision, word=" ")

    waiting.refresh_from_db()
    assert (response.status_code, waiting.state, len(mailoutbox)) == (200, State.WAITING, 0)
    assert "Say why, or what would help" in response.content.decode()


def test_both_languages_are_corrected_without_any_decision(client, librarian, waiting, mailoutbox):
    client.force_login(librarian)

    desk_form(client, waiting, title_fr="Le potager", tags="Jardin, eau")

    waiting.refresh_from_db()
    assert (waiting.title_fr, waiting.title_en, waiting.state) == ("Le potager", "Garden", State.WAITING)
    assert sorted(topic.slug for topic in waiting.tags.all()) == ["eau", "jardin"]
    assert len(mailoutbox) == 0


def test_the_desk_refuses_a_key_too(client, librarian, waiting):
    client.force_login(librarian)

    response = desk_form(client, waiting, text_fr="https://cryptpad.fr/pad/#/2/pad/view/abc/")

    assert "A link to the encrypted drive carries its key" in response.content.decode()


def test_several_are_published_at_once_and_only_what_waits(client, librarian, waiting, mailoutbox):
    draft = make_resource("draft", published_at=None)
    client.force_login(librarian)
    seen = client.get(DESK).context["seen"]
    chosen = {"_asked": "yes", "_selected_action": [waiting.pk, draft.pk]}

    client.post(DESK, {"action": "publish_all", "seen": seen, **chosen})

    waiting.refresh_from_db()
    draft.refresh_from_db()
    assert (waiting.state, draft.state, len(mailoutbox)) == (State.PUBLISHED, State.DRAFT, 1)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("newcomer", 302),
        ("applicant", 404),
        ("member", 404),
        ("regional", 403),
        ("librarian", 200),
        ("coordinator", 200),
    ],
)
def test_only_librarians_and_coordinators_review(client, who, status, request):
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)

    assert client.get(DESK).status_code == status


def test_whoever_listens_hears_of_a_publication(librarian, waiting):
    heard = []

    def listen(resource, review, **kwargs):
        heard.append((resource, review.by))

    resource_published.connect(listen)
    waiting.publish(by=librarian)
    resource_published.disconnect(listen)

    assert heard == [(waiting, librarian)]


def test_nobody_is_written_to_who_left_or_reviewed_their_own(gone, librarian, mailoutbox):
    make_resource(contributor=gone, published_at=None).publish(by=librarian)
    make_resource(contributor=librarian, published_at=None).publish(by=librarian)
    make_resource(contributor=None, published_at=None).publish(by=librarian)

    assert len(mailoutbox) == 0


def test_one_decision_stands_at_a_time(librarian, waiting):
    waiting.decline(by=librarian, word="No")
    waiting.submit()
    waiting.ask_changes(by=librarian, word="Nearly")
    waiting.publish(by=librarian)

    assert (waiting.state, waiting.changes_asked_at, waiting.declined_at) == (State.PUBLISHED, None, None)
    assert Review.objects.count() == 3


@pytest.mark.parametrize(
    "impossible",
    [
        {"published_at": timezone.now(), "declined_at": timezone.now()},
        {"changes_asked_at": timezone.now(), "declined_at": timezone.now(), "published_at": None},
        {"visibility": "everybody"},
        {"kind": "drive", "visibility": "public"},
        {"kind": "guide", "drive_folder": "Camps"},
    ],
)
def test_the_database_keeps_the_rules(impossible):
    resource = make_resource()

    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(**impossible)


def test_topics_are_merged(client, librarian):
    both, one = make_resource(tags=["care", "soin"]), make_resource(tags=["soin"])
    client.force_login(librarian)
    care, soin = topics_called(["care", "soin"])
    selected = {"action": "merge_them", "_selected_action": [care.pk, soin.pk]}

    asked = client.post("/en/admin/resources/topic/", selected)
    client.post("/en/admin/resources/topic/", {**selected, "stays": care.pk})

    assert "Which topic stays?" in asked.content.decode()
    assert [list(resource.tags.all()) for resource in (both, one)] == [[care], [care]]
    assert list(Topic.objects.all()) == [care]


def test_merging_a_topic_into_itself_keeps_it():
    (care,) = topics_called(["care"])

    merge([care], into=care)

    assert list(Topic.objects.all()) == [care]


@pytest.mark.parametrize(
    ("changed", "is_saved"),
    [
        ({"visibility": "public"}, False),
        ({"shown_as": "name"}, False),
        ({"shown_as": "organization"}, False),
        ({"title_en": "Gardens"}, True),
    ],
)
def test_no_reviewer_shows_more_than_the_contributor_chose(client, librarian, member, changed, is_saved):
    resource = make_resource("Garden", contributor=member, visibility="members", published_at=None)
    resource.submit()
    client.force_login(librarian)

    response = desk_form(client, resource, **changed, decision="published")
    resource.refresh_from_db()

    assert (response.status_code == 302, resource.state == State.PUBLISHED) == (is_saved, is_saved)
    assert (resource.visibility, resource.shown_as) == ("members", "member")


def test_a_reviewer_may_show_less_and_decides_over_what_is_theirs(client, librarian, member):
    of_member = make_resource("Garden", contributor=member, shown_as="name", published_at=None)
    of_member.submit()
    own = make_resource("Own", contributor=librarian, visibility="members", published_at=None)
    client.force_login(librarian)

    desk_form(client, of_member, visibility="members", shown_as="member")
    desk_form(client, own, visibility="public", shown_as="name")

    kept = Resource.objects.order_by("pk").values_list("visibility", "shown_as")
    assert list(kept) == [("members", "member"), ("public", "name")]


@pytest.mark.parametrize("decision", ["published", "changes", "declined"])
def test_nobody_decides_over_a_draft(client, librarian, member, mailoutbox, decision):
    draft = make_resource("Garden", contributor=member, published_at=None)
    client.force_login(librarian)

    response = desk_form(client, draft, decision=decision, word="A word")
    draft.refresh_from_db()

    assert (response.status_code, draft.state, len(mailoutbox)) == (200, State.DRAFT, 0)


@pytest.mark.parametrize(("decision", "state"), [("", State.DRAFT), ("published", State.PUBLISHED)])
def test_what_is_added_at_the_desk_is_published_or_kept_and_needs_no_other_answer(client, librarian, decision, state):
    client.force_login(librarian, backend="ggsn.accounts.lookup.ByAddress")
    page = html.fromstring(client.get(f"{DESK}add/").content)
    (form,) = [form for form in page.forms if form.get("id") == "resource_form"]
    asked = [name for name in ["decision", "phrase", "word"] if name in form.fields]
    facts = dict(form.form_values())

    client.post(f"{DESK}add/", {**facts, "kind": "guide", "title_en": "A guide", "decision": decision})

    made = Resource.objects.get()
    assert asked == ["decision"]
    assert page.xpath("//input[@name='decision']/@value") == ["", "published"]
    assert (made.state, made.contributor) == (state, librarian)
