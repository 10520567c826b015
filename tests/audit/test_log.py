"""The audit log: every use of power is a line, and a line stays as it is (TRUST OPS-3, decision 25)."""

import datetime
import json
import logging
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as live
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ggsn.audit import triggers
from ggsn.audit.models import Entry, Event, note
from members.models import Member, Region
from resources.models import Topic
from tests.make import PASSWORD, make_member, make_resource, make_term
from tests.walk import Visitor

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.timedelta(days=live.RETENTION["audit"] + 1)
RECENTLY = datetime.timedelta(days=live.RETENTION["audit"] - 1)
DESK = "/en/admin/"


@pytest.fixture
def desk(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    return client


def about(member):
    return "members.member", str(member.pk)


# --- A line stays ---


def old_line(age):
    return Entry.objects.create(event=Event.ADDRESS_SEEN, at=timezone.now() - age)


def test_no_line_is_changed_or_deleted_by_our_own_code(member):
    line = note(Event.ADDRESS_SEEN, member)
    line.by = 1

    for wrong in [
        line.save,
        line.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(by=1),
        lambda: Entry.objects.bulk_update([line], ["by"]),
    ]:
        with pytest.raises(PermissionDenied):
            wrong()


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET by = 1", "DELETE FROM audit_entry"])
def test_the_database_refuses_it_to_everybody(member, statement):
    line = note(Event.ADDRESS_SEEN, member)

    with pytest.raises(DatabaseError, match="audit log"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.filter(pk=line.pk, by=None).exists()


def test_old_lines_are_not_changed_either(db):
    old_line(LONG_AGO)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET by = 1")


def test_after_two_years_a_line_is_let_go(db):
    old_line(LONG_AGO)
    kept = old_line(RECENTLY)

    call_command("forget", stdout=StringIO())

    assert list(Entry.objects.all()) == [kept]


def test_the_database_is_never_asked_to_let_go_of_what_it_still_keeps():
    """The figure counts days, the database months: the longest that many months can be."""
    firsts = [datetime.date(year, month, 1) for year in range(2025, 2029) for month in range(1, 13)]
    longest = max((first.replace(year=first.year + triggers.MONTHS // 12) - first).days for first in firsts)

    assert live.RETENTION["audit"] >= longest


def test_that_the_database_keeps_the_log_is_known(db):
    before = triggers.are_laid(connection)
    with transaction.atomic():
        triggers.lift(connection)
        without = triggers.are_laid(connection)
        triggers.lay(connection)

    assert (before, without, triggers.are_laid(connection)) == (True, False, True)


def test_erasing_a_person_leaves_the_log_as_it_is(member, other, lines):
    note(Event.ADDRESS_SEEN, member, other)
    number = member.pk

    member.delete()

    assert [line[:1] + line[2:4] for line in lines()] == [
        ("address_seen", "members.member", str(number)),
        ("erased", "members.member", str(number)),
    ]


def test_each_line_goes_to_the_machine_s_own_log_once_it_is_kept(
    member, other, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.INFO, logger="ggsn.audit")

    with django_capture_on_commit_callbacks(execute=True):
        note(Event.ADDRESS_SEEN, member, other)

    (told,) = [json.loads(record.getMessage()) for record in caplog.records if record.name == "ggsn.audit"]
    assert told == {"event": "address_seen", "by": other.pk, "kind": "members.member", "number": str(member.pk)}


def test_what_did_not_happen_is_not_told(member, lines):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        member.groups.add(Group.objects.get(name="librarian"))
        raise ZeroDivisionError

    assert lines() == []


# --- Roles ---


def test_roles_given_and_taken_are_written_down(member, lines):
    librarian, coordinator = Group.objects.get(name="librarian"), Group.objects.get(name="coordinator")

    member.groups.add(librarian)
    member.groups.set([coordinator])
    coordinator.user_set.remove(member)
    librarian.user_set.add(member)
    member.groups.clear()
    member.regions_coordinated.add(Region.objects.get(key="africa"))
    member.is_superuser = True
    member.save()
    member.is_superuser = False
    member.save(update_fields=["is_superuser"])

    assert [(event, facts) for event, _by, *who, facts in lines() if tuple(who) == about(member)] == [
        ("role_given", {"role": "librarian"}),
        ("role_taken", {"role": "librarian"}),
        ("role_given", {"role": "coordinator"}),
        ("role_taken", {"role": "coordinator"}),
        ("role_given", {"role": "librarian"}),
        ("role_taken", {"role": "librarian"}),
        ("role_given", {"region": "africa"}),
        ("role_given", {"role": "superuser"}),
        ("role_taken", {"role": "superuser"}),
    ]


def test_whoever_is_made_a_superuser_from_the_start_is_written_down(lines):
    member = Member.objects.create_superuser("root@example.org", PASSWORD)

    assert lines() == [("role_given", None, *about(member), {"role": "superuser"})]


# --- Accounts and words ---


def test_closing_an_account_and_opening_it_again_is_written_down(member, lines):
    for is_active in [False, True]:
        member.is_active = is_active
        member.save(update_fields=["is_active"])

    assert [line[0] for line in lines()] == ["account_closed", "account_opened"]


def test_taking_back_a_term_at_the_desk_is_written_down(desk, coordinator, lines):
    term = make_term()

    desk.post(f"{DESK}glossary/term/", {"action": "withdraw", "_selected_action": [term.pk]})

    facts = {"field": "published_at", "was": True, "now": False}
    assert lines() == [("visibility_changed", coordinator.pk, "glossary.term", str(term.pk), facts)]


# --- Signing in ---


def test_a_failed_sign_in_names_the_account_and_keeps_no_address(client, member, lines):
    client.post("/en/account/login/", {"login": member.email, "password": "wrong", "device": "shared"})
    client.post("/en/account/login/", {"login": "nobody@example.org", "password": "wrong", "device": "shared"})

    assert lines() == [
        ("sign_in_failed", None, *about(member), {}),
        ("sign_in_failed", None, "", "", {}),
    ]


def test_a_right_password_is_no_failure(client, member, lines):
    client.post("/en/account/login/", {"login": member.email, "password": PASSWORD, "device": "shared"})

    assert lines() == []


def test_a_refused_second_factor_is_written_down(client, member, lines):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    TOTP.activate(member, generate_totp_secret())
    RecoveryCodes.activate(member)

    client.post("/en/account/login/", {"login": member.email, "password": PASSWORD, "device": "shared"})
    client.post("/en/account/2fa/authenticate/", {"code": "000000"})

    assert [(event, *who) for event, _by, *who, _facts in lines()] == [("factor_failed", *about(member))]


def test_taking_the_second_factor_away_is_written_down(client, member, lines):
    TOTP.activate(member, generate_totp_secret())

    Visitor(member).post("/en/account/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=member).exists()
    assert lines() == [("factor_removed", member.pk, *about(member), {})]


# --- What reviewers and coordinators decide ---


def test_accepting_an_applicant_is_written_down_with_who_did_it(desk, coordinator, applicant, lines):
    desk.post(f"{DESK}members/member/", {"action": "accept", "_selected_action": [applicant.pk]})

    assert ("member_accepted", coordinator.pk, *about(applicant), {}) in lines()


@pytest.mark.parametrize(
    ("verb", "event"),
    [("publish", "resource_published"), ("ask_changes", "changes_asked"), ("decline", "resource_declined")],
)
def test_the_reviewer_who_acted_is_written_down(librarian, lines, verb, event):
    resource = make_resource(published_at=None, submitted_at=timezone.now())

    getattr(resource, verb)(librarian, "A word that stays between the two")

    told = [line for line in lines() if line[0] == event]
    assert told == [(event, librarian.pk, "resources.resource", str(resource.pk), {})]


def test_a_merge_is_written_down(desk, coordinator, lines):
    one, two = (Topic.objects.create(name=name, slug=name) for name in ["care", "caring"])

    chosen = {"_selected_action": [one.pk, two.pk], "stays": one.pk}
    desk.post(f"{DESK}resources/topic/", {"action": "merge_them", **chosen})

    assert ("merged", coordinator.pk, "resources.topic", str(one.pk), {"number_of": 2}) in lines()


def test_work_at_the_desk_is_written_down_by_fields_and_never_by_words(desk, coordinator, lines):
    region = Region.objects.get(key="africa")
    facts = {"name_en": "Secret name", "name_fr": "Nom secret", "key": "africa", "position": "7"}

    desk.post(f"{DESK}members/region/{region.pk}/change/", facts)

    (line,) = [line for line in lines() if line[0] == "changed"]
    assert line[:4] == ("changed", coordinator.pk, "members.region", str(region.pk))
    assert "ecret" not in json.dumps(line[4])


def test_what_was_deleted_at_the_desk_is_one_line_and_not_what_went_with_it(desk, coordinator, lines):
    resource = make_resource(tags=["care"])

    desk.post(f"{DESK}resources/resource/{resource.pk}/delete/", {"post": "yes"})

    assert [line for line in lines() if line[0] == "deleted"] == [
        ("deleted", coordinator.pk, "resources.resource", str(resource.pk), {})
    ]


# --- Reading it ---


def test_coordinators_read_the_log_in_names_of_today_and_in_words(desk, coordinator, member):
    note(Event.ADDRESS_SEEN, member, coordinator)
    note(Event.ROLE_GIVEN, member, coordinator, role="librarian")
    note(Event.VISIBILITY_CHANGED, make_resource(), by=None, field="visibility", was="public", now="members")
    note(Event.ERASED, Member(pk=987654), Member(pk=987655))

    page = desk.get(f"{DESK}audit/entry/").text

    for words in [
        "E-mail address looked at",
        member.display_name,
        coordinator.display_name,
        "librarian",
        "who may see it: Public → Members only",
        "Member 987654",
        "Person 987655, who left",
    ]:
        assert words in page


def test_the_log_asks_no_more_of_the_database_when_it_is_long(desk, member, django_assert_max_num_queries):
    for _number in range(60):
        note(Event.ADDRESS_SEEN, make_member(), make_member())

    with django_assert_max_num_queries(9):
        desk.get(f"{DESK}audit/entry/")


@pytest.mark.parametrize("who", ["regional", "librarian"])
def test_only_coordinators_read_the_log(client, settings, who, request):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"{DESK}audit/entry/").status_code == 403


def test_there_is_no_way_to_write_in_the_log_at_the_desk(desk, member):
    line = note(Event.ADDRESS_SEEN, member)
    own = f"{DESK}audit/entry/{line.pk}/"

    answers = [
        desk.post(f"{DESK}audit/entry/add/", {"event": "x"}),
        desk.post(f"{own}change/", {"event": "x"}),
        desk.post(f"{own}delete/", {"post": "yes"}),
    ]
    desk.post(f"{DESK}audit/entry/", {"action": "delete_selected", "_selected_action": [line.pk], "post": "yes"})

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Entry.objects.filter(pk=line.pk, event="address_seen").exists()
