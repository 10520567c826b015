"""Every page there is, in both languages, on a phone and at a desk, in light and dark: axe finds nothing on any.

The pages come from the table of access, so that the next one cannot escape: each of them for each kind of reader whom
it shows something of another shape. What the phone shows in one language and light, the desk shows in the other. Axe,
which takes the longest, looks at one of the two: the next page has it the other way round.
"""

from tests.access_table import declared, readers
from tests.journeys.laid import ADDRESSES
from tests.journeys.reader import DESKTOP, PHONE

DEVICES = [PHONE, DESKTOP]
LIGHTS = ["light", "dark"]
LANGUAGES = ["en", "fr"]
PAGES = readers()
OF_THE_DESK = {name for name, line in declared().items() if line.is_desk}

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


def look_at(screens, addresses, lights=LIGHTS, status=200, axe_on=(0, 1)):
    """On both devices at once, since the browser has a process for each page; each in a light of its own."""
    for number, (screen, address, light) in enumerate(zip(screens, addresses, lights, strict=True)):
        screen.page.emulate_media(color_scheme=light)
        screen.page.goto(address)
        if number in axe_on:
            screen.start_axe()
    for number, screen in enumerate(screens):
        screen.check(status, on_phone_too=False, with_axe=number in axe_on)


def look_at_each_kind(laid, screens, name):
    """The page of this name, as each reader has it who sees more on it than those before."""
    was_a_page = False
    for turn, laid.role in enumerate(PAGES[name], start=list(PAGES).index(name)):
        addresses = [laid.path(name, language) for language in LANGUAGES[:: (-1) ** turn]]
        status, headers, body = laid.ask(addresses[0])
        if status == 200 and headers["Content-Type"].startswith("text/html"):
            was_a_page = True
            if laid.is_new(body):
                look_at(screens, addresses, LIGHTS[:: (-1) ** (turn // 2)], axe_on=[turn // 4 % 2])

    assert was_a_page is (name not in NO_PAGES)
