"""Each hour in a letter is that of whoever it is for, and says of which zone; whoever else is at it."""

import datetime

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.utils import timezone
from django.utils.translation import override

from ggsn.outreach.models import Message
from ggsn.outreach.signals import write
from tests.make import make_member

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2027, 1, 5, 12, tzinfo=datetime.UTC)


@pytest.fixture
def far():
    return make_member(time_zone="Pacific/Auckland", leaves_at=NOON)


@pytest.mark.parametrize("elsewhere", ["UTC", "America/Lima"])
def test_what_is_written_when_it_happens_has_the_hour_of_its_reader(far, elsewhere):
    with timezone.override(elsewhere):
        write("leaving", far, {"address": "http://localhost/kept/"})

    assert "6 January 2027, 01:00 (Auckland time)" in said()


@pytest.mark.parametrize("elsewhere", ["UTC", "America/Lima"])
def test_so_has_what_is_written_about_the_account(rf, far, elsewhere):
    with timezone.override(elsewhere), request_context(rf.get("/")):
        get_adapter(rf.get("/")).send_notification_mail("account/email/password_changed", far, {"timestamp": NOON})

    assert "6 January 2027, 01:00 (Auckland time)" in said()


@pytest.mark.parametrize(
    ("zone", "words"),
    [("America/Bogota", "heure de Bogotá"), ("Asia/Katmandu", "heure de Kathmandu"), ("UTC", "temps universel (UTC)")],
)
def test_the_clock_is_named_in_words(zone, words):
    with override("fr"):
        write("leaving", make_member(time_zone=zone, leaves_at=NOON, language="fr"), {"address": "http://x/"})

    assert f"({words})" in said()


def said():
    return " ".join(Message.objects.get().text.split())
