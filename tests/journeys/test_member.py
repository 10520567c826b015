"""A member signs in, looks for something, gives something, says who they are, and comes to a meeting."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.contributing import go_on
from tests.journeys.reader import PHONE


def test_signing_in_with_a_password_leads_to_ones_own_page(reader, base_url):
    reader.sign_in("other")

    assert reader.page.url == f"{base_url}/en/members/dashboard/"
    expect(reader.heading).to_contain_text("Wanjiru")
    reader.sees("Next meeting")
    reader.sees("Nairobi time")
    reader.sees("New in the library")


def test_a_wrong_password_is_said_and_the_address_kept(reader):
    reader.visit_and_check("/en/account/login/")
    reader.page.get_by_label("E-mail address").fill("other@example.org")
    reader.page.get_by_label("Password").fill("not-the-password")

    reader.press_and_check("Sign in")

    expect(reader.page.locator("#errors")).to_be_focused()
    expect(reader.page.get_by_label("E-mail address")).to_have_value("other@example.org")


def test_signing_in_with_a_mailed_code(reader, mailbox):
    reader.visit_and_check("/fr/compte/login/")
    reader.follow_and_check("Recevoir un code par courriel", within="main")
    reader.page.get_by_label("Adresse de courriel").fill("mariam@example.org")
    reader.press_and_check("Envoyez-moi un code")

    letter = mailbox("mariam@example.org")
    code = re.search(r"^ {4}(\S+)$", letter, re.M)[1]
    reader.page.get_by_label("Code").fill(code)
    reader.press_and_check("Confirmer")

    expect(reader.heading).to_contain_text("Mariam")


@pytest.mark.parametrize(("words", "accented"), [("reunion", "réunions"), ("deuils", "deuil"), ("grief", "GRIEF")])
def test_searching_does_not_ask_for_accents_plurals_or_capitals(signed_in, words, accented):
    reader = signed_in("member", viewport=PHONE)

    reader.visit_and_check(f"/en/library/?q={words}")
    found = reader.page.locator("ol.list h3").all_inner_texts()
    reader.visit_and_check(f"/en/library/?q={accented}")

    assert found
    assert reader.page.locator("ol.list h3").all_inner_texts() == found


def test_a_contribution_with_a_mistake_loses_nothing(signed_in):
    reader = signed_in("member")
    reader.visit_and_check("/en/library/")
    reader.follow_and_check("Add it to the library", within="main")
    go_on(reader.page)
    reader.page.get_by_label("Title", exact=True).fill("A lantern for the last bus")
    reader.page.get_by_label("The text itself, or how to use it").fill("## What it is\n\nA lantern.")

    reader.press_and_check("Go on")

    expect(reader.page.locator("#errors")).to_be_focused()
    assert reader.page.title().startswith("Error:")
    expect(reader.page.get_by_label("Title", exact=True)).to_have_value("A lantern for the last bus")
    reader.page.get_by_role("link", name="Say in two sentences what it is for").click()
    expect(reader.page.get_by_label("In two sentences, what is it for?")).to_be_focused()

    reader.page.keyboard.type("For night workers who organise.")
    go_on(reader.page)
    reader.page.get_by_label("Topics").fill("night work, réunions")
    reader.page.get_by_label("Housing").check()
    go_on(reader.page)
    go_on(reader.page)  # no file
    reader.page.get_by_label("Members only").check()
    reader.page.get_by_label("No, I have checked").check()
    go_on(reader.page)
    reader.sees("night work, réunions")
    reader.page.get_by_label("The people who made it agree").check()
    reader.press_and_check("Send for review")

    reader.sees("Someone will read it")
    reader.sees("A lantern for the last bus")
    reader.sees("Waiting for review")


def test_an_unlisted_member_says_who_they_are_and_becomes_listed(signed_in):
    """And chooses to read in the dark."""
    reader = signed_in("fanta")
    reader.visit_and_check("/en/members/dashboard/")
    reader.sees("You are not in the directory")
    reader.follow_and_check("Edit my profile", within="main")

    reader.page.get_by_label("The name you go by here").fill("Fanta of the canal")
    reader.page.locator("input[name=is_listed][value=yes]").check()
    reader.page.locator("input[name=theme][value=dark]").check()
    reader.press_and_check("Save my profile")

    expect(reader.heading).to_contain_text("Fanta of the canal")
    expect(reader.page.locator("html")).to_have_attribute("data-theme", "dark")
    reader.visit_and_check("/en/members/?q=canal")
    expect(reader.page.locator(".people h3")).to_have_text(["Fanta of the canal"])


def test_a_meeting_is_opened_and_taken_into_ones_calendar(signed_in):
    reader = signed_in("other", viewport=PHONE)
    reader.visit_and_check("/en/members/dashboard/")
    reader.follow_and_check("See the meeting", within="main")
    reader.sees("Nairobi time")
    expect(reader.page.locator("ol.hours li")).not_to_have_count(0)
    expect(reader.page.get_by_role("link", name="Join on Zoom")).to_be_visible()

    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Add to calendar").click()

    calendar = download.value.path().read_bytes().decode()
    assert download.value.suggested_filename == "call.ics"
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "example.org/zoom" not in calendar


def test_signed_out_the_same_addresses_keep_the_link_of_the_meeting(signed_in, reader):
    member = signed_in("other")
    member.visit_and_check("/en/members/dashboard/")
    member.follow_and_check("See the meeting", within="main")
    address = member.page.url

    reader.page.goto(address)

    assert reader.page.url.split("?")[0].endswith("/en/account/login/")
    assert "zoom" not in reader.page.content().lower()


def test_after_signing_out_the_back_button_shows_nothing_of_the_members_page(reader, base_url):
    reader.sign_in("other")
    reader.visit_and_check("/en/members/my-profile/")
    reader.sign_out()
    assert reader.page.url == f"{base_url}/en/"

    for _step in range(4):
        reader.page.go_back()
        assert "Wanjiru" not in reader.page.content()

    reader.visit_and_check("/en/members/my-profile/")
    assert reader.page.url.startswith(f"{base_url}/en/account/login/")
