"""Every page there is, in both languages, on a phone and at a desk, in light and dark: axe finds nothing on any.

The pages come from the table of access, so that the next one cannot escape: each of them for each kind of reader whom
it shows something of another shape. What the phone shows in one language and light, the desk shows in the other. Axe,
which takes the longest, looks at one of the two: the next page has it the other way round.
"""

import pytest
from django.template.loader import render_to_string

from tests.access_table import readers
from tests.journeys.laid import ADDRESSES, ORIGIN, laid_pages
from tests.journeys.reader import DESKTOP, PHONE, Reader
from tests.walk import Visitor

pytestmark = pytest.mark.no_database
DEVICES = [PHONE, DESKTOP]
LIGHTS = ["light", "dark"]
LANGUAGES = ["en", "fr"]
PAGES = readers()

# What answers with a file or a feed, or leads on unless one is in the middle of something (signing in, that is).
NO_PAGES = {
    *["front-door", "security", "healthz", "readyz", "robots", "sitemap", "files:file", "files:version"],
    *["resources:bibtex", "resources:ris", "meetings:calendar", "glossary:tbx", "glossary:csv", "search:feed"],
    *[
        "account_set_password",
        "account_confirm_by_code",
        "account_confirm_login_code",
        "account_email_verification_sent",
    ],
    *["mfa_authenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn", "mfa_download_recovery_codes"],
    *["admin:login", "admin:password_change", "admin:password_change_done", "admin:jsi18n"],
    *[name for name in ADDRESSES if name.endswith("/<path:object_id>/")],
}
# What else one finds at these addresses: with words and choices, with more on the page, after a slip.
BESIDE = {
    "anon": [
        "/en/values/",
        "/en/guidelines/",
        "/en/how-we-exchange/",
        "/en/is-it-for-you/?a=1",
        "/en/is-it-for-you/?a=1&b=1&c=1&d=1&e=1&f=1&g=1",
        "/en/is-it-for-you/?a=3&b=8&c=5&d=2&e=2&f=3&g=3",
        "/en/safety-and-privacy/",
        "/en/accessibility/",
        "/en/write-to-us/",
        "/en/glossary/grassroots/",
        "/en/library/?q=meetings&page=2",
        "/en/library/?q=nothing-has-this-name",
        "/en/library/before-the-tank-runs-dry/",
        "/en/search/?q=meetings",
        "/en/search/?q=nothing-has-this-name",
    ],
    "member": [
        "/en/members/?q=nobody-has-this-name",
        "/en/search/?q=canal",
    ],
    "coordinator": [
        "/en/admin/resources/resource/?q=nothing-has-this-name",
    ],
}


@pytest.fixture(scope="module")
def laid(first_rows, django_db_blocker):
    with django_db_blocker.unblock(), laid_pages(first_rows) as laid:
        yield laid


@pytest.fixture(scope="module")
def screens(browser, laid):
    """One browser page for each device; kept open, since a page is looked at quicker than opened."""
    context = browser.new_context(base_url=ORIGIN, locale="en-GB")
    screens = [Reader(context.new_page(), ORIGIN) for _device in DEVICES]
    for screen, size in zip(screens, DEVICES, strict=True):
        screen.page.set_viewport_size(size)
        laid.lay_before(screen.page)
    yield screens
    context.close()


