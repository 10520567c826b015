"""Who has the key to which folder of the drive: known until it is taken back, whatever becomes of the cards."""

import datetime
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from ggsn.bin.models import Binned
from ggsn.personal.erasure import erase
from members.models import Member
from resources.models import AccessRequest, Holding, Keeping, Renewal, Resource
from tests.make import make_card

pytestmark = pytest.mark.django_db


def folders():
    return [(renewal.folder, renewal.member) for renewal in Renewal.objects.open().order_by("folder")]


def renew_all():
    for renewal in Renewal.objects.open():
        renewal.finish()


def share(card, member, by):
    AccessRequest.objects.create(resource=card, member=member).answer("shared", by=by)


def close(member):
    member.is_active = False
    member.save()


def in_days(days):
    return time_machine.travel(timezone.now() + datetime.timedelta(days=days))


# --- A key that is given once more ---


@pytest.mark.parametrize("how", ["shared", "named", "given"])
def test_a_key_given_after_the_folder_was_renewed_is_renewed_again(member, other, coordinator, how):
    card = make_card("Budgets", keepers=[member], drive_folder="Camps")
    Keeping.objects.put(card, [other])
    member.ask_to_leave("stay")
    renew_all()
    renewed = folders()

    if how == "shared":
        share(card, member, coordinator)
    elif how == "named":
        Keeping.objects.put(card, [other, member])
    else:
        make_card("Plans", drive_folder="Camps", contributor=member, published_at=None).submit()
    listed = folders()
    erase(Member.objects.get(pk=member.pk))

    assert (renewed, listed, folders()) == ([], [("Camps", member)], [("Camps", None)])


def test_a_card_that_is_saved_again_gives_nobody_a_key_that_was_renewed(member):
    card = make_card("Budgets", keepers=[member], contributor=member, submitted_at=timezone.now())
    member.ask_to_leave("stay")
    renew_all()

    card.save()
    erase(Member.objects.get(pk=member.pk))

    assert folders() == []


def test_with_whose_account_is_closed_no_key_is_given(member, librarian):
    card = make_card("Budgets", contributor=member, published_at=None, submitted_at=timezone.now())
    close(member)
    renew_all()

    card.publish(by=librarian)
    erase(Member.objects.get(pk=member.pk))

    assert folders() == []


def test_whoever_stays_after_all_has_the_keys_that_were_renewed_meanwhile(member, other):
    card = make_card("Budgets", keepers=[member])
    member.ask_to_leave("stay")
    renew_all()
    card.delete()

    member.stay()
    member.ask_to_leave("stay")

    assert folders() == [("Camps", member)]


# --- What becomes of the card ---


@pytest.fixture(params=["gave", "looks after", "looked after", "let in"])
def holder(request, member, other, coordinator):
    """Has the key to Camps, for one of four reasons."""
    if request.param == "gave":
        card = make_card("Budgets", keepers=[other], published_at=None)
        Resource.objects.filter(pk=card.pk).update(contributor=member)
        card.refresh_from_db()
        card.submit()
    else:
        card = make_card("Budgets", keepers=[other if request.param == "let in" else member])
    if request.param == "looked after":
        Keeping.objects.put(card, [other])
    if request.param == "let in":
        share(card, member, coordinator)
    return member


def other_folder(card):
    card.drive_folder = "Plans"
    card.save()


def not_in_the_drive(card):
    card.kind, card.drive_folder = "guide", ""
    card.save()


def taken_back(card):
    card.withdraw()


def gone(card):
    card.delete()


@pytest.mark.parametrize(
    ("becomes", "also"), [(other_folder, ["Plans"]), (not_in_the_drive, []), (taken_back, []), (gone, [])]
)
def test_whoever_leaves_had_the_key_whatever_has_become_of_the_card(holder, becomes, also):
    becomes(Resource.objects.get())

    holder.ask_to_leave("stay")

    assert folders() == [(name, holder) for name in ["Camps", *also]]


