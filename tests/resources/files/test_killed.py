"""FLT-1: a server killed at any moment leaves no broken row, and the form sent again makes one record."""

import json
import os
import subprocess
import sys

from django.conf import settings

from tests.commands.test_start import own_database

KILLS = 21  # each meets a file and four contributions on their way, each at another moment; 200 are a run by hand


def test_flt_1_killed_21_times_amid_uploads_and_saves_each_form_sent_again_makes_one(tmp_path):
    with own_database() as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.resources.files.killed", str(KILLS)],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "ggsn.settings",
                "DATA_DIR": str(tmp_path),
                "DATABASE_URL": address,
                "KEEP_PAGES": "0",
            },
            capture_output=True,
            text=True,
            timeout=900,
        )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    told.pop("left over before")
    met = {kind: told.pop(kind) for kind in ["files", "begun", "sent"]}
    assert all(one["cut"] >= KILLS / 4 for one in met.values()), met
    assert any(one.get("answered") for one in met.values()), met
    assert told == {
        "again": {"302": 5 * KILLS},
        "each file once": True,
        "each file whole": True,
        "each begun once": True,
        "each sent once": True,
        "nothing else": True,
        "files without a version": 0,
        "left over": 0,
        "scratch": 0,
    }
