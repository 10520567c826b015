"""On a phone, without script: from asking to join to one's first page; somebody else looks at each page on the way."""

import email
import email.policy
import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.reader import PHONE

ADDRESS = "nour.of.the.journey@example.org"


@pytest.fixture
def phone(browser, base_url):
    context = browser.new_context(base_url=base_url, viewport=PHONE, java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def link_in_mail(data_dir, base_url):
    """`link_in_mail("confirm")`: the path of the link to such an address, in whichever letter came."""

    def link_in_mail(word):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for file in (data_dir / "mail").glob("*.eml"):
                letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                found = re.search(rf"https?://[^/\s]+(/\S*/{word}/\S+)", letter.get_body(["plain"]).get_content())
                if letter["To"] == ADDRESS and found:
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"No letter with a link to {word} came.")

    return link_in_mail


def test_from_asking_to_join_to_ones_first_page(phone, reader, signed_in, link_in_mail, base_url):
    def press(name):
        phone.get_by_role("button", name=name, exact=True).click()

    def look():
        reader.visit_and_check(phone.url.removeprefix(base_url))

    phone.goto("/en/join/")
    phone.get_by_role("main").get_by_role("link", name="Ask to join").first.click()
    look()
    phone.get_by_label("What should we call you?").fill("Nour")
    press("Go on")
    expect(phone.locator("#errors")).to_contain_text("Give an e-mail address.")
    phone.get_by_label("E-mail address").fill(ADDRESS)
    press("Go on")
    look()
    phone.get_by_label("Whom do you support?").fill("A choir that guards a forest.")
    press("Go on")
    look()
    phone.get_by_label("I have read the values").check()
    phone.wait_for_timeout(5_500)  # whoever sends sooner than somebody can read is asked to press once more
    press("Send my application")
    expect(phone.get_by_role("heading", level=1)).to_have_text("One more step: look in your mailbox")
    look()

    phone.goto(link_in_mail("confirm"))
    look()
    press("Confirm my address")
    expect(phone.get_by_role("main")).to_contain_text("Your address is confirmed")
    look()

    desk = signed_in("coordinator")
    desk.visit_and_check("/en/admin/members/application/?standing=waiting")
    desk.follow_and_check("Nour", within="#result_list")
    desk.sees("A choir that guards a forest.")
    desk.page.get_by_label("Accept: a new member").check()
    desk.press_and_check("Save")

    phone.goto(link_in_mail("welcome"))
    look()
    press("Come in")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Welcome, Nour")
    phone.get_by_role("link", name="Leave this step out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your clock and your hours")
    phone.get_by_role("link", name="Leave this step out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your mail")
    phone.get_by_role("button", name="Leave out the rest").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hello Nour")


def test_the_first_steps_are_in_order_for_everybody(signed_in):
    member = signed_in("other")

    for step in [1, 2, 3]:
        member.visit_and_check(f"/en/members/first-steps/{step}/")
