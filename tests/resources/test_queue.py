"""Reviewers see what is new and what has changed, answer several at once, and never undo each other's answer."""

import datetime

import pytest
from django.utils import timezone
from lxml import html

from resources.models import LastLook, Phrase, Resource, ResourceFile, Review, State, Version
from resources.reviewing import Answer, decide, mark_of
from tests.make import make_file, make_member, make_resource, make_version
from tests.resources.test_review import DESK, desk_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def at_desk(client, librarian):
    client.force_login(librarian)
    return client


def make_waiting(title, hours=0, **facts):
    sent = timezone.now() - datetime.timedelta(hours=hours)
    return make_resource(title, published_at=None, submitted_at=sent, **facts)


def titles(response):
    return [str(resource) for resource in response.context["cl"].result_list]


def test_what_is_new_is_what_came_in_since_this_reviewer_last_looked(at_desk, librarian, coordinator):
    make_waiting("old", hours=3)
    make_waiting("new", hours=1)
    LastLook.objects.create(reviewer=librarian, at=timezone.now() - datetime.timedelta(hours=2))

    mine = at_desk.get(DESK, {"state": "waiting", "new": "1"})
    at_desk.force_login(coordinator)
    theirs = at_desk.get(DESK, {"state": "waiting", "new": "1"})

    assert (titles(mine), titles(theirs)) == (["new"], ["old", "new"])
    assert "1 contribution came in since you last looked" in mine.content.decode()


def test_having_seen_them_says_nothing_of_what_came_in_meanwhile(at_desk, librarian):
    make_waiting("read", hours=1)
    until = at_desk.get(DESK).context["newest"]
    make_waiting("meanwhile")

    at_desk.post(f"{DESK}seen/", {"until": until.isoformat()})

    assert titles(at_desk.get(DESK, {"new": "1"})) == ["meanwhile"]


def test_looking_changes_nothing_and_the_future_cannot_be_seen(at_desk, librarian):
    make_waiting("one")

    at_desk.get(DESK)
    looked = LastLook.objects.count()
    statuses = [at_desk.post(f"{DESK}seen/", {"until": until}).status_code for until in ["", "x", "2026-13-45T00:00Z"]]
    at_desk.post(f"{DESK}seen/", {"until": "2999-01-01T00:00:00+00:00"})

    assert (looked, statuses) == (0, [404, 404, 404])
    assert LastLook.objects.get().at <= timezone.now()


def test_the_button_says_exactly_up_to_which_one(at_desk):
    make_waiting("one")

    page = html.document_fromstring(at_desk.get(DESK).content)
    (form,) = [form for form in page.forms if form.action == f"{DESK}seen/"]
    at_desk.post(form.action, dict(form.fields))

    assert titles(at_desk.get(DESK, {"new": "1"})) == []


# Versions


def test_the_reviewer_reads_what_changed_since_it_was_last_sent(at_desk, member, librarian):
    resource = make_resource("Garden", contributor=member, published_at=None, text_en="Dig.\n\nWater.")
    resource.submit()
    resource.ask_changes(by=librarian, word="Say for whom.")
    resource.text_en, resource.visibility = "Dig.\n\nWater twice.", "members"
    resource.save()
    resource.links.create(url="https://example.org/plan", label_fr="Le plan")
    resource.submit()

    page = at_desk.get(f"{DESK}{resource.pk}/versions/").content.decode()

    assert "<ins>Water twice.</ins>" not in page  # word by word, not the whole line
    assert "<ins> twice</ins>" in page
    assert ("<del>Public</del>" in page, "https://example.org/plan Le plan" in page) == (True, True)
    assert ("Say for whom." in page, "Lia" in page) == (True, True)


def test_sending_the_same_again_makes_no_new_version(member, librarian):
    resource = make_resource("Garden", contributor=member, published_at=None)

    resource.submit()
    resource.ask_changes(by=librarian, word="Hm.")
    resource.submit()

    assert resource.versions.count() == 1


def test_what_the_desk_corrected_is_a_version_once_it_is_decided_upon(at_desk, member):
    resource = make_resource("Garden", contributor=member, published_at=None)
    resource.submit()

    desk_form(at_desk, resource, title_en="The garden", decision="published")

    words = [version.words["en"]["title"] for version in resource.versions.order_by("pk")]
    assert words == ["Garden", "The garden"]


