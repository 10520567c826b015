"""Somebody at a browser who looks at each page: what it says, what it asks for, whether axe finds anything."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.journeys.server import PASSWORD

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}
MOST_REQUESTS = 3  # page, style sheet, script; the icon aside
# Where one signs in with a passkey, allauth's scripts come too.
PASSKEYS = ("/static/mfa/js/", "/static/account/js/")
AXE = Axe()
# A journey is made on either kind of database; the pages on its way are the same, and axe looks at them on one of them.
WITH_AXE = "postgresql" not in settings.DATABASES["default"]["ENGINE"]
LANGUAGE = re.compile(rf"/({'|'.join(code for code, _name in settings.LANGUAGES)})/")

TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
MARKUP = "() => [document.documentElement.outerHTML, matchMedia('(prefers-color-scheme: dark)').matches]"
_found_well = set()  # pages that axe has looked at

# Before anything else of a page runs: note what the policy refuses.
NOTE_WHAT_IS_REFUSED = """
window.refused = [];
document.addEventListener('securitypolicyviolation', e =>
  window.refused.push(e.violatedDirective + ' ' + e.blockedURI));
"""

# What reaches beyond the screen although nothing around it scrolls or hides it.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const held = element => {
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement)
      if (getComputedStyle(around).overflowX !== 'visible') return true;
    return false;
  };
  const found = [...document.body.querySelectorAll('*')].filter(element =>
    (element instanceof HTMLElement || element.localName === 'svg') && element.checkVisibility() &&
    (element.getBoundingClientRect().right > width + 1 || element.getBoundingClientRect().width > width + 1) &&
    !held(element));
  const names = found.slice(0, 5).map(e => e.localName + (e.className ? '.' + e.className : '') + ' ' +
    Math.round(e.getBoundingClientRect().right) + ': ' + e.textContent.trim().slice(0, 40));
  if (document.documentElement.scrollWidth > width)
    names.push('the page scrolls sideways: ' + document.documentElement.scrollWidth);
  return names;
}"""

FACTS = """() => ({
  language: document.documentElement.lang,
  titles: document.querySelectorAll('h1').length,
  name: document.title,
  refused: window.refused || [],
  nowhere: [...document.querySelectorAll('[aria-describedby], [aria-labelledby], [aria-controls]')].flatMap(element =>
    ['aria-describedby', 'aria-labelledby', 'aria-controls'].flatMap(name =>
      (element.getAttribute(name) || '').split(/\\s+/).filter(id => id && !document.getElementById(id)))),
})"""


class Reader:
    def __init__(self, page, base_url):
        self.page = page
        self.base_url = base_url
        self.complaints = []  # of the browser, about the page it is on
        self.asked = []  # addresses the page made the browser ask for
        self.status = None
        page.set_default_timeout(15_000)
        page.add_init_script(NOTE_WHAT_IS_REFUSED)
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    # --- What the browser says ---

    def _note_request(self, request):
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.asked, self.complaints = [], []
        self.asked.append(request.url)

    def _note_response(self, response):
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.status = response.status

    def _note_console(self, message):
        """Errors; but that a page answers 403, 404 or 429, as a journey expects, is no complaint about it."""
        is_about_status = message.text.startswith("Failed to load resource: the server responded with a status of")
        is_this_page = message.location.get("url", "").partition("#")[0] == self.page.url.partition("#")[0]
        if message.type == "error" and not (is_about_status and is_this_page):
            self.complaints.append(f"console: {message.text}")

    # --- What the reader does ---

    def visit_and_check(self, address, status=200):
        """Go there, and look at the page."""
        self.page.goto(address)
        self.check(status)

    def follow_and_check(self, name, within="body", status=200):
        """Follow a link by its name, and look at where it leads."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()
        self.check(status)

    def press_and_check(self, name, status=200):
        """Press a button, and look at what comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.check(status)

    def switch_language(self, language):
        """By the link or button in the frame; the page must be the same one, and lead back to exactly where one was."""
        before = self.page.url
        with self.page.expect_navigation():
            self.page.locator(f"header .tools [lang={language}]").click()
        self.check()
        former = urlsplit(before).path.split("/")[1]
        back = self.page.locator(f"header .tools [lang={former}]").evaluate("it => it.href || it.formAction")
        assert back == before.partition("#")[0]

    def give_password(self, name):
        self.visit_and_check("/en/account/login/")
        self.page.get_by_label("E-mail address").fill(f"{name}@example.org")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press_and_check("Sign in")

    def sign_in(self, name):
        self.give_password(name)
        assert "/account/login/" not in self.page.url, f"{name} is not let in"

    def sign_out(self):
        self.visit_and_check("/en/account/logout/")
        self.press_and_check("Sign out")

    # --- What the reader looks at ---

    @property
    def heading(self):
        return self.page.get_by_role("heading", level=1)

    def sees(self, text):
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def check(self, status=200, on_phone_too=True, with_axe=WITH_AXE):
        """Nothing may be wrong with the page one is on, whatever it is."""
        page, path = self.page, urlsplit(self.page.url).path
        facts = page.evaluate(FACTS)
        language = LANGUAGE.match(path)

        assert (self.status, path) == (status, path)
        assert (facts["language"], path) == (language[1] if language else facts["language"], path)
        assert (facts["titles"], path) == (1, path), "one h1 on each page"
        assert facts["name"], path
        assert (facts["nowhere"], path) == ([], path), "what something is described by is not there"
        assert (self.complaints + facts["refused"], path) == ([], path)
        assert ([url for url in self.asked if not url.startswith(self.base_url + "/")], path) == ([], path)
        asked = [url for url in self.asked if "/icon." not in url and not urlsplit(url).path.startswith(PASSKEYS)]
        assert "/admin/" in path or len(asked) <= MOST_REQUESTS, f"{path} asks for {asked}"
        self.check_widths([self.page.viewport_size, PHONE] if on_phone_too else [self.page.viewport_size])
        if with_axe:
            self.check_with_axe()

    def check_widths(self, sizes):
        """Nothing is wider than the screen. The last size is not kept."""
        here = self.page.viewport_size
        for size in [size for number, size in enumerate(sizes) if size not in sizes[:number]]:
            if size != self.page.viewport_size:
                self.page.set_viewport_size(size)
            wide = self.page.evaluate(TOO_WIDE)
            assert (wide, self.page.url, size) == ([], self.page.url, size)
        if here != self.page.viewport_size:
            self.page.set_viewport_size(here)

    def start_axe(self):
        """Without waiting for what it finds. `check_with_axe` waits."""
        options = {"resultTypes": ["violations"], "preload": False}
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE.axe_script)
        self.page.evaluate("options => { window.found = axe.run(options) }", options)

    def check_with_axe(self):
        """Once for the same page at this width and light: the next journey that comes by finds nothing else on it."""
        if not self.page.evaluate("() => Boolean(window.found)"):
            markup, is_dark = self.page.evaluate(MARKUP)
            seen = hash(TOKEN.sub("", markup)), is_dark, self.page.viewport_size["width"]
            if seen in _found_well:
                return
            self.start_axe()
            self.look_for_violations()
            _found_well.add(seen)
        else:
            self.look_for_violations()

    def look_for_violations(self):
        found = self.page.evaluate("async () => (await window.found).violations")
        assert not found, "\n".join([f"axe on {self.page.url} at {self.page.viewport_size['width']} px:", *told(found)])


def told(violations):
    """What axe found, short enough to be read in a report."""
    return [
        f"{violation['id']}: {node['target']} {node['html'][:150]} {node['failureSummary'][:300]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]
