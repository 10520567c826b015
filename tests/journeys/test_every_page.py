"""Every kind of page, in both languages, on a phone and at a desk, in light and dark: axe finds nothing on any.

What is light on one device in one language is dark in the other: each device sees each page in both lights.
"""

import pytest
from django.template.loader import render_to_string

from tests.journeys.reader import DESKTOP, PHONE, Reader

pytestmark = pytest.mark.no_database
DEVICES = [PHONE, DESKTOP]
LIGHTS = ["light", "dark"]

# By who reads: English addresses, or the page and the link in it that leads there. The French one is where the switch
# leads.
FOR_EVERYBODY = [
    "/en/",
    "/en/about/",
    "/en/values/",
    "/en/guidelines/",
    "/en/how-we-exchange/",
    "/en/is-it-for-you/",
    "/en/is-it-for-you/?a=1",
    "/en/is-it-for-you/?a=1&b=1&c=1&d=1&e=1&f=1&g=1",
    "/en/is-it-for-you/?a=3&b=8&c=5&d=2&e=2&f=3&g=3",
    "/en/join/",
    "/en/safety-and-privacy/",
    "/en/accessibility/",
    "/en/write-to-us/",
    "/en/glossary/",
    "/en/glossary/grassroots/",
    "/en/glossary/propose/",
    "/en/glossary/propose/thank-you/",
    "/en/library/",
    "/en/library/?q=meetings&page=2",
    "/en/library/?q=nothing-has-this-name",
    "/en/library/before-the-tank-runs-dry/",
    "/en/meetings/",
    "/en/challenges/",
    "/en/members/",
    "/en/language/",
    "/en/account/login/",
    "/en/account/login/code/",
    "/en/account/password/reset/",
    "/en/account/signup/",
]
FOR_MEMBERS = [
    "/en/members/dashboard/",
    "/en/members/my-profile/",
    "/en/members/",
    "/en/members/?q=nobody-has-this-name",
    ("/en/members/", ".people h3 a"),
    "/en/meetings/",
    ("/en/meetings/", ".list h3 a"),
    ("/en/meetings/", "tbody a"),
    "/en/library/",
    "/en/library/contribute/",
    "/en/library/my-contributions/",
    ("/en/library/my-contributions/", ".list h3 a"),
    ("/en/library/my-contributions/", ".list form a"),
    "/en/my-data/copy/",
    "/en/account/email/",
    "/en/account/password/change/",
    "/en/account/2fa/",
    "/en/account/sessions/",
    "/en/account/logout/",
    "/en/account/reauthenticate/",
]
AT_THE_DESK = [
    "/en/admin/",
    "/en/admin/resources/resource/",
    ("/en/admin/resources/resource/", "#result_list tbody th a"),
    "/en/admin/resources/topic/",
    "/en/admin/meetings/meeting/",
    "/en/admin/meetings/meeting/add/",
    ("/en/admin/meetings/meeting/", "#result_list tbody th a"),
    "/en/admin/pages/page/",
    ("/en/admin/pages/page/", "#result_list tbody th a"),
    "/en/admin/glossary/term/",
    ("/en/admin/glossary/term/", "#result_list tbody th a"),
    "/en/admin/glossary/proposal/",
    "/en/admin/members/member/",
    "/en/admin/members/member/add/",
    "/en/admin/members/representationrequest/",
    "/en/admin/bin/binned/",
    "/en/admin/self-check/",
    "/en/admin/audit/entry/",
    ("/en/admin/members/member/", "#result_list tbody th a"),
]


@pytest.fixture(scope="module")
def screens(browser, base_url):
    """Per person, one browser page for each device; kept open, since a page is looked at quicker than opened."""
    contexts, screens = [], {}

    def screens_of(name):
        if name not in screens:
            context = browser.new_context(base_url=base_url, locale="en-GB")
            contexts.append(context)
            screens[name] = [Reader(context.new_page(), base_url) for _device in DEVICES]
            for screen, size in zip(screens[name], DEVICES, strict=True):
                screen.page.set_viewport_size(size)
            if name:
                screens[name][0].sign_in(name)
        return screens[name]

    yield screens_of
    for context in contexts:
        context.close()


def look_at(screens, address, status=200, lights=LIGHTS):
    """On both devices at once, since the browser has a process for each page; each in a light of its own."""
    for screen, light in zip(screens, lights, strict=True):
        screen.page.emulate_media(color_scheme=light)
        screen.page.goto(address)
        screen.start_axe()
    for screen in screens:
        screen.check(status, on_phone_too=False, with_axe=True)


def look_at_in_both_languages(screens, place):
    address, link = place if isinstance(place, tuple) else (place, None)
    if link:
        screens[0].page.goto(address)
        address = screens[0].page.locator(link).first.evaluate("link => link.href")
    look_at(screens, address)
    in_french = screens[0].page.locator("a[hreflang=fr], button[formaction][lang=fr]")
    look_at(screens, in_french.evaluate("it => it.href || it.formAction"), lights=LIGHTS[::-1])


@pytest.mark.parametrize("place", FOR_EVERYBODY)
def test_what_everybody_may_read(screens, place):
    look_at_in_both_languages(screens(None), place)


@pytest.mark.parametrize("place", FOR_MEMBERS, ids=str)
def test_what_members_read(screens, place):
    look_at_in_both_languages(screens("member"), place)


def test_what_an_applicant_reads(screens):
    look_at_in_both_languages(screens("applicant"), "/en/members/dashboard/")


@pytest.mark.parametrize("place", AT_THE_DESK, ids=str)
def test_what_stands_at_the_desk(screens, place):
    look_at_in_both_languages(screens("coordinator"), place)


@pytest.mark.parametrize("address", ["/en/nothing-is-here/", "/fr/rien-ici/", "/en/library/nothing-is-here/"])
def test_what_is_not_there(screens, address):
    look_at(screens(None), address, status=404)


def test_a_form_that_is_no_longer_valid(screens):
    for screen in screens(None):
        screen.visit_and_check("/en/glossary/propose/")
        screen.page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'")
        screen.press_and_check("Propose this word", status=403)


@pytest.mark.parametrize("status", [400, 500])
def test_what_one_sees_when_something_failed(screens, status):
    """Made here and laid under an address of the portal, since nothing there is meant to fail."""
    page = render_to_string(f"{status}.html")
    for screen in screens(None):
        screen.page.route("**/failed/", lambda route: route.fulfill(status=status, body=page, content_type="text/html"))
    look_at(screens(None), "/failed/", status=status)
    for screen in screens(None):
        screen.page.unroute("**/failed/")