@pytest.mark.parametrize("goes", [close, erase, Member.delete])
def test_however_somebody_goes_the_folder_of_a_card_that_is_gone_is_listed(member, goes):
    make_card("Budgets", keepers=[member])
    make_card("Plans", keepers=[member], drive_folder="Plans")
    Resource.objects.get(title_en="Plans").delete()

    goes(Member.objects.get(pk=member.pk))

    whose = member if goes is close else None
    assert folders() == [("Camps", whose), ("Plans", whose)]


def test_what_goes_with_somebody_else_is_still_on_the_list_of_whoever_looked_after_it(member, other):
    make_card("Budgets", keepers=[member], contributor=other, submitted_at=timezone.now())

    erase(other, "go")
    renew_all()
    close(member)

    assert not Resource.objects.exists()
    assert folders() == [("Camps", member)]


def test_a_folder_that_whoever_leaves_may_still_open_under_another_name_is_listed_under_both(member):
    card = make_card("Budgets", keepers=[member])
    member.ask_to_leave("stay")

    other_folder(card)

    assert folders() == [("Camps", member), ("Plans", member)]


def test_what_comes_back_out_of_the_bin_tells_who_has_a_key(member, coordinator):
    """Also if it was thrown there before the portal kept account of keys."""
    binned = Binned.objects.throw(make_card("Budgets", keepers=[member]), by=coordinator)
    Holding.objects.all().delete()

    binned.put_back()
    close(member)

    assert folders() == [("Camps", member)]


# --- What the portal knows of it, and for how long ---


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_renewed_is_forgotten_with_the_name_and_does_not_come_back(member, coordinator, leaves):
    card = make_card("Budgets", keepers=[member])
    share(card, member, coordinator)
    if leaves:
        close(member)
        renew_all()

    with in_days(31):
        call_command("forget")
        Member.objects.get(pk=member.pk).save()
        card.save()

    left = [model.objects.filter(member=member).count() for model in (Renewal, AccessRequest, Holding)]
    assert left == ([0, 0, 0] if leaves else [0, 1, 1])
    assert folders() == []


def test_what_is_not_renewed_yet_is_not_forgotten(member, coordinator):
    share(make_card("Budgets"), member, coordinator)
    close(member)

    with in_days(400):
        call_command("forget")

    assert folders() == [("Camps", member)]
    assert AccessRequest.objects.count() == 1


def test_an_account_that_is_opened_again_long_after_has_the_keys_its_cards_tell_of(member):
    make_card("Budgets", keepers=[member])
    close(member)
    renew_all()
    with in_days(60):
        call_command("forget")

    member.is_active = True
    member.save()
    close(member)

    assert folders() == [("Camps", member)]


def test_two_who_renew_the_same_folder_at_once_take_back_one_key(member, coordinator):
    card = make_card("Budgets", keepers=[member])
    member.ask_to_leave("stay")
    first, second = Renewal.objects.get(), Renewal.objects.get()
    first.finish()
    share(card, member, coordinator)

    second.finish()

    assert folders() == [("Camps", member)]
    assert Holding.objects.filter(member=member).exists()


def test_those_who_had_a_key_before_the_portal_kept_account_of_it_are_in_it(member, other, applicant, coordinator):
    """But for what was renewed for them since."""
    now = timezone.now()
    make_card("Given", contributor=other, submitted_at=now, drive_folder="Given")
    make_card("Begun", contributor=other, published_at=None, drive_folder="Begun")
    make_card("Kept", keepers=[member, other], drive_folder="Kept", published_at=now)
    for outcome in ["shared", "refused"]:
        card = make_card(drive_folder=outcome.capitalize())
        AccessRequest.objects.create(resource=card, member=member, outcome=outcome, answered_at=now)
    Renewal.objects.create(folder="Kept", member=other, done_at=now + datetime.timedelta(days=1))
    Renewal.objects.create(folder="Shared", member=member, done_at=now - datetime.timedelta(days=1))
    Renewal.objects.create(folder="Kept", member=member)
    Holding.objects.all().delete()

    import_module("resources.migrations.0038_first_keys").name_who_has_a_key(apps, None)

    held = set(Holding.objects.values_list("folder", "member"))
    assert held == {("Given", other.pk), ("Kept", member.pk), ("Shared", member.pk)}
