"""FLT-1: a worker killed at any moment of an upload leaves no broken row, and the form sent again makes one record."""

import json
import os
import subprocess
import sys

from django.conf import settings

from tests.commands.test_start import own_database


def test_flt_1_whatever_the_moment_no_row_is_broken_and_each_form_makes_one(tmp_path):
    with own_database() as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.resources.files.killed"],
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
            timeout=300,
        )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("killed") > 10
    told.pop("left over before")
    assert told == {
        "broken": [],
        "some had come through, others not": True,
        "answers": [302],
        "each once": True,
        "files without a version": 0,
        "left over": 0,
        "scratch": 0,
    }
