"""Somebody with a role protects the account: with the codes of an app, and with a passkey."""

import time

from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.journeys.server import PASSWORD

# A key built into the device, whose owner always agrees.
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_now(secret):
    """As the app on a phone shows it; never in the last seconds of its life."""
    if (age := time.time() % TOTP_PERIOD) > TOTP_PERIOD - 10:
        time.sleep(TOTP_PERIOD - age)
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD))


def confirm(reader):
    """Before the account is changed, one says once more that it is oneself."""
    expect(reader.heading).to_have_text("Confirm that it is you")
    reader.page.get_by_label("Password").fill(PASSWORD)
    reader.press_and_check("Confirm")


def test_an_app_for_codes_is_set_up_and_asked_for_at_the_next_sign_in(open_reader, base_url):
    reader, again = open_reader(), open_reader()
    reader.sign_in("eloise")
    reader.visit_and_check("/en/account/2fa/")
    reader.follow_and_check("Set up an app", within="main")
    confirm(reader)
    secret = reader.page.get_by_label("Key", exact=True).input_value()
    reader.page.get_by_label("Code").fill("000000")
    reader.press_and_check("Use this app")
    expect(reader.page.locator("#errors")).to_be_focused()

    reader.page.get_by_label("Code").fill(code_now(secret))
    reader.press_and_check("Use this app")
    reader.visit_and_check("/en/account/2fa/")
    reader.sees("At sign-in you are asked for the code")
    reader.sign_out()

    again.give_password("eloise")
    expect(again.heading).to_have_text("One more step")
    again.visit_and_check("/en/members/dashboard/")
    assert again.page.url == f"{base_url}/en/account/2fa/authenticate/"
    again.page.get_by_label("Code").fill(code_now(secret))
    again.press_and_check("Sign in")
    expect(again.heading).to_contain_text("Éloïse")


def test_a_passkey_signs_in_without_a_password(open_reader):
    reader = open_reader()
    device = reader.page.context.new_cdp_session(reader.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    reader.sign_in("regional")
    reader.visit_and_check("/en/account/2fa/")
    reader.follow_and_check("Add a key", within="main")
    confirm(reader)
    reader.page.get_by_label("Sign in with this key alone").check()
    reader.page.get_by_role("button", name="Add this key").click()
    reader.page.wait_for_url("**/recovery-codes/**")
    reader.check()
    reader.sign_out()

    reader.visit_and_check("/en/account/login/")
    reader.follow_and_check("Sign in with a passkey")
    reader.page.get_by_role("button", name="Sign in with a passkey").click()
    reader.page.wait_for_url("**/members/**")

    reader.check()
    expect(reader.heading).to_contain_text("Rosa")
