"""What settings read from the environment; what holds a secret, from a file as well."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ggsn.addresses import read_database, read_mail_server
from ggsn.values import number, secret, switch, texts

KEY = base64.b64encode(b"0" * 32).decode()
HOUSE = Path(__file__).resolve().parent.parent.parent
TELL = """
import json
import ggsn.settings as s
print(json.dumps([s.SECRET_KEY, list(s.FIELD_KEYS), s.DATABASES["default"]["NAME"], s.DELIVERY.get("EMAIL_HOST")]))
"""


def told(**environment):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=HOUSE,
        env={**kept, "ALLOWED_HOSTS": "portal.example.org", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("given_twice", [False, True])
def test_what_holds_a_secret_may_be_a_file_which_then_counts(tmp_path, given_twice):
    secrets = {
        "SECRET_KEY": "from a file",
        "FIELD_KEYS": f"new:{KEY},\nold:{KEY}",
        "DATABASE_URL": "postgres://user:password@127.0.0.1/from_a_file",
        "MAIL_URL": "submission://user:password@mail.example.org:587",
    }
    environment = dict.fromkeys(secrets, "sqlite:///elsewhere") if given_twice else {}
    for name, value in secrets.items():
        (tmp_path / name).write_text(value + "\n")
        environment[f"{name}_FILE"] = str(tmp_path / name)

    assert told(DATA_DIR=str(tmp_path), **environment) == [
        "from a file",
        ["new", "old"],
        "from_a_file",
        "mail.example.org",
    ]


def test_without_a_database_and_a_mail_server_there_are_files(tmp_path):
    typed = {"SECRET_KEY": "typed", "FIELD_KEYS": f"1:{KEY}", "DATABASE_URL": "", "MAIL_URL": ""}
    expected = ["typed", ["1"], str(tmp_path / "portal.sqlite3"), None]

    assert told(DATA_DIR=str(tmp_path), TRUSTED_PROXIES="0", **typed) == expected


def test_the_database_lies_in_the_directory_of_data_whatever_its_name(tmp_path):
    data_dir = tmp_path / "a#b?c%20d"

    _secret, _keys, database, _mail = told(DATA_DIR=str(data_dir), SECRET_KEY="typed", FIELD_KEYS=f"1:{KEY}")

    assert database == str(data_dir / "portal.sqlite3")


@pytest.mark.parametrize(
    "address",
    [
        "submission://user:hunter/2@mail.example.org:587",
        "submission://user:hunter#2@mail.example.org:587",
        "submission://user:123/4@mail.example.org:587",
        "submission://user:hunter2@mail.example.org:587?timeout=soon",
        "submission:user:hunter2@mail.example.org",
        "mail.example.org:587",
        "https://mail.example.org",
    ],
)
def test_what_is_no_address_of_a_mail_server_stops_the_start_and_is_not_repeated(address):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_mail_server("MAIL_URL", address)

    assert str(refusal.value) == (
        "MAIL_URL is not the address of a mail server; letters like / # @ in a password are written %2F %23 %40."
    )


@pytest.mark.parametrize(
    "address", ["hunter2:x@127.0.0.1/name", "postgres://user:hunter/2@127.0.0.1/name", "postgres://u:123#4@host/name"]
)
def test_what_is_no_address_of_a_database_stops_the_start_and_is_not_repeated(address):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_database("DATABASE_URL", address)

    assert str(refusal.value) == (
        "DATABASE_URL is not the address of a database; letters like / # @ in a password are written %2F %23 %40."
    )


def test_letters_of_a_password_that_mean_something_in_an_address_are_written_as_it_is_said():
    mail = read_mail_server("MAIL_URL", "submission://me%40example.org:a%2Fb%23c%40d@mail.example.org")
    database = read_database("DATABASE_URL", "postgres://user:a%2Fb%23c%40d@127.0.0.1/name")

    assert [mail["EMAIL_HOST_PASSWORD"], database["PASSWORD"]] == ["a/b#c@d", "a/b#c@d"]


@pytest.mark.parametrize(("given", "meant"), [("1", True), ("Yes", True), ("off", False), ("", True)])
def test_a_switch_is_on_or_off_and_as_it_was_where_nothing_is_said(monkeypatch, given, meant):
    monkeypatch.setenv("HTTPS", given)

    assert switch("HTTPS", True) is meant


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (switch, "HTTPS", "ture"),
        (number, "UPLOADS_PER_HOUR", "many"),
        (number, "UPLOADS_AT_ONCE", "0"),
        (number, "LARGEST_FILE_MB", "-5"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start_and_is_named(monkeypatch, read, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=rf"{name}.*{value}"):
        read(name, None)


@pytest.mark.parametrize(("given", "meant"), [("0", 0), ("2", 2), ("", 1)])
def test_a_number_may_be_none_where_that_makes_sense(monkeypatch, given, meant):
    monkeypatch.setenv("TRUSTED_PROXIES", given)

    assert number("TRUSTED_PROXIES", 1, least=0) == meant


def test_a_secret_written_where_its_file_was_asked_for_is_not_repeated(monkeypatch):
    monkeypatch.setenv("DATABASE_URL_FILE", "postgres://user:hunter2@127.0.0.1/name")

    with pytest.raises(ImproperlyConfigured) as refusal:
        secret("DATABASE_URL", "")

    assert str(refusal.value) == "DATABASE_URL_FILE does not name a file whose text can be read."


def test_an_empty_file_of_a_secret_does_not_count_as_none(monkeypatch, tmp_path):
    (tmp_path / "address").write_text("\n")
    monkeypatch.setenv("MAIL_URL_FILE", str(tmp_path / "address"))

    with pytest.raises(ImproperlyConfigured, match="MAIL_URL_FILE names a file with nothing in it"):
        secret("MAIL_URL", "")


def test_a_secret_that_must_be_there_is_asked_for_even_where_its_line_is_empty(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE"):
        secret("SECRET_KEY")


def test_a_list_is_what_stands_between_the_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "one.example.org, two.example.org,")

    assert texts("ALLOWED_HOSTS") == ["one.example.org", "two.example.org"]
