"""Whatever changes how one gets in is told by mail, through the pages that change it (TRUST AUTH-7)."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import translate_url

from ggsn.accounts.models import Undo
from ggsn.outreach.models import Detail, Wishes
from ggsn.outreach.models import Message as Letter
from members.models import Member
from tests.accounts.conftest import app_shows, give_password, is_in, make_account
from tests.accounts.test_undoing import code_in, link_in
from tests.make import PASSWORD

ANOTHER = "pebble-orbit-cellar-lamp"
TWICE = {"password1": ANOTHER, "password2": ANOTHER}


def change_password(client, account):
    give_password(client, account)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    client.post("/en/account/password/change/", {"oldpassword": PASSWORD, **TWICE})


def set_first_password(client, account):
    account.set_unusable_password()
    account.save()
    client.post("/en/account/login/code/", {"email": account.email})
    client.post("/en/account/login/code/confirm/", {"code": code_in(Letter.objects.get())})
    client.post("/en/account/password/set/", TWICE)


def reset_password(client, account):
    client.post("/en/account/password/reset/", {"email": account.email})
    address = re.search(r"http\S+(/en/account/password/reset/key/\S+)", Letter.objects.get().text)[1]
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], TWICE)


def change_address(client, account):
    give_password(client, account)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    client.post("/en/account/email/", {"email": "new@example.org", "action_add": "1"})
    client.post("/en/account/confirm-email/", {"code": code_in(Letter.objects.get(to="new@example.org"))})


WAYS = {
    change_password: "Your password was changed",
    set_first_password: "Your account now has a password",
    reset_password: "It was changed with a link sent to this address.",
}

# What is used to sign in from now on, at the old address and at the new one.
QUIET_WORDS = {
    "en": ["another address than this one is used to sign in", "this address is used to sign in"],
    "fr": ["une autre adresse que celle-ci sert à se connecter", "cette adresse sert à se connecter"],
}


@pytest.mark.parametrize("way", WAYS)
def test_another_password_is_told_with_a_link_to_undo_it(client, account, way):
    way(client, account)

    told = Letter.objects.filter(to=account.email).order_by("-pk")[:2]
    assert Member.objects.get(pk=account.pk).check_password(ANOTHER)
    assert [letter.subject for letter in told] == ["About your account"] * 2
    assert sum(WAYS[way] in letter.text for letter in told) == 1
    assert sum("/account/undo/" in letter.text for letter in told) == 1
    assert not any(word in letter.text for letter in told for word in [ANOTHER, PASSWORD, "127.0.0.1"])


@pytest.mark.parametrize("way", WAYS)
def test_undoing_it_ends_the_password_and_every_session_and_asks_for_a_code(client, new_client, account, way):
    way(client, account)
    give_password(client, account)

    undone = new_client().post(link_in(Letter.objects.get(text__contains="/undo/")))

    assert undone.headers["Location"] == "/en/account/login/code/"
    assert Member.objects.get(pk=account.pk).has_usable_password() is False
    assert not is_in(client)


def test_undoing_a_password_takes_no_second_factor_off_and_leaves_the_address(client, new_client, account):
    change_password(client, account)
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "Key", "credential": {}})

    new_client().post(link_in(Letter.objects.get(text__contains="/undo/")))

    assert Authenticator.objects.filter(user=account).count() == 1
    assert Member.objects.get(pk=account.pk).email == "awa@example.org"


def test_afterwards_the_owner_comes_in_by_a_code_and_chooses_a_password(client, new_client, account):
    change_password(client, account)
    new_client().post(link_in(Letter.objects.get(text__contains="/undo/")))
    Letter.objects.all().delete()
    owner = new_client()
    owner.post("/en/account/login/code/", {"email": account.email})
    owner.post("/en/account/login/code/confirm/", {"code": code_in(Letter.objects.get())})

    new = "lantern-harbour-violet-oak"
    owner.post("/en/account/password/set/", {"password1": new, "password2": new})

    assert Member.objects.get(pk=account.pk).check_password(new)


def test_a_password_that_is_refused_is_no_change(client, account):
    give_password(client, account)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})

    client.post("/en/account/password/change/", {"oldpassword": "not this one", **TWICE})

    assert [Letter.objects.count(), Undo.objects.count()] == [0, 0]


@pytest.mark.parametrize(("language", "subject"), [("en", "About your account"), ("fr", "À propos de votre compte")])
def test_each_is_told_in_their_own_language(client, language, subject):
    account = make_account(email="one@example.org", language=language)

    change_password(client, account)

    assert {letter.subject for letter in Letter.objects.all()} == {subject}


def test_both_addresses_are_told_when_one_takes_the_place_of_the_other(client, account):
    change_address(client, account)

    told = Letter.objects.filter(text__startswith="Your address was changed")

    assert EmailAddress.objects.get().email == "new@example.org"
    assert set(told.values_list("to", flat=True)) == {"awa@example.org", "new@example.org"}
    assert Letter.objects.get(text__contains="/undo/").to == "awa@example.org"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_quiet_letter_about_an_address_is_true_at_both_and_names_neither(client, language):
    account = make_account(email="awa@example.org", language=language)
    Wishes.objects.create(member=account, detail=Detail.NEWS)
    change_address(client, account)

    told = dict(
        Letter.objects.exclude(text__contains="    ").exclude(text__contains="/undo/").values_list("to", "text")
    )

    another, this = QUIET_WORDS[language]
    assert [another in told["awa@example.org"], this in told["awa@example.org"]] == [True, False]
    assert [another in told["new@example.org"], this in told["new@example.org"]] == [False, True]
    assert not any(address in text for text in told.values() for address in told)


@pytest.mark.parametrize(("language", "words"), [("en", "not even a former one"), ("fr", "pas même un ancien")])
def test_the_page_that_undoes_promises_no_former_password(client, new_client, account, language, words):
    change_password(client, account)

    page = new_client().get(translate_url(link_in(Letter.objects.get(text__contains="/undo/")), language))

    assert words in page.content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # told is only what is committed
def test_a_second_factor_is_told_when_it_comes_and_when_it_goes(client, account):
    give_password(client, account)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    client.post("/en/account/2fa/totp/activate/", {"code": app_shows(secret)})
    came = [letter.text for letter in Letter.objects.all()]
    Letter.objects.all().delete()

    client.post("/en/account/2fa/totp/deactivate/")

    went = [letter.text for letter in Letter.objects.all()]
    assert not Authenticator.objects.exists()
    assert [sum("/account/undo/" in text for text in texts) for texts in (came, went)] == [1, 1]
    assert [len(came), len(went)] == [2, 2]
