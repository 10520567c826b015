"""Everything works with JavaScript switched off: reading, searching, signing in, giving."""

import pytest
from playwright.sync_api import expect

from tests.journeys.contributing import go_on
from tests.journeys.server import PASSWORD

pytestmark = pytest.mark.no_database  # what others do with the database, other journeys do on both


@pytest.fixture
def page(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def test_reading_looking_up_and_asking_oneself(page):
    page.goto("/en/about/")
    page.locator("a.term").first.click()
    expect(page.locator("aside.gloss:target, [role=note]:target")).to_be_visible()

    page.goto("/en/is-it-for-you/")
    for name in "abcdefg":
        page.locator(f"input[name={name}]").first.check()
    page.get_by_role("button", name="See what we suggest").click()

    expect(page.get_by_role("main")).to_contain_text("We suggest: join the network")


def test_searching_and_narrowing(page):
    page.goto("/en/library/")
    page.get_by_label("Search by word, author or place").fill("meeting")
    page.get_by_role("button", name="Search").click()
    page.locator("input[name=kind]").first.check()
    page.get_by_role("button", name="Show these").click()

    expect(page.locator("ul.chips")).to_be_visible()
    expect(page.locator("ol.list h3")).not_to_have_count(0)


def test_signing_in_giving_something_and_signing_out(page, base_url):
    page.goto("/en/account/login/?next=/en/library/contribute/")
    page.get_by_label("E-mail address").fill("other@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    go_on(page)
    page.get_by_label("Title", exact=True).fill("Written without any script")
    go_on(page)
    expect(page.locator("#errors")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Written without any script")

    page.get_by_role("button", name="Keep it for later").click()
    expect(page.get_by_role("main")).to_contain_text("Written without any script")
    page.goto("/en/account/logout/")
    page.get_by_role("button", name="Sign out", exact=True).click()

    assert page.url == f"{base_url}/en/"


def test_leaving_quickly_is_a_plain_link(page):
    page.goto("/en/")

    expect(page.get_by_role("link", name="Leave quickly")).to_have_attribute("href", "https://www.wikipedia.org/")
