"""How often one may try to get in, and how that is told (TRUST RATE)."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from ggsn.outreach.models import Message
from tests.accounts.conftest import give_code, give_password, is_in, make_account
from tests.make import PASSWORD

LOGIN, CODE, RESET = "/en/account/login/", "/en/account/login/code/", "/en/account/password/reset/"
CONFIRM = "/en/account/confirm-by-code/"
QUESTIONS = {
    # address, what is sent, how often it is answered, and in how many seconds it is again
    "wrong password": (LOGIN, {"login": "awa@example.org", "password": "not this one"}, 5, 300),
    "mailed code": (CODE, {"email": "awa@example.org"}, 3, 3600),
    "code asked for with an empty password": (LOGIN, {"login": "awa@example.org", "password": ""}, 3, 3600),
    "reset": (RESET, {"email": "awa@example.org"}, 3, 3600),
}
OF_A_NETWORK = {
    "wrong password": (LOGIN, lambda number: {"login": f"n{number}@example.org", "password": "not this one"}, 30, 60),
    "mailed code": (CODE, lambda number: {"email": f"n{number}@example.org"}, 20, 3600),
    "reset": (RESET, lambda number: {"email": f"n{number}@example.org"}, 20, 3600),
}


@pytest.fixture
def clock():
    with time_machine.travel("2026-12-01 10:00Z", tick=False) as clock:
        yield clock


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_more_is_refused_until_the_moment_that_is_told(new_client, account, clock, question):
    address, facts, times, seconds = QUESTIONS[question]
    answers = [new_client().post(address, facts).status_code for _time in range(times)]
    clock.shift(10)

    refused = new_client().post(address, facts)
    clock.shift(int(refused.headers["Retry-After"]) - 1)
    too_early = new_client().post(address, facts)
    clock.shift(2)
    later = new_client().post(address, facts)

    assert 429 not in answers
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(seconds - 10))
    assert (too_early.status_code, later.status_code) == (429, answers[0])


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("start", "sentence"),
    [("/en/account/", "Wait a few minutes, then try again"), ("/fr/compte/", "Attendez quelques minutes, puis")],
)
def test_a_sentence_says_so_in_the_reader_s_language(new_client, account, question, start, sentence):
    address, facts, times, _seconds = QUESTIONS[question]
    address = address.replace("/en/account/", start)

    refused = [new_client().post(address, facts) for _time in range(times + 1)][-1]

    assert refused.status_code == 429
    assert f'<html lang="{start[1:3]}"' in refused.content.decode()
    assert sentence in refused.content.decode()


def test_what_was_typed_is_kept(new_client, account):
    address, facts, times, _seconds = QUESTIONS["wrong password"]

    refused = [new_client().post(address, facts) for _time in range(times + 1)][-1]

    assert 'value="awa@example.org"' in refused.content.decode()


def test_writing_an_address_otherwise_is_no_new_one(new_client, account):
    answers = [
        new_client().post(CODE, {"email": email}).status_code
        for email in ["awa@example.org", "Awa@Example.org", " AWA@example.org ", "awa@EXAMPLE.org"]
    ]

    assert answers == [302, 302, 302, 429]


def test_a_password_that_was_guessed_at_works_again_within_a_quarter_of_an_hour(new_client, account, clock):
    for _time in range(5):
        new_client().post(LOGIN, {"login": account.email, "password": "not this one"})
    client = new_client()
    during = client.post(LOGIN, {"login": account.email, "password": PASSWORD}).status_code
    clock.shift(15 * 60)

    client.post(LOGIN, {"login": account.email, "password": PASSWORD})

    assert (during, is_in(client)) == (429, True)


# --- From a device that is known ---


@pytest.fixture
def at_home(new_client, account):
    """A browser in which its owner has signed in, and where their session has ended since."""
    client = new_client()
    client.post(LOGIN, {"login": account.email, "password": PASSWORD, "device": "own"})
    del client.cookies["session"]
    return client


def guess(client, account, times=5):
    return [client.post(LOGIN, {"login": account.email, "password": "not this"}).status_code for _time in range(times)]


def test_a_patient_stranger_cannot_keep_somebody_waiting_on_their_own_device(new_client, account, clock, at_home):
    kept_waiting = []
    for _time in range(4):
        guess(new_client(), account)
        kept_waiting.append(new_client().post(LOGIN, {"login": account.email, "password": PASSWORD}).status_code)
        clock.shift(301)
    guess(new_client(), account)

    at_home.post(LOGIN, {"login": account.email, "password": PASSWORD})

    assert (kept_waiting, is_in(at_home)) == ([429] * 4, True)


def test_a_code_comes_to_a_device_that_is_known_however_many_others_asked_for_one(new_client, account, clock, at_home):
    asked = [new_client().post(CODE, {"email": account.email}).status_code for _time in range(4)]

    assert (asked, at_home.post(CODE, {"email": account.email}).status_code) == ([302] * 3 + [429], 302)


def test_a_device_that_is_known_is_counted_as_strictly(account, clock, at_home):
    assert guess(at_home, account, 6) == [200] * 5 + [429]


@pytest.mark.parametrize("forged", ["", "0", ".", "00ff.00ff", "é.é", "0" * 5000])
def test_a_mark_that_was_not_given_for_this_account_is_none(new_client, account, clock, forged, at_home):
    other, another_client = make_account(email="other@example.org"), new_client()
    another_client.post(LOGIN, {"login": other.email, "password": PASSWORD, "device": "own"})
    del another_client.cookies["session"]
    guess(new_client(), account)
    liar = new_client()
    liar.cookies["known"] = forged

    answers = [client.post(LOGIN, {"login": account.email, "password": PASSWORD}) for client in (another_client, liar)]

    assert [answer.status_code for answer in answers] == [429, 429]


def test_a_mark_lasts_two_weeks_whatever_the_browser_does(new_client, account, clock, at_home):
    answers = []
    for days in [13, 2]:
        clock.shift(days * 24 * 3600)
        guess(new_client(), account)
        answers.append(at_home.post(LOGIN, {"login": account.email, "password": "not this"}).status_code)

    assert answers == [200, 429]


def test_signing_in_again_and_again_brings_no_further_tries(new_client, account, clock):
    devices = [new_client() for _time in range(3)]
    for device in devices:
        device.post(LOGIN, {"login": account.email, "password": PASSWORD, "device": "own"})
        del device.cookies["session"]

    assert [answer for device in devices for answer in guess(device, account, 2)] == [200] * 5 + [429]


@pytest.mark.parametrize("way_out", ["/en/account/logout/", "/en/account/logout/everywhere/"])
def test_the_mark_goes_with_signing_out_and_is_flagged(new_client, account, way_out):
    own, borrowed = new_client(), new_client()
    given = own.post(LOGIN, {"login": account.email, "password": PASSWORD, "device": "own"}).cookies["known"]
    borrowed.post(LOGIN, {"login": account.email, "password": PASSWORD})
    taken = own.post(way_out).cookies["known"]

    assert "known" not in borrowed.cookies
    assert (given["httponly"], given["samesite"], given["max-age"]) == (True, "Lax", 14 * 24 * 3600)
    assert (taken.value, taken["max-age"]) == ("", 0)


def test_whoever_calls_the_device_borrowed_later_leaves_no_mark(account, at_home):
    answer = at_home.post(LOGIN, {"login": account.email, "password": PASSWORD})

    assert answer.cookies["known"]["max-age"] == 0


def test_a_member_who_is_in_gets_a_code_to_confirm_with_however_many_strangers_ask(new_client, account, clock):
    account.set_unusable_password()
    account.save()
    client = new_client()
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")
    asked = [new_client().post(CODE, {"email": account.email}).status_code for _time in range(4)]

    assert (asked[-1], client.post(CONFIRM, {"send": "1"}).status_code) == (429, 302)


# --- By network ---


def ask_from(new_client, question, network, number=0, **headers):
    address, facts, *_rest = OF_A_NETWORK[question]
    return new_client().post(address, facts(number), REMOTE_ADDR=network, headers=headers).status_code


@pytest.mark.parametrize("question", OF_A_NETWORK)
@pytest.mark.parametrize(
    ("first", "then", "is_refused"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
    ],
)
def test_which_addresses_are_one_network(new_client, clock, db, question, first, then, is_refused):
    _address, _facts, times, _seconds = OF_A_NETWORK[question]
    answers = [ask_from(new_client, question, first, number) for number in range(times)]

    last = ask_from(new_client, question, then, number=99)

    assert (429 in answers, last == 429) == (False, is_refused)


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_header_makes_no_new_network(new_client, clock, db, settings, proxies):
    """The proxy, where there is one, writes what it sees behind whatever it was told."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    seen = ", 192.0.2.7" if proxies else ""

    answers = [
        ask_from(new_client, "reset", "192.0.2.7", number, **{"x-forwarded-for": f"203.0.113.{number}{seen}"})
        for number in range(21)
    ]

    assert answers == [302] * 20 + [429]


