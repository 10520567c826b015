"""Going quiet: one button, and nobody meets this person anywhere; thirty days to undo it all."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from members.forgetting import settle_quiet
from members.forms import DirectorySearch
from members.models import Language, Member, Message, Offer, Organization
from resources.models import Resource, ShownAs
from resources.signals import changes_asked
from tests.make import PASSWORD, make_member, make_resource

pytestmark = pytest.mark.django_db
QUIET = "/en/members/my-profile/quiet/"
CANARY = "Xylophila"


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


@pytest.fixture
def xylophila():
    """Somebody who is met in every place where members can be met."""
    person = make_member(
        display_name=CANARY, is_listed=True, organization=Organization.objects.create(name=f"{CANARY} house")
    )
    person.languages.add(Language.objects.get(code="ay"))
    make_resource("Signed", contributor=person, shown_as=ShownAs.NAME)
    make_resource("Signed for", contributor=person, shown_as=ShownAs.ORGANIZATION)
    tomorrow = timezone.now().date() + datetime.timedelta(days=1)
    Offer.objects.create(member=person, text_en=f"{CANARY} offers", ends_on=tomorrow)
    return person


def everywhere(person, other):
    """Every page where others meet somebody, and every search for them."""
    return [
        "/en/members/",
        f"/en/members/?q={CANARY.lower()}",
        f"/en/members/?organization={person.organization.pk}",
        "/en/members/?language=ay",
        f"/en/members/{person.handle}/",
        "/en/members/offers/",
        "/en/members/messages/",
        f"/en/members/messages/{person.handle}/",
        f"/en/members/report/profile/{person.handle}/",
        "/en/library/",
        f"/en/library/?q={CANARY.lower()}",
        "/en/library/signed/",
        "/en/library/signed-for/",
        "/en/members/dashboard/",
    ]


def met_in(client, addresses):
    pages = {address: client.get(address) for address in addresses}
    return {
        address
        for address, page in pages.items()
        if CANARY in page.content.decode().replace(f'value="{CANARY.lower()}"', "")
    }


def test_somebody_quiet_is_met_nowhere(client, xylophila, member):
    Message.objects.create(sender=xylophila, recipient=member, text="Hello")
    sign_in(client, member)
    addresses = everywhere(xylophila, member)
    before = met_in(client, addresses)

    xylophila.go_quiet()

    assert len(before) >= 10
    assert met_in(client, addresses) == set()


def test_the_public_does_not_meet_them_either(client, xylophila):
    before = met_in(client, ["/en/library/signed/", "/en/library/signed-for/"])

    xylophila.go_quiet()

    assert len(before) == 2
    assert met_in(client, ["/en/library/signed/", "/en/library/signed-for/", "/en/library/", "/sitemap.xml"]) == set()


@pytest.mark.parametrize("becomes", ["go_quiet", "hide"])
@pytest.mark.parametrize("who", ["member", "coordinator"])
def test_the_page_of_their_organization_names_them_to_nobody(client, xylophila, who, becomes, request):
    sign_in(client, request.getfixturevalue(who))
    address, name = xylophila.organization.get_absolute_url(), xylophila.get_absolute_url()
    before = name in client.get(address).content.decode()

    getattr(xylophila, becomes)()

    assert (before, name in client.get(address).content.decode()) == (True, False)


def test_nobody_quiet_is_counted_offered_or_chosen(xylophila, member):
    xylophila.go_quiet()

    told = DirectorySearch({}).fields
    assert Member.objects.listed().count() == 1
    assert [list(dict(told[name].choices)) for name in ("language", "organization")] == [[""], [""]]
    assert not Member.objects.visible_to(member).contains(xylophila)
    assert not Member.objects.reachable_by(member).contains(xylophila)
    assert not Offer.objects.visible_to(member).exists()


def test_those_who_only_review_do_not_read_the_name_at_their_desk(client, xylophila, librarian, settings):
    settings.DESK_SECOND_FACTOR = False
    sign_in(client, librarian)
    resource = Resource.objects.filter(shown_as=ShownAs.NAME).get()
    addresses = ["/en/admin/resources/resource/", f"/en/admin/resources/resource/{resource.pk}/change/"]
    before = met_in(client, addresses)

    xylophila.go_quiet()

    assert (before, met_in(client, addresses)) == (set(addresses), set())


def test_one_button_asks_for_no_reason_and_one_mail_confirms_it(client, xylophila):
    sign_in(client, xylophila)
    form = client.get(QUIET).content.decode().partition("<main")[2]

    client.post(QUIET)

    assert "<textarea" not in form
    assert Member.objects.get(pk=xylophila.pk).is_quiet
    assert [letter.to for letter in mail.outbox] == [[xylophila.email]]
    assert CANARY not in mail.outbox[0].subject


def test_looking_at_the_button_presses_nothing(client, xylophila):
    sign_in(client, xylophila)

    client.get(QUIET)

    assert not Member.objects.get(pk=xylophila.pk).is_quiet


def test_all_other_sessions_end_and_this_one_goes_on(xylophila):
    EmailAddress.objects.create(user=xylophila, email=xylophila.email, verified=True, primary=True)
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/en/account/login/", {"login": xylophila.email, "password": PASSWORD})

    here.post(QUIET)

    assert [client.get("/en/members/dashboard/").status_code for client in (here, elsewhere)] == [200, 302]
    assert UserSession.objects.filter(user=xylophila).count() == 1


def test_no_news_reaches_somebody_quiet(xylophila, member, librarian):
    xylophila.go_quiet()
    mail.outbox.clear()
    resource = Resource.objects.filter(shown_as=ShownAs.NAME).get()

    Message(sender=member, recipient=xylophila, text="Hello").send()
    changes_asked.send(sender=Resource, resource=resource, review=resource.reviews.create(by=librarian, decision="x"))

    assert mail.outbox == []


def test_coming_back_within_thirty_days_brings_everything_back(client, xylophila, member):
    sign_in(client, xylophila)
    client.post(QUIET)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=29)):
        settle_quiet()
        Member.objects.get(pk=xylophila.pk).come_back()

    assert Member.objects.listed().contains(xylophila)
    assert Resource.objects.get(slug_en="signed").shown_contributor == CANARY


@pytest.mark.parametrize("nights", [0, 1, 2])
def test_after_thirty_days_the_name_is_off_for_good(xylophila, nights):
    xylophila.go_quiet()

    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        for _night in range(nights):
            settle_quiet()
        Member.objects.get(pk=xylophila.pk).come_back()

    assert not Member.objects.listed().contains(xylophila)
    assert Resource.objects.get(slug_en="signed").shown_contributor is None
    assert not Member.objects.get(pk=xylophila.pk).is_quiet
