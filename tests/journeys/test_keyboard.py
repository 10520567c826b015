"""Once through the portal with the keyboard alone: nothing needs a pointer, nothing holds one captive."""

import pytest
from playwright.sync_api import expect

from tests.journeys.reader import PHONE
from tests.journeys.server import PASSWORD

pytestmark = pytest.mark.no_database  # what others do with the database, other journeys do on both

FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const around = element.closest('label') ? element.closest('label').getBoundingClientRect() : box;
  return {
    name: element.localName + '#' + element.id + ' ' + (element.textContent.trim() || element.name || '').slice(0, 60),
    isBody: element === document.body,
    hasRing: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isOnScreen: around.bottom > 0 && around.top < innerHeight && around.right > 0 && around.left < innerWidth,
  };
}"""


def focused(reader):
    return reader.page.evaluate(FOCUSED)


def tab_to(reader, locator, most=150):
    """Press Tab until it has the focus; every stop on the way shows where one is."""
    expect(locator).to_be_visible()
    for _step in range(most):
        reader.page.keyboard.press("Tab")
        here = focused(reader)
        assert here["isBody"] or (here["hasRing"] and here["isOnScreen"]), here
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{locator} is out of reach: the last stop was {focused(reader)}")


def enter(reader):
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.check()


def test_by_keyboard_from_the_first_page_to_a_contribution(open_reader):
    reader = open_reader(reduced_motion="reduce")
    page = reader.page
    reader.visit_and_check("/en/")
    page.keyboard.press("Tab")
    assert focused(reader)["name"].endswith("Skip to content")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")

    reader.visit_and_check("/en/")
    tab_to(reader, page.get_by_role("navigation", name="Sections").get_by_role("link", name="Library"))
    enter(reader)
    tab_to(reader, page.get_by_label("Search by word, author or place"))
    page.keyboard.type("assembly")
    enter(reader)
    tab_to(reader, page.locator("ol.list h3 a").first)
    enter(reader)

    tab_to(reader, page.get_by_role("link", name="Sign in", exact=True))
    enter(reader)
    tab_to(reader, page.get_by_label("E-mail address"))
    page.keyboard.type("other@example.org")
    tab_to(reader, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    enter(reader)
    expect(reader.heading).to_contain_text("Wanjiru")

    reader.visit_and_check("/en/library/contribute/")
    tab_to(reader, page.locator("input[name=kind]:checked"))
    page.keyboard.press("ArrowDown")
    tab_to(reader, page.get_by_role("button", name="Go on", exact=True))
    enter(reader)
    tab_to(reader, page.get_by_label("Title", exact=True))
    page.keyboard.type("Typed without a mouse")
    tab_to(reader, page.get_by_label("In two sentences, what is it for?"))
    page.keyboard.type("For hands that prefer keys.")
    tab_to(reader, page.get_by_role("button", name="Keep it for later"))
    enter(reader)
    reader.sees("Typed without a mouse")


def test_no_page_holds_the_keyboard_captive(open_reader):
    """From the first stop to the last, and out of the page again."""
    reader = open_reader(viewport=PHONE, reduced_motion="reduce")
    for address in ["/en/", "/en/library/", "/en/glossary/", "/en/account/login/", "/en/is-it-for-you/"]:
        reader.visit_and_check(address)
        stops = reader.page.locator(
            "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
        ).count()
        reader.page.keyboard.press("Tab")
        first, passed = focused(reader)["name"], 1
        reader.page.keyboard.press("Tab")
        while not (focused(reader)["isBody"] or focused(reader)["name"] == first):
            passed += 1
            assert passed <= stops, f"{address} does not let go: {focused(reader)}"
            reader.page.keyboard.press("Tab")
        assert passed > 10