def look_at(screens, addresses, lights=LIGHTS, status=200, axe_on=(0, 1)):
    """On both devices at once, since the browser has a process for each page; each in a light of its own."""
    for number, (screen, address, light) in enumerate(zip(screens, addresses, lights, strict=True)):
        screen.page.emulate_media(color_scheme=light)
        screen.page.goto(address)
        if number in axe_on:
            screen.start_axe()
    for number, screen in enumerate(screens):
        screen.check(status, on_phone_too=False, with_axe=number in axe_on)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_of_the_table(laid, screens, name):
    was_a_page = False
    for turn, laid.role in enumerate(PAGES[name], start=list(PAGES).index(name)):
        addresses = [laid.path(name, language) for language in LANGUAGES[:: (-1) ** turn]]
        status, headers, body = laid.ask(addresses[0])
        if status == 200 and headers["Content-Type"].startswith("text/html"):
            was_a_page = True
            if laid.is_new(body):
                look_at(screens, addresses, LIGHTS[:: (-1) ** (turn // 2)], axe_on=[turn // 4 % 2])

    assert was_a_page is (name not in NO_PAGES)


@pytest.mark.parametrize(("role", "address"), [(role, address) for role in BESIDE for address in BESIDE[role]])
def test_what_else_one_finds_there(laid, screens, role, address):
    laid.role = role

    screens[0].page.goto(address)
    in_french = screens[0].page.locator("a[hreflang=fr], button[formaction][lang=fr]")
    look_at(screens, [address, in_french.evaluate("it => it.href || it.formAction")])


def test_what_a_reviewer_is_asked_about_many_contributions(laid, screens):
    laid.role = "coordinator"
    for screen, light in zip(screens, LIGHTS, strict=True):
        screen.page.emulate_media(color_scheme=light)
        screen.visit_and_check("/en/admin/resources/resource/?state=waiting")
        screen.page.locator("#result_list input[name=_selected_action]").first.check()
        screen.page.locator("select[name=action]").select_option("decline_all")
        with screen.page.expect_navigation():
            screen.page.locator("[name=index]").first.click()
        screen.sees("will be answered")
        screen.check(on_phone_too=False)


@pytest.mark.parametrize(
    ("role", "address"),
    [("anon", "/nothing-is-here/"), ("anon", "/library/nothing-is-here/"), ("member", "/admin/nothing-is-here/")],
)
def test_what_is_not_there(laid, screens, role, address):
    laid.role = role

    look_at(screens, [f"/{language}{address}" for language in LANGUAGES], status=404)


def test_what_is_not_ones_own_to_change(laid, screens):
    laid.role = "regional"

    look_at(screens, ["/en/admin/pages/page/", "/fr/admin/pages/page/"], status=403)


def test_a_form_that_is_no_longer_valid(laid, screens):
    laid.role = "anon without cookies"
    laid.world.visitors[laid.role] = Visitor(enforce_csrf_checks=True)
    for screen, light in zip(screens, LIGHTS, strict=True):
        screen.page.emulate_media(color_scheme=light)
        screen.visit_and_check("/en/glossary/propose/")
        screen.press_and_check("Propose this word", status=403)


def test_too_often_in_a_short_time(laid, screens, settings):
    laid.role, settings.SEARCHES_A_MINUTE = "anon", {"person": 0, "network": 0}

    look_at(screens, ["/en/search/?q=kite", "/fr/recherche/?q=kite"], status=429)


@pytest.mark.parametrize("status", [400, 500])
def test_what_one_sees_when_something_failed(screens, status):
    """Made here and laid under an address of the portal, since nothing there is meant to fail."""
    page = render_to_string(f"{status}.html")
    for screen in screens:
        screen.page.route("**/failed/", lambda route: route.fulfill(status=status, body=page, content_type="text/html"))
    look_at(screens, ["/failed/", "/failed/"], status=status)
    for screen in screens:
        screen.page.unroute("**/failed/")


PAPER = """() => {
  const seen = [...document.querySelectorAll('header.top, footer, nav, form, .exit, .skip')];
  const shown = seen.filter(element => element.checkVisibility());
  const light = color => {
    const [r, g, b, opaque = 1] = color.match(/[\\d.]+/g).map(Number);
    return opaque ? (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255 : null;
  };
  const under = element => {
    for (let around = element; around; around = around.parentElement) {
      const paper = light(getComputedStyle(around).backgroundColor);
      if (paper !== null) return paper;
    }
    return 1;
  };
  const words = [...document.querySelectorAll('main *')].filter(element =>
    element.checkVisibility() && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  const pale = words.filter(element => light(getComputedStyle(element).color) > 0.4 || under(element) < 0.9);
  return {
    shown: shown.map(element => element.outerHTML.slice(0, 80)),
    pale: pale.map(element => element.outerHTML.slice(0, 80) + getComputedStyle(element).color),
    words: words.length,
  };
}"""


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize(
    ("role", "name"), [("anon", "pages:home"), ("anon", "resources:detail"), ("member", "meetings:detail")]
)
def test_on_paper_there_is_the_text_alone_dark_on_white(laid, screens, role, name, light):
    laid.role, page = role, screens[1].page
    page.emulate_media(media="print", color_scheme=light)
    page.goto(laid.path(name, "en"))

    printed = page.evaluate(PAPER)
    page.emulate_media(media="screen")

    assert (printed["shown"], printed["pale"]) == ([], [])
    assert printed["words"] > 5