def _of_files(page):
    """(before, after) of each line that is told of the files."""
    return [
        tuple(side and "".join(piece for _is_changed, piece in side) for side in (row.before, row.after))
        for difference in page.context["differences"]
        if difference.name == ResourceFile._meta.verbose_name_plural
        for row in difference.rows
    ]


def test_a_replaced_file_is_a_difference_and_is_no_longer_named_once_it_is_forgotten(at_desk, member, librarian):
    resource = make_resource("Garden", contributor=member, visibility="public", published_at=None)
    file = make_file(resource, b"First\n", language_id="en")
    first = make_version(file, b"First\n", name="list.txt")
    resource.submit()
    resource.publish(by=librarian)
    second = make_version(file, b"Second\n", name="list.txt")
    resource.wait_for_review_again()
    address = f"{DESK}{resource.pk}/versions/"

    told = _of_files(at_desk.get(address))
    first.withdraw()
    first.delete()
    after = _of_files(at_desk.get(address))

    before, now = (f"Notes – en – Public – list.txt – 1 kB – {one.sha256[:12]}" for one in (first, second))
    assert told == [(before, now)]
    assert after == [(None, now)]


def test_what_is_forgotten_takes_no_line_of_what_stays_with_the_same_bytes(member):
    resource = make_resource("Garden", contributor=member, published_at=None)
    file, other = (make_file(resource, b"Same\n", title_en=title) for title in ["Plan", "Copy for Adaeze"])
    resource.submit()
    early = resource.versions.get()

    def titles():
        early.refresh_from_db()
        return [line.partition("\t")[0] for line in early.facts["files"].split("\n")]

    before = titles()
    other.versions.get().delete()
    without_the_other = titles()
    again = make_version(file, b"Same\n")
    file.versions.exclude(pk=again.pk).get().delete()
    with_the_same_sent_again = titles()
    again.delete()

    assert (before, without_the_other) == (["Plan", "Copy for Adaeze"], ["Plan"])
    assert (with_the_same_sent_again, titles()) == (["Plan"], [""])


def test_a_version_from_before_files_were_noted_says_nothing_of_them(at_desk, member):
    resource = make_resource("Garden", contributor=member, published_at=None)
    make_file(resource)
    resource.submit()
    late = resource.versions.get()
    early = Version.objects.create(
        resource=resource, words=late.words, facts={**late.facts}, at=late.at - datetime.timedelta(hours=1)
    )
    del early.facts["files"]
    early.save()

    page = at_desk.get(f"{DESK}{resource.pk}/versions/")

    assert (page.status_code, page.context["before"], page.context["differences"]) == (200, early, [])


def test_any_two_versions_can_be_compared_and_no_other_s(at_desk, member):
    one, other = (make_resource(title, contributor=member, published_at=None) for title in ["One", "Other"])
    for resource in [one, other]:
        for text in ["first", "second", "third"]:
            resource.text_en = text
            resource.save()
            resource.submit()
    first, _second, third = one.versions.order_by("pk")
    foreign = other.versions.order_by("pk")[0]

    chosen = at_desk.get(f"{DESK}{one.pk}/versions/", {"from": third.pk, "to": first.pk}).context
    strange = at_desk.get(f"{DESK}{one.pk}/versions/", {"from": foreign.pk, "to": "x"}).context

    assert (chosen["before"], chosen["after"]) == (first, third)
    assert foreign not in (strange["before"], strange["after"])


# Two at once


def test_the_second_of_two_reviewers_is_told_and_overwrites_nothing(at_desk, member, coordinator, mailoutbox):
    resource = make_resource("Garden", contributor=member, published_at=None)
    resource.submit()
    seen = resource.changed_at.isoformat()
    resource.publish(by=coordinator, word="Good.")

    late = desk_form(at_desk, resource, seen=seen, title_en="Mine", decision="declined", word="No.")

    resource.refresh_from_db()
    assert (resource.title_en, resource.state, len(mailoutbox)) == ("Garden", State.PUBLISHED, 1)
    assert "This was changed or answered while you were reading" in late.content.decode()
    assert "No." in late.content.decode()


