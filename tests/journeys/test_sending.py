"""On a slow line: how far a file is, and what becomes of it where the line breaks."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.contributing import go_on

pytestmark = pytest.mark.no_database
FILE = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Courage, and full tanks.\n" * 8000}
WATCHED = """() => {
  window.told = []
  const place = document.querySelector("form[data-sending] [role=status]")
  new MutationObserver(() => told.push(place.textContent)).observe(place, { childList: true })
}"""


@pytest.fixture
def sender(signed_in):
    """Where files are given, with one chosen."""
    reader = signed_in("member")
    page = reader.page
    page.goto("/en/library/contribute/")
    go_on(page)
    page.get_by_label("Title", exact=True).fill("A plan for the pump")
    page.get_by_label("In two sentences, what is it for?").fill("For whoever needs it.")
    go_on(page)
    go_on(page)
    page.locator("input[name=upload]").set_input_files(FILE)
    return reader


def test_it_is_said_how_far_a_file_is(sender):
    page = sender.page
    page.evaluate(WATCHED)
    page.get_by_role("button", name="Send the file").click()

    expect(page.get_by_role("button", name="Keep it like this")).to_be_visible()
    told = [one.replace("\u00a0", " ") for one in page.evaluate("told")]
    assert told[-1] == "Sent: 100 %"
    assert all(re.fullmatch(r"Sent: \d+ %", one) for one in told)


@pytest.mark.parametrize("breaks", ["the line", "the server"])
def test_a_line_that_breaks_loses_nothing_and_the_same_file_is_sent_again(sender, breaks):
    page, times = sender.page, []

    def once(route):
        if route.request.method != "POST" or times:
            return route.continue_()
        times.append(1)
        return route.abort("connectionreset") if breaks == "the line" else route.fulfill(status=502, body="Bad gateway")

    page.route("**/library/**", once)
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_role("status")).to_have_text("The line broke. The file is still chosen: send it again.")
    assert page.evaluate("document.querySelector('input[name=upload]').files[0].name") == "plan.txt"
    page.get_by_role("button", name="Send the file").click()

    expect(page.get_by_role("button", name="Keep it like this")).to_be_visible()
    assert times == [1]
