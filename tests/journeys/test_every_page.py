"""Every page outside the desk, and what else one may come upon (tests/journeys/looking.py says how)."""

import pytest
from django.template.loader import render_to_string

from tests.journeys.looking import LIGHTS, OF_THE_DESK, PAGES, look_at, look_at_each_kind
from tests.walk import Visitor

pytestmark = pytest.mark.no_database

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
        "/en/library/?more=tag",
        "/en/library/before-the-tank-runs-dry/",
        "/en/search/?q=meetings",
        "/en/search/?q=nothing-has-this-name",
        "/en/search/?q=meetings&more=kind",
    ],
    "member": [
        "/en/members/?q=nobody-has-this-name",
        "/en/search/?q=canal",
    ],
}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in OF_THE_DESK])
def test_each_page_of_the_table(laid, screens, name):
    look_at_each_kind(laid, screens, name)


@pytest.mark.parametrize(("role", "address"), [(role, address) for role in BESIDE for address in BESIDE[role]])
def test_what_else_one_finds_there(laid, screens, role, address):
    laid.role = role

    screens[0].page.goto(address)
    in_french = screens[0].page.locator("a[hreflang=fr], button[formaction][lang=fr]")
    look_at(screens, [address, in_french.evaluate("it => it.href || it.formAction")])


@pytest.mark.parametrize(
    ("role", "address"),
    [("anon", "/nothing-is-here/"), ("anon", "/library/nothing-is-here/"), ("member", "/admin/nothing-is-here/")],
)
def test_what_is_not_there(laid, screens, role, address):
    laid.role = role

    look_at(screens, [f"/{language}{address}" for language in ["en", "fr"]], status=404)


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