def test_a_reviewer_answers_what_they_have_read_and_not_what_was_sent_meanwhile(at_desk, member):
    resource = make_resource("Garden", contributor=member, published_at=None)
    resource.submit()
    seen = resource.changed_at.isoformat()
    resource.text_en = "Something that exposes somebody"
    resource.save()
    resource.submit()

    desk_form(at_desk, resource, seen=seen, decision="published")

    resource.refresh_from_db()
    assert resource.state == State.WAITING


@pytest.mark.parametrize("seen", ["", "x"])
def test_an_answer_that_does_not_say_what_was_read_is_refused(at_desk, member, seen):
    resource = make_resource("Garden", contributor=member, published_at=None)
    resource.submit()

    desk_form(at_desk, resource, seen=seen, decision="published")

    resource.refresh_from_db()
    assert resource.state == State.WAITING


def test_what_was_answered_is_not_answered_again(member, librarian, coordinator):
    resource = make_waiting("Garden", contributor=member)
    seen = {mark_of(resource)}

    first = decide(resource.pk, "published", librarian, seen)
    second = decide(resource.pk, "declined", coordinator, seen, "No.")

    resource.refresh_from_db()
    assert (first, second, resource.state) == (Answer.GIVEN, Answer.LATE, State.PUBLISHED)
    assert Review.objects.count() == 1


# Words


def test_a_kind_word_is_offered_in_the_language_of_whoever_reads_it(at_desk, mailoutbox):
    resource = make_waiting("Garden", contributor=make_member(language="fr"))
    phrase = Phrase.objects.filter(decision="changes").first()

    page = at_desk.get(f"{DESK}{resource.pk}/change/").content.decode()
    desk_form(at_desk, resource, decision="changes", phrase=phrase.pk, word="Et merci.")

    assert "who reads: français" in page.lower()
    assert (phrase.text_fr.split(".")[0] in page, phrase.text_en.split(".")[0] in page) == (True, False)
    assert Review.objects.get().word == f"{phrase.text_fr}\n\nEt merci."


def test_a_kind_word_goes_with_its_own_decision(at_desk, member):
    resource = make_waiting("Garden", contributor=member)
    phrase = Phrase.objects.filter(decision="declined").first()

    response = desk_form(at_desk, resource, decision="published", phrase=phrase.pk)

    resource.refresh_from_db()
    assert resource.state == State.WAITING
    assert "This kind word goes with another decision" in response.content.decode()


@pytest.mark.parametrize(("action", "state"), [("ask_all", State.CHANGES), ("decline_all", State.DECLINED)])
def test_several_are_answered_at_once_each_in_their_own_language(at_desk, mailoutbox, action, state):
    french = make_waiting("Potager", contributor=make_member(language="fr"))
    english = make_waiting("Garden", contributor=make_member(language="en"))
    draft = make_resource("Draft", published_at=None)
    seen = at_desk.get(DESK).context["seen"]
    selected = {"action": action, "seen": seen, "_selected_action": [french.pk, english.pk, draft.pk]}

    asked = at_desk.post(DESK, selected)
    before = Review.objects.count()
    at_desk.post(DESK, {**selected, "decided": "1", "word_fr": "Pas encore.", "word_en": "Not yet."})

    assert ("Potager" in asked.content.decode(), "Draft" in asked.content.decode(), before) == (True, False, 0)
    assert {resource.state for resource in Resource.objects.exclude(pk=draft.pk)} == {state}
    words = Review.objects.values_list("resource__pk", "word")
    assert sorted(words) == sorted([(french.pk, "Pas encore."), (english.pk, "Not yet.")])
    assert len(mailoutbox) == 2


def test_no_word_no_answer(at_desk, mailoutbox):
    waiting = make_waiting("Garden", contributor=make_member(language="en"))

    page = at_desk.post(
        DESK, {"action": "decline_all", "_selected_action": [waiting.pk], "decided": "1", "word_en": " "}
    )

    waiting.refresh_from_db()
    assert (waiting.state, len(mailoutbox)) == (State.WAITING, 0)
    assert "Say why, or what would help" in page.content.decode()


def test_what_was_begun_and_never_sent_is_not_at_the_desk(at_desk, member):
    begun = Resource.objects.create(contributor=member, kind="guide")

    listed = at_desk.get(DESK).context["cl"].result_count
    status = at_desk.get(f"{DESK}{begun.pk}/versions/").status_code

    assert (listed, status) == (0, 404)
