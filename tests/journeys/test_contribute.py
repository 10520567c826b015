"""A contribution step by step, with the keyboard alone: each step is looked at, left, and found again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.reader import DESKTOP, PHONE
from tests.journeys.test_keyboard import enter, tab_to


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_step_by_step_with_the_keyboard_and_in_both_languages(signed_in, viewport):
    reader = signed_in("member", viewport=viewport, reduced_motion="reduce")
    page = reader.page

    def press(name):
        tab_to(reader, page.get_by_role("button", name=name, exact=True))
        enter(reader)

    reader.visit_and_check("/en/library/contribute/")
    tab_to(reader, page.locator("input[name=kind]:checked"))
    page.keyboard.press("ArrowUp")  # from a guide to an outside resource
    press("Go on")
    tab_to(reader, page.get_by_label("Title", exact=True))
    page.keyboard.type("Welcoming ten people, once more")
    press("Go on")
    expect(page.locator("#errors")).to_be_focused()
    tab_to(reader, page.get_by_label("In two sentences, what is it for?"))
    page.keyboard.type("For groups that grow. Nobody stays alone in a corner.")
    press("Keep it, and go on in: Français")
    expect(page.locator("input[name=title_en]")).to_have_value("Welcoming ten people, once more")
    press("Continuer")
    tab_to(reader, page.locator("input[name=link_1]"))
    page.keyboard.type("https://example.org/ten-people")
    press("Garder pour plus tard")
    reader.sees("Welcoming ten people, once more")

    reader.visit_and_check("/en/library/my-contributions/")
    tab_to(reader, page.get_by_role("link", name="Go on with it").first)
    enter(reader)
    expect(page.locator("input[name=link_1]")).to_have_value("https://example.org/ten-people")
    press("Go on")
    reader.sees("What happens to a file")
    press("Go on")
    reader.sees("Once published: everybody or members only")
    tab_to(reader, page.locator("input[name=visibility]").first)
    page.keyboard.press("ArrowDown")
    tab_to(reader, page.locator("input[name=needs_care]").first)
    page.keyboard.press("Space")
    press("Go on")
    reader.sees("Once published: members only.")
    reader.sees("Nobody stays alone in a corner.")
    tab_to(reader, page.get_by_label("The people who made it agree"))
    page.keyboard.press("Space")
    press("Send for review")

    reader.sees("Someone will read it")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_the_language_in_the_frame_keeps_what_is_typed_and_the_key_enter_goes_on(signed_in, has_script):
    page = signed_in("member", java_script_enabled=has_script).page

    page.goto("/en/library/contribute/")
    page.locator("input[name=kind][value=template]").check()
    page.get_by_role("button", name="Go on", exact=True).click()
    page.locator("input[name=title_en]").fill("A sheet for the door")
    page.locator("header .tools [lang=fr]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("input[name=title_en]")).to_have_value("A sheet for the door")
    page.locator("textarea[name=summary_en]").fill("For groups that meet. It says where.")
    page.locator("input[name=title_en]").press("Enter")
    expect(page.locator("input[name=link_1]")).to_be_visible()
    page.get_by_role("button", name="Continuer", exact=True).click()
    page.locator("input[name=upload]").set_input_files(
        {"name": "door.txt", "mimeType": "text/plain", "buffer": b"Second floor.\n"}
    )
    page.locator("header .tools [lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("input[name=title_fr]").fill("À afficher")
    page.get_by_role("button", name="Keep it like this").click()
    expect(page.locator("h3 a", has_text="À afficher")).to_be_visible()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.locator("input[name=visibility]").first).to_be_visible()
