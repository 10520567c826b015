"""A coordinator answers contributions, edits a page, and schedules a meeting."""

import datetime
import re

from playwright.sync_api import expect

from tests.journeys.contributing import contribute
from tests.journeys.reader import PHONE


def answer(desk, title, decision, word=""):
    desk.visit_and_check("/en/admin/resources/resource/?state=waiting")
    desk.follow_and_check(title)
    desk.page.get_by_role("radio", name=decision, exact=True).check()
    desk.page.get_by_label("Word to the contributor").fill(word)
    desk.press_and_check("Save")


def test_a_contribution_is_published_and_everybody_finds_it(signed_in, reader):
    title = "A kite for the rooftop assembly"
    contribute(signed_in("member"), title)

    reader.visit_and_check("/en/library/?q=rooftop+kite")
    expect(reader.page.locator("ol.list")).to_have_count(0)
    answer(signed_in("coordinator"), title, "Publish")
    reader.visit_and_check("/en/library/?q=rooftop+kite")
    reader.follow_and_check(title, within="main")

    reader.sees("Begin, and see.")


def test_changes_are_asked_for_with_a_word_and_a_letter(signed_in, mailbox):
    title = "Songs for carrying water"
    member = signed_in("other")
    contribute(member, title)

    answer(signed_in("coordinator"), title, "Ask the contributor for changes", "Who wrote the second song?")
    member.visit_and_check("/en/library/my-contributions/")

    member.sees("Changes asked for")
    member.sees("Who wrote the second song?")
    assert "second song" not in mailbox("other@example.org")


def test_a_word_is_needed_to_ask_for_changes(signed_in):
    title = "The drum that counts"
    contribute(signed_in("other"), title)
    desk = signed_in("coordinator")

    answer(desk, title, "Ask the contributor for changes")

    expect(desk.page.get_by_text("Say why, or what would help")).to_be_visible()


def test_a_page_is_edited_previewed_and_changed_for_everybody_at_once(signed_in, reader):
    sentence = "We also meet under the old fig tree."
    desk = signed_in("coordinator")
    reader.visit_and_check("/en/guidelines/")
    assert sentence not in reader.page.content()
    desk.visit_and_check("/en/admin/pages/page/?q=guidelines")
    desk.follow_and_check("Guidelines for our exchanges")
    body = desk.page.locator("textarea[name=body_en]")
    body.fill(f"{body.input_value()}\n\n## Under the tree {{#tree}}\n\n{sentence}\n")

    with desk.page.context.expect_page() as opened:
        desk.page.get_by_role("button", name="Preview in English").click()
    expect(opened.value.get_by_role("main")).to_contain_text(sentence)
    opened.value.close()
    reader.visit_and_check("/en/guidelines/")
    assert sentence not in reader.page.content()
    desk.press_and_check("Save")

    reader.visit_and_check("/en/guidelines/")
    reader.follow_and_check("Under the tree", within=".toc")
    assert reader.page.url.endswith("#tree")
    reader.sees(sentence)


def test_a_meeting_is_scheduled_and_shown_in_each_members_own_hour(signed_in, reader):
    day = datetime.date.today() + datetime.timedelta(days=3)
    desk = signed_in("coordinator")
    desk.visit_and_check("/en/meetings/")
    desk.follow_and_check("Schedule a meeting", within="main")
    desk.page.get_by_label(re.compile(r"Title \[en\]")).fill("Reading the river together")
    desk.page.get_by_label(re.compile(r"Title \[fr\]")).fill("Lire la rivière ensemble")
    desk.page.get_by_label("Date").fill(day.isoformat())
    desk.page.get_by_label("Hour there").fill("14:00")
    desk.page.get_by_label("In the zone of").fill("Dakar")
    desk.page.get_by_label("Zoom link").fill("https://example.org/zoom/river")
    desk.press_and_check("Save")

    member = signed_in("other", viewport=PHONE)
    member.visit_and_check("/en/members/dashboard/")
    member.sees("Reading the river together")
    member.sees("17:00")
    member.follow_and_check("Reading the river together", within="main")
    member.sees("Nairobi time")
    expect(member.page.get_by_role("link", name="Join on Zoom")).to_be_visible()
    reader.visit_and_check("/en/meetings/")
    assert "river" not in reader.page.content()
