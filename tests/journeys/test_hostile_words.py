"""One page that holds every hostile text there is, in a real browser: nothing happens (TRUST HTML-1)."""

import pytest
from django.conf import settings

from tests.journeys.reader import NOTE_WHAT_IS_REFUSED
from tests.pages.corpus import CORPUS

pytestmark = pytest.mark.no_database

LANGUAGE = settings.LANGUAGE_CODE
# What opens a block of code and does not close it would swallow what comes after.
TEXTS = sorted(
    (text.replace("\x00", "").replace("\ud800", "") for text in CORPUS), key=lambda text: text.count("```") % 2
)


class Watch:
    """What a device is made to do: windows that pop up, other hosts that are asked, what the policy had to refuse."""

    def __init__(self, context, base_url):
        self.dialogs, self.elsewhere, self.base_url = [], [], base_url
        context.add_init_script(NOTE_WHAT_IS_REFUSED)
        context.on("dialog", self._note_dialog)
        context.route(lambda url: not url.startswith((f"{base_url}/", "data:")), self._note_elsewhere)

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_elsewhere(self, route):
        self.elsewhere.append(route.request.url)
        route.abort()


def test_no_hostile_text_does_anything_in_a_browser(signed_in, base_url):
    page = signed_in("coordinator").page
    watch = Watch(page.context, base_url)
    page.goto("/en/admin/pages/page/add/")
    page.locator(f"[name=title_{LANGUAGE}]").fill("Everything hostile")
    page.locator(f"[name=body_{LANGUAGE}]").evaluate("(field, text) => { field.value = text }", "\n\n".join(TEXTS))

    with page.context.expect_page() as opened:
        page.locator(f"[name=_preview][value={LANGUAGE}]").first.click()
    shown = opened.value
    shown.wait_for_load_state("networkidle")

    assert shown.get_by_role("heading", level=1).inner_text() == "Everything hostile"
    assert shown.get_by_role("main").inner_text().count("alert(1)") > 50
    assert (watch.dialogs, watch.elsewhere, shown.evaluate("() => window.refused")) == ([], [], [])


def test_the_watch_sees_what_it_is_for(browser, base_url):
    context = browser.new_context()
    watch, page = Watch(context, base_url), context.new_page()

    page.set_content("<img src='https://other.example/a.png'><img src='data:,x' onerror='alert(1)'>")
    page.wait_for_load_state("networkidle")
    context.close()

    assert (watch.dialogs, watch.elsewhere) == (["1"], ["https://other.example/a.png"])
