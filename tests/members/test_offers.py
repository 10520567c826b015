"""What members give and seek: for a time, and seen with whoever is listed."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from members.forgetting import forget_offers
from members.models import Member, Offer
from tests.make import make_member

pytestmark = pytest.mark.django_db
OFFERS = "/en/members/offers/"
SELF_CHECK = "/en/admin/self-check/"


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


def in_days(days):
    return timezone.now().date() + datetime.timedelta(days=days)


def make_offer(member, text="Xyloffer", days=3, **facts):
    return Offer.objects.create(member=member, text_en=text, ends_on=in_days(days), **facts)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("newcomer", set()), ("applicant", set()), ("other", {"listed"}), ("unlisted", {"listed", "unlisted"})],
)
def test_who_sees_which_offers(who, sees, request, member, unlisted):
    make_offer(member, "listed")
    make_offer(unlisted, "unlisted")
    make_offer(make_member(is_listed=True, is_active=False), "gone")

    seen = Offer.objects.visible_to(request.getfixturevalue(who))

    assert {offer.text_en for offer in seen} == sees


def test_an_offer_ends_by_itself_and_is_forgotten_later(client, member, other):
    make_offer(member, days=3)
    sign_in(client, other)
    pages = [client.get(OFFERS).content.decode(), client.get(member.get_absolute_url()).content.decode()]

    with time_machine.travel(timezone.now() + datetime.timedelta(days=4)):
        forget_offers()
        kept = Offer.objects.count()
        sign_in(client, other)
        later = [client.get(OFFERS).content.decode(), client.get(member.get_absolute_url()).content.decode()]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
        forget_offers()

    assert all("Xyloffer" in page for page in pages)
    assert not any("Xyloffer" in page for page in later)
    assert (kept, Offer.objects.count()) == (1, 0)


def test_one_says_what_one_gives_in_one_s_own_language(client, member):
    sign_in(client, member)

    client.post(f"{OFFERS}new/", {"kind": "seeks", "text_fr": "Une relecture", "text_en": "", "ends_on": in_days(9)})

    offer = Offer.objects.get()
    assert (offer.member, offer.kind, offer.text_fr, offer.text_en) == (member, "seeks", "Une relecture", None)


@pytest.mark.parametrize(
    "wrong", [{"ends_on": "2020-01-01"}, {"text_en": ""}, {"kind": "sells"}, {"ends_on": ""}, {"text_en": "x" * 301}]
)
def test_what_makes_no_sense_is_said(client, member, wrong):
    sign_in(client, member)
    facts = {"kind": "gives", "text_en": "Coaching", "text_fr": "", "ends_on": in_days(9)}

    page = client.post(f"{OFFERS}new/", {**facts, **wrong})

    assert "<title>Error:" in page.content.decode()
    assert not Offer.objects.exists()


def test_only_one_s_own_are_changed_or_taken_away(client, member, other):
    theirs, mine = make_offer(other), make_offer(member)
    sign_in(client, member)

    answers = [
        client.post(
            f"{OFFERS}{offer.pk}/{what}", {"kind": "gives", "text_en": "New", "ends_on": in_days(2)}
        ).status_code
        for offer in (theirs, mine)
        for what in ("", "remove/")
    ]

    assert answers == [404, 404, 302, 302]
    assert list(Offer.objects.all()) == [theirs]


def test_the_balance_counts_what_is_current_and_of_people_in_the_directory_only(client, member, other, unlisted):
    for person, kind in [(member, "gives"), (other, "gives"), (other, "gives"), (member, "seeks")]:
        make_offer(person, kind=kind)
    quiet, hidden = make_member(is_listed=True), make_member(is_listed=True)
    for somebody in [unlisted, quiet, hidden, make_member(is_listed=True, is_active=False)]:
        make_offer(somebody, kind="gives")
        make_offer(somebody, kind="seeks")
    quiet.go_quiet()
    hidden.hide()
    make_offer(member, days=-1)
    make_offer(member, hidden_at=timezone.now(), kind="seeks")

    assert Offer.objects.balance() == {"gives": 3, "seeks": 1}


def test_coordinators_read_the_balance_at_the_desk_and_others_do_not(client, settings, coordinator, regional, member):
    settings.DESK_SECOND_FACTOR = False
    for kind in ["gives", "gives", "seeks"]:
        make_offer(member, kind=kind)
    sign_in(client, coordinator)
    page = client.get(SELF_CHECK).text
    sign_in(client, regional)

    assert "Today: 2 offers, 1 need, of people in the directory." in page
    assert client.get(SELF_CHECK).status_code == 403


def test_where_nothing_is_given_nor_sought_the_balance_says_so(client, settings, coordinator):
    settings.DESK_SECOND_FACTOR = False
    sign_in(client, coordinator)

    assert "Today: 0 offers, 0 needs, of people in the directory." in client.get(SELF_CHECK).text


def test_the_balance_is_one_question(django_assert_num_queries, member):
    make_offer(member)

    with django_assert_num_queries(1):
        Offer.objects.balance()


@pytest.mark.parametrize("number", [1, 24])
def test_the_list_costs_the_same_however_long_it_is(client, member, number, django_assert_max_num_queries):
    for _one in range(number):
        make_offer(make_member(is_listed=True))
    sign_in(client, member)
    client.get(OFFERS)

    with django_assert_max_num_queries(8):
        client.get(OFFERS)


def test_kinds_are_told_apart(client, member):
    make_offer(member, "Xylogives", kind="gives")
    make_offer(member, "Xyloseeks", kind="seeks")
    sign_in(client, member)

    page = client.get(f"{OFFERS}?kind=seeks").content.decode()

    assert ("Xyloseeks" in page, "Xylogives" in page) == (True, False)
    assert Member.objects.count() == 1
