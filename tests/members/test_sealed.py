"""Texts that are unreadable in a stolen database (TRUST, decision 8; KEY-1, KEY-2)."""

import base64

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from ggsn.keys import read_keys
from members.models import Application
from tests.make import make_application

OLD, NEW = b"0" * 32, b"1" * 32


def stored(application, column="groups"):
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(column)
        cursor.execute(f"SELECT {name} FROM members_application WHERE id = %s", [application.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_sealed_text_is_read_again_and_never_lies_open():
    application = make_application(groups="kanari é 漢")

    assert Application.objects.get().groups == "kanari é 漢"
    assert "kanari" not in stored(application)
    assert stored(make_application(groups="same")) != stored(make_application(groups="same"))
    assert stored(application, "care") == ""


@pytest.mark.django_db
def test_what_was_sealed_in_one_column_does_not_open_in_another():
    application = make_application(groups="kanari")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_application SET care = %s", [stored(application)])

    with pytest.raises(ImproperlyConfigured):
        Application.objects.get()


@pytest.mark.django_db
def test_a_sealed_text_is_not_searched():
    for lookup in ["groups", "groups__contains", "groups__startswith"]:
        with pytest.raises(FieldError):
            Application.objects.filter(**{lookup: "a"}).exists()


@pytest.mark.django_db
def test_two_keys_open_while_one_takes_the_other_s_place(settings):
    settings.FIELD_KEYS = {"old": OLD}
    application = make_application(groups="kanari")
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}

    both = Application.objects.get().groups
    call_command("reseal")
    settings.FIELD_KEYS = {"new": NEW}

    assert (both, Application.objects.get().groups) == ("kanari", "kanari")
    assert stored(application).startswith("new:")
    assert stored(application, "display_name").startswith("new:")


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [{"new": NEW}, {"old": NEW}])
def test_without_its_key_a_text_stays_closed_and_the_failure_does_not_tell_it(settings, keys):
    settings.FIELD_KEYS = {"old": OLD}
    make_application(groups="kanari")
    settings.FIELD_KEYS = keys

    with pytest.raises(ImproperlyConfigured) as failure:
        Application.objects.get()

    assert "kanari" not in str(failure.value)


def in_base64(key):
    return base64.b64encode(key).decode()


def test_keys_are_read_in_their_order():
    keys = read_keys("KEYS", f" new:{in_base64(NEW)} ,\nold:{in_base64(OLD)},")

    assert list(keys.items()) == [("new", NEW), ("old", OLD)]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "1",
        "1:",
        "1:short",
        f"1:{in_base64(OLD[:31])}",
        f":{in_base64(OLD)}",
        f"a:{in_base64(OLD)},a:{in_base64(NEW)}",
    ],
)
def test_a_key_that_makes_no_sense_stops_the_start_without_being_repeated(wrong):
    with pytest.raises(ImproperlyConfigured) as failure:
        read_keys("KEYS", wrong)

    assert "KEYS" in str(failure.value)
    assert in_base64(OLD)[:20] not in str(failure.value)
