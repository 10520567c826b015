"""A third language, as README says it: one line of settings, then `makemigrations`, `migrate`, and pages open in it.

In a copy of the portal, since the migrations are written beside the others. What its catalogue must hold, and all other
pages, are walked in tests/test_spanish.py.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.make import make_term

ROOMS = ["ggsn", "members", "meetings", "resources", "glossary", "templates", "locale"]
LAST_LINE = '    ("en", "English"),\n'

pytestmark = pytest.mark.no_database  # a portal on SQLite is made here in any case


@pytest.fixture
def copy(tmp_path):
    """The portal with the one line added, and `copy(*command)`, which runs one in it and returns what it says."""
    home, data = tmp_path / "portal", tmp_path / "var"
    data.mkdir()
    for room in ROOMS:
        shutil.copytree(settings.BASE_DIR / room, home / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(settings.BASE_DIR / "manage.py", home)
    lines = home / "ggsn" / "settings.py"
    text = lines.read_text()
    assert text.count(LAST_LINE) == 1
    lines.write_text(text.replace(LAST_LINE, LAST_LINE + '    ("es", "Español"),\n'))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "ggsn.settings", "PYTHONPATH": str(home)}

    def run(*command):
        done = subprocess.run(
            [sys.executable, *command], cwd=home, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.home, run.database = home, data / "portal.sqlite3"
    return run


@pytest.fixture
def in_use(copy, db):
    """There is something in the portal when the language comes: the database of the tests, where it is SQLite."""
    if connection.vendor == "sqlite":
        make_term(key="before", name_en="Before", name_fr="Avant")
        with sqlite3.connect(copy.database) as file:
            file.executescript("\n".join(connection.connection.iterdump()))  # `backup` waits for the end of the test
        file.close()
    else:
        copy("manage.py", "migrate", "--verbosity=0")
    return copy


def test_a_third_language_costs_a_line_and_two_commands(in_use):
    in_use("manage.py", "makemigrations")
    written = {path.parts[-3] for path in in_use.home.rglob("migrations/*_es*.py")}
    in_use("manage.py", "migrate", "--verbosity=0")

    found = json.loads(in_use(str(Path(__file__).parent / "third_language.py")).splitlines()[-1])

    assert written == {"glossary", "meetings", "members", "outreach", "pages", "resources"}
    assert found["broken"] == {}
    assert found["not in Spanish"] == []
    assert found["asked for"] == [True, True, True]
    assert found["kept"] == [302, 1]
    assert found["reads"] == [True, True]
