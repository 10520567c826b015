"""The link in the letter of welcome: in once, by pressing a button, and never by looking (TRUST AUTH-6)."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from ggsn.outreach.models import Message
from members.models import Application
from tests.make import make_application

pytestmark = pytest.mark.django_db


def link_in(letter):
    return re.search(r"(/fr/compte/bienvenue/\S+)", letter.body)[1]


@pytest.fixture
def accepted(coordinator, mailoutbox):
    """An application that was accepted, and the path of the link in its letter."""
    application = make_application(display_name="Noor", language="fr")
    application.accept(by=coordinator)
    return application, link_in(mailoutbox[-1])


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_the_button_lets_the_new_member_in_and_leads_to_the_first_steps(client, accepted):
    application, address = accepted

    response = client.post(address, {"device": "shared"})

    assert response.headers["Location"] == "/fr/membres/premiers-pas/1/"
    assert signed_in_as(client) == str(application.member.pk)
    assert EmailAddress.objects.get(user=application.member).verified
    assert client.get(response.headers["Location"]).status_code == 200


def test_looking_uses_nothing_up(client, accepted):
    _application, address = accepted

    seen = [Client().get(address).status_code for _scanner in range(5)]

    assert seen == [200] * 5
    assert "no-store" in client.get(address).headers["Cache-Control"]
    assert client.post(address, {"device": "own"}).status_code == 302


def test_it_works_once(accepted):
    _application, address = accepted

    answers = [Client().post(address, {"device": "shared"}) for _again in range(3)]

    assert [answer.status_code for answer in answers] == [302, 404, 404]


def test_of_many_who_try_at_once_one_comes_in(accepted):
    application, _address = accepted
    tries = [Application.objects.get(pk=application.pk) for _one in range(20)]

    assert [one.come_in() for one in tries].count(True) == 1


@pytest.mark.parametrize("what", ["old", "guessed", "account closed"])
def test_a_link_that_lets_nobody_in_says_the_same_whatever_the_reason(client, accepted, what):
    application, address = accepted
    address = "/fr/compte/bienvenue/a-guess/" if what == "guessed" else address
    if what == "account closed":
        application.member.is_active = False
        application.member.save()
    later = timezone.now() + datetime.timedelta(days=11 if what == "old" else 0)

    with time_machine.travel(later, tick=False):
        response = client.post(address, {"device": "shared"})
        never = client.post("/fr/compte/bienvenue/never-was/", {"device": "shared"})

    def without_address(answer):
        return re.sub(rb"/(?:account/welcome|compte/bienvenue)/[^/]+/", b"", answer.content)

    assert response.status_code == 404 and signed_in_as(client) is None
    assert without_address(response) == without_address(never)


def test_only_its_digest_is_kept(accepted):
    application, address = accepted
    token = address.rstrip("/").rpartition("/")[2]

    assert len(token) >= 32
    assert token not in repr(Application.objects.filter(pk=application.pk).values())


def test_another_letter_of_welcome_makes_the_former_link_worthless(client, accepted, coordinator, mailoutbox):
    application, address = accepted

    application.welcome_again(by=coordinator)

    newer = link_in(mailoutbox[-1])
    assert client.post(address, {"device": "shared"}).status_code == 404
    assert client.post(newer, {"device": "shared"}).status_code == 302


def test_whoever_is_signed_in_already_is_not_made_somebody_else(client, member, accepted):
    _application, address = accepted
    client.force_login(member)

    client.post(address, {"device": "shared"})

    assert signed_in_as(client) == str(member.pk)
    assert Client().post(address, {"device": "shared"}).status_code == 302


# Whoever comes in by another way is led to the first steps by their own page.


def test_whoever_comes_by_a_code_once_the_link_is_dead_is_led_to_the_first_steps(client, accepted):
    application, address = accepted

    with time_machine.travel(timezone.now() + datetime.timedelta(days=11)):
        dead = client.post(address, {"device": "shared"})
        client.post("/en/account/login/code/", {"email": application.email, "device": "own"})
        code = re.search(r"^    (\S+)$", Message.objects.filter(to=application.email).last().text, re.M)[1]
        page = client.post("/en/account/login/code/confirm/", {"code": code}, follow=True).content.decode()
        first = client.get("/en/members/first-steps/1/")

    assert (dead.status_code, first.status_code) == (404, 200)
    assert 'href="/en/members/first-steps/1/"' in page


def test_whoever_was_led_there_by_the_link_may_come_back_to_them_and_may_leave_them_out_for_good(client, accepted):
    _application, address = accepted

    def is_led_there():
        return 'href="/en/members/first-steps/1/"' in client.get("/en/members/dashboard/").content.decode()

    client.post(address, {"device": "shared"})
    once = is_led_there()
    client.post("/en/members/first-steps/1/", {"leave": ""})

    assert (once, is_led_there()) == (True, False)
