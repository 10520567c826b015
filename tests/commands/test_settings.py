"""What holds a secret is read from a file as well as from the environment."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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

    assert told(DATA_DIR=str(tmp_path), **typed) == expected
