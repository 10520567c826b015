"""Whoever wants their mail to say nothing gets no letter that does, of whatever kind (FEATURES 4.4, TRUST LEAK-7).

How each letter looks then is specified in test_every_letter.py; here they come as they do in earnest.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from ggsn.outreach.models import Message, Wishes
from ggsn.outreach.signals import write
from members.models import Message as PersonalMessage
from members.models import MessageMail
from tests.make import PASSWORD, make_application, make_member
from tests.outreach.make import Written, deliver, mails, text_of

OUTSIDE = ("Garden club <post@example.net>", "Garden club")


@pytest.fixture(autouse=True)
def quiet_address(settings):
    settings.QUIET_FROM_EMAIL = "post@example.net"
    cache.clear()


@pytest.fixture
def awa(db):
    """She wants it quiet, in her own words."""
    member = make_member(email="awa@example.org", display_name="Awa Kanari")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    Wishes.objects.create(member=member, detail="news", neutral_words="Garden club")
    return member


def outside(letter):
    return letter.from_email, letter.subject


def last():
    return Message.objects.latest("pk")


def test_a_code_to_sign_in_comes_quietly_and_works(client, awa, server):
    client.post("/en/account/login/code/", {"email": awa.email, "device": "own"})
    deliver()
    [mail] = mails(server)
    code = re.search(r"^    (\S+)$", text_of(mail), re.M)[1]

    client.post("/en/account/login/code/confirm/", {"code": code})

    assert (mail["From"], mail["Subject"]) == OUTSIDE
    assert client.session["_auth_user_id"] == str(awa.pk)


def test_a_link_for_a_new_password_comes_quietly_and_is_there(client, awa):
    client.post("/en/account/password/reset/", {"email": awa.email})

    assert (last().sender, last().subject) == OUTSIDE
    assert "/en/account/password/reset/key/" in last().text


def test_both_addresses_are_written_to_quietly_when_one_takes_the_place_of_the_other(client, awa):
    client.post("/en/account/login/", {"login": awa.email, "password": PASSWORD})
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    client.post("/en/account/email/", {"email": "kanari@example.org", "action_add": "1"})
    code = re.search(r"^    (\S+)$", last().text, re.M)[1]
    client.post("/en/account/confirm-email/", {"code": code})

    awa.refresh_from_db()
    assert awa.email == "kanari@example.org"
    assert {(letter.sender, letter.subject) for letter in Message.objects.all()} == {OUTSIDE}
    to_the_old = Message.objects.filter(to="awa@example.org")
    assert sum("used to sign in" in letter.text for letter in to_the_old) == 1
    assert not any("kanari" in (letter.text + letter.html).lower() for letter in to_the_old)


@pytest.mark.parametrize("kind", ["factor_loss", "leaving", "new_device", "test", "undo", "went_quiet"])
def test_what_is_written_when_it_happens_is_quiet_too(awa, kind):
    write(kind, awa, {"address": "http://localhost/kept/", "days": 7, "device": "Firefox"})

    assert (last().sender, last().subject) == OUTSIDE
    assert "kanari" not in (last().text + last().html).lower()
    assert ("http://localhost/kept/" in last().text) is (kind in {"leaving", "undo", "went_quiet"})


def test_a_welcome_says_no_name_and_lets_in(awa, coordinator):
    application = make_application(email=awa.email, display_name="Awa Kanari")
    application.member, awa.accepted_at = awa, None
    application.save()
    application.accept(by=coordinator, word="Kanari, at last!")
    [letter] = Written()

    assert outside(letter) == OUTSIDE
    assert "kanari" not in letter.body.lower()
    assert "/en/account/welcome/" in letter.body


@pytest.mark.parametrize("wish", [MessageMail.FULL, MessageMail.NOTICE])
def test_a_message_is_announced_without_its_words_whatever_else_was_chosen(awa, wish):
    type(awa).objects.filter(pk=awa.pk).update(message_mail=wish)
    writer = make_member(display_name="Rosa Kanari")
    words = PersonalMessage.objects.create(sender=writer, recipient=awa, text="Kanari at noon")
    Message.objects.say("message", to=awa, about=words)
    [letter] = Written()

    assert outside(letter) == OUTSIDE
    assert "kanari" not in letter.message().as_string().lower()
    assert f"/{writer.handle}/" in letter.body


def test_that_somebody_applied_with_the_address_is_said_quietly(awa):
    Message.objects.say_directly("application_known", awa, member=awa, address=awa.email)
    [letter] = Written()

    assert outside(letter) == OUTSIDE
    assert "You are with us already" in letter.body


@pytest.mark.parametrize("words", ["Garden club", "Café du lundi, à 8 h"])
def test_words_that_give_nothing_away_are_not_for_the_desk(client, settings, awa, coordinator, words):
    settings.DESK_SECOND_FACTOR = False
    Wishes.objects.update(neutral_words=words)
    write("leaving", awa, {"address": "http://localhost/kept/"})
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")

    pages = [client.get(f"/en/admin/outreach/message/{path}").text for path in ["", f"{last().pk}/change/"]]

    assert [">Letter<" in page for page in pages] == [True, True]  # instead of its subject
    assert [words in page for page in pages] == [False, False]


def test_others_still_see_who_writes(settings):
    write("leaving", make_member(), {"address": "http://localhost/kept/"})

    assert (last().sender, last().subject) == (settings.DEFAULT_FROM_EMAIL, "About your account")
