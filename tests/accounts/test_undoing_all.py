"""Undoing a change takes back what was changed after it, whoever the letters about that went to (TRUST AUTH-7)."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import Http404
from django.test import Client

from ggsn.accounts.models import Undo
from ggsn.accounts.undoing import offer_to_undo_password, take_back
from ggsn.outreach.models import Message as Letter
from members.models import Member
from tests.accounts.test_undoing import link_in


@pytest.fixture
def intruder(account, rf):
    request = rf.get("/")
    with request_context(request):
        yield Intruder(account, request)


class Intruder:
    """Somebody who is signed in as another. Each deed gives the link to undo it, to whomever it was sent."""

    def __init__(self, account, request):
        self.account, self.request = account, request

    def newest_link(self):
        return link_in(Letter.objects.filter(text__contains="/undo/").latest("pk"))

    def moves_to(self, address):
        old = EmailAddress.objects.get(user=self.account)
        EmailAddress.objects.filter(user=self.account).delete()
        self.account.email = address
        self.account.save()
        new = EmailAddress.objects.create(user=self.account, email=address, verified=True, primary=True)
        told = {"request": self.request, "user": self.account}
        email_changed.send(EmailAddress, from_email_address=old, to_email_address=new, **told)
        return self.newest_link()

    def changes_password(self):
        offer_to_undo_password(self.account)
        return self.newest_link()

    def adds_app(self):
        added = TOTP.activate(self.account, generate_totp_secret()).instance
        RecoveryCodes.activate(self.account)
        authenticator_added.send(Authenticator, request=self.request, user=self.account, authenticator=added)
        return self.newest_link()

    def takes_off(self, factor):
        factor.delete()
        authenticator_removed.send(Authenticator, request=self.request, user=self.account, authenticator=factor)
        return self.newest_link()


def add_key(account):
    return Authenticator.objects.create(user=account, type="webauthn", data={"name": "Key", "credential": {}})


def types_of_factors(account):
    return sorted(Authenticator.objects.filter(user=account).values_list("type", flat=True))


def address_of(account):
    return Member.objects.get(pk=account.pk).email


def test_links_that_were_sent_to_the_intruder_lead_nowhere_afterwards(account, intruder):
    key = add_key(account)
    first = intruder.moves_to("a1@example.org")
    theirs = [intruder.moves_to("a2@example.org"), intruder.adds_app()]
    theirs += [intruder.takes_off(key), intruder.changes_password()]

    Client().post(first)

    assert [Client().post(link).status_code for link in theirs] == [404] * 4
    assert (address_of(account), Undo.objects.count()) == ("awa@example.org", 0)


def test_a_link_that_was_opened_just_before_leads_nowhere_either(account, intruder):
    first = intruder.moves_to("a1@example.org")
    intruder.moves_to("a2@example.org")
    opened = Undo.objects.latest("pk")

    Client().post(first)

    with pytest.raises(Http404):
        take_back(opened)
    assert address_of(account) == "awa@example.org"


def test_what_was_changed_before_can_still_be_undone(account, intruder):
    before, after = intruder.changes_password(), intruder.moves_to("a1@example.org")

    assert [Client().post(link).status_code for link in [after, before]] == [302, 302]


@pytest.mark.parametrize("begin", ["moves_to", "changes_password"])
def test_their_second_factor_goes_and_that_of_the_owner_comes_back(account, intruder, begin):
    app, key = TOTP.activate(account, generate_totp_secret()).instance, add_key(account)
    secret = app.data
    link = intruder.moves_to("a1@example.org") if begin == "moves_to" else intruder.changes_password()
    intruder.takes_off(key)
    intruder.takes_off(app)
    intruder.adds_app()

    Client().post(link)

    assert types_of_factors(account) == ["totp", "webauthn"]
    assert Authenticator.objects.get(type="totp").data == secret


def test_a_factor_that_they_added_and_took_off_again_does_not_come_back(account, intruder):
    link = intruder.moves_to("a1@example.org")
    intruder.adds_app()
    intruder.takes_off(Authenticator.objects.get(type="totp"))

    Client().post(link)

    assert types_of_factors(account) == []


def test_undoing_the_first_of_many_brings_the_address_back_as_well(account, intruder):
    first = intruder.adds_app()
    for address in ["a1@example.org", "a2@example.org"]:
        intruder.moves_to(address)

    Client().post(first)

    assert (address_of(account), types_of_factors(account)) == ("awa@example.org", [])
