"""Nothing of a file reaches others unread: an answer is given to what its reviewer saw, or not at all (TRUST T7)."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from ggsn.search import blocks
from resources.models import FileVersion, LastLook, Resource, State
from tests.make import make_file, make_resource, make_version
from tests.resources.files.conftest import page_of, sent, words, words_page_of
from tests.resources.test_review import DESK, desk_form

pytestmark = pytest.mark.django_db
OWN = "/en/library/my-contributions/"


@pytest.fixture
def waiting(member):
    """Sent yesterday, with a file of two versions, and one in which names wait for a yes."""
    resource = make_resource("Garden", contributor=member, published_at=None)
    file = make_file(resource, b"First\n", title_en="Notes", visibility="members", language_id="en")
    make_version(file, b"Second\n")
    named = make_file(resource, b"Names\n", title_en="Names")
    named.versions.update(confirmed_at=None, names=["Adaeze Obi"])
    resource.submit()
    yesterday = timezone.now() - datetime.timedelta(days=1)
    Resource.objects.update(submitted_at=yesterday, changed_at=yesterday)
    resource.versions.update(at=yesterday)
    resource.refresh_from_db()
    return resource


@pytest.fixture
def contributor(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def at_desk(client, librarian, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(librarian)
    return client


def give(contributor, resource):
    contributor.post(page_of(resource), sent())


def replace(contributor, resource):
    contributor.post(f"{OWN}files/{resource.files.get(title_en='Notes').key}/version/", sent(b"Third\n"))


def make_public(contributor, resource):
    contributor.post(words_page_of(resource.files.get(title_en="Notes")), words(visibility="public"))


def say_yes(contributor, resource):
    contributor.post(f"{OWN}versions/{FileVersion.objects.to_confirm().get().key}/confirm/")


def put_back(contributor, resource):
    newest = resource.files.get(title_en="Notes").versions.latest("pk")
    contributor.post(f"{OWN}versions/{newest.key}/withdraw/")


each_change = pytest.mark.parametrize("change", [give, replace, make_public, say_yes, put_back])


def seen_on(page):
    """What the list at the desk says of itself, which goes with each answer for several."""
    return page.context["seen"]


@each_change
def test_a_reviewer_who_read_it_before_is_told_and_nothing_goes_out(at_desk, contributor, waiting, change):
    before, read = facts_of_files(waiting), waiting.changed_at.isoformat()

    change(contributor, waiting)
    late = desk_form(at_desk, waiting, seen=read, decision="published")

    waiting.refresh_from_db()
    assert facts_of_files(waiting) != before
    assert waiting.state == State.WAITING
    assert "This was changed or answered while you were reading" in late.text


def facts_of_files(resource):
    return [(version.pk, version.file.visibility) for version in FileVersion.objects.of(resource)]


@each_change
def test_its_resource_is_held_before_the_index_as_reviewers_do(contributor, waiting, change, monkeypatch):
    """Else PostgreSQL ends one of the two who wait for each other: an upload is lost, or an answer."""
    held = []
    hold, wait_for_others = Resource.hold, blocks.wait_for_others
    monkeypatch.setattr(Resource, "hold", lambda resource: (held.append("resource"), hold(resource)))
    monkeypatch.setattr(blocks, "wait_for_others", lambda cursor: (held.append("index"), wait_for_others(cursor)))

    change(contributor, waiting)

    assert held[0] == "resource"
    assert "index" in held


@each_change
def test_it_is_new_again_in_the_queue_and_shows_what_differs(at_desk, librarian, contributor, waiting, change):
    LastLook.objects.create(reviewer=librarian, at=timezone.now() - datetime.timedelta(hours=1))

    change(contributor, waiting)

    new = at_desk.get(DESK, {"state": "waiting", "new": "1"}).context["cl"].result_list
    differences = at_desk.get(f"{DESK}{waiting.pk}/versions/").context["differences"]
    assert list(new) == [waiting]
    assert [str(difference.name) for difference in differences] == ["files"]


@each_change
def test_what_changes_were_asked_for_is_not_answered_unread_either(at_desk, contributor, waiting, coordinator, change):
    waiting.ask_changes(by=coordinator, word="Say for whom.")
    read = waiting.changed_at.isoformat()

    change(contributor, waiting)
    desk_form(at_desk, waiting, seen=read, decision="published")

    waiting.refresh_from_db()
    assert waiting.state == State.CHANGES


def test_an_earlier_version_that_readers_would_take_again_is_read_first(contributor, waiting, coordinator):
    waiting.publish(by=coordinator)

    put_back(contributor, waiting)

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_what_was_published_in_the_same_moment_waits_again(waiting, coordinator):
    waiting.ask_changes(by=coordinator, word="Say for whom.")
    as_it_was_read = Resource.objects.get(pk=waiting.pk)
    waiting.publish(by=coordinator)

    as_it_was_read.wait_for_review_again()

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_the_pages_of_files_say_that_it_is_sent_anew(contributor, waiting):
    file = waiting.files.get(title_en="Notes")

    pages = [contributor.get(address).text for address in [page_of(waiting), words_page_of(file)]]

    assert ["it is sent anew" in page for page in pages] == [True, True]


# Several at once


SEVERAL = [("publish_all", State.PUBLISHED), ("ask_all", State.CHANGES), ("decline_all", State.DECLINED)]


@each_change
@pytest.mark.parametrize(("action", "state"), SEVERAL)
def test_of_several_only_those_are_answered_that_are_what_was_seen(
    at_desk, contributor, waiting, action, state, change
):
    other = make_resource("Other", contributor=waiting.contributor, published_at=None, submitted_at=timezone.now())
    seen = seen_on(at_desk.get(DESK, {"state": "waiting"}))
    answer = {"action": action, "seen": seen, "_asked": "yes", "decided": "1", "word_en": "A word."}

    change(contributor, waiting)
    page = at_desk.post(DESK, {**answer, "_selected_action": [waiting.pk, other.pk]}, follow=True)

    states = [Resource.objects.get(pk=one.pk).state for one in (waiting, other)]
    assert states == [State.WAITING, state]
    assert "1 has changed since you opened the list" in page.text


@pytest.mark.parametrize(("action", "state"), SEVERAL)
def test_an_answer_for_several_that_does_not_say_what_was_seen_is_refused(at_desk, waiting, action, state):
    answer = {"action": action, "_asked": "yes", "decided": "1", "word_en": "A word."}

    for seen in [{}, {"seen": "x"}]:
        at_desk.post(DESK, {**answer, **seen, "_selected_action": [waiting.pk]})

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


@pytest.mark.parametrize("action", ["publish_all", "decline_all"])
def test_what_was_seen_goes_along_with_the_question_in_between(at_desk, waiting, action):
    other = make_resource("Other", published_at=None, submitted_at=timezone.now())
    page = at_desk.get(DESK, {"state": "waiting"})
    seen = seen_on(page)

    asked = at_desk.post(DESK, {"action": action, "seen": seen, "_selected_action": [waiting.pk, other.pk]})

    assert [f'name="seen" value="{seen}"' in one.text for one in (page, asked)] == [True, True]
    assert len(seen.split()) == 2