def test_limits_are_kept_where_all_workers_see_them_and_a_restart_does_not_forget(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


# --- Second factor, and confirming who one is ---


@pytest.fixture
def protected(account):
    TOTP.activate(account, "A" * 32)
    return account


def test_the_sixth_code_is_refused_and_one_begins_anew(new_client, protected, clock):
    client = new_client()
    give_password(client, protected)
    answers = [give_code(client, "wrong!").status_code for _time in range(5)]

    refused = give_code(client, "wrong!")

    assert answers == [200] * 5
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
    assert "Wait a few minutes, then try again" in refused.content.decode()
    assert client.get("/en/account/2fa/authenticate/").headers["Location"] == LOGIN


def test_codes_and_passwords_are_counted_apart(new_client, protected, clock):
    for _time in range(4):
        new_client().post(LOGIN, {"login": protected.email, "password": "not this one"})
    client = new_client()
    give_password(client, protected)
    for _time in range(5):
        give_code(client, "wrong!")

    again = give_password(new_client(), protected)

    assert again.headers["Location"].startswith("/en/account/2fa/authenticate/")


def test_thirty_wrong_codes_from_one_network_are_enough(new_client, clock):
    answers = []
    for number in range(7):
        person, client = make_account(email=f"n{number}@example.org"), new_client()
        TOTP.activate(person, "A" * 32)
        give_password(client, person)
        answers += [give_code(client, "wrong!").status_code for _time in range(5 if number < 6 else 1)]

    assert answers == [200] * 30 + [429]


def test_confirming_with_a_wrong_password_or_code_has_its_limit(client, protected, clock):
    client.force_login(protected, backend="ggsn.accounts.lookup.ByAddress")

    answers = [
        [client.post(address, facts).status_code for _time in range(6)]
        for address, facts in [
            ("/en/account/reauthenticate/", {"password": "not this one"}),
            ("/en/account/2fa/reauthenticate/", {"code": "wrong!"}),
        ]
    ]

    assert answers[0] == [200] * 5 + [429]
    assert set(answers[1]) == {429}


def test_a_fourth_code_to_confirm_is_refused_on_its_page(client, account):
    account.set_unusable_password()
    account.save()
    client.force_login(account, backend="ggsn.accounts.lookup.ByAddress")

    answers = [client.post("/en/account/confirm-by-code/", {"send": "1"}) for _time in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 3600
    assert "That was a bit often" in answers[3].content.decode()
    assert Message.objects.count() == 3
    assert EmailAddress.objects.get().email == account.email
