"""A third language costs one line of settings and a catalogue: the portal with Spanish added, walked in Spanish."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.no_database  # a portal on SQLite is made here in any case


@pytest.fixture(scope="module")
def walked():
    """What was found on the way (tests/spanish_walk.py), in a process that has Spanish."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.spanish_walk"],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.spanish_settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_page_is_there_in_spanish(walked):
    assert walked["broken"] == []
    assert walked["lang"] == []
    assert walked["pages"] > 40


def test_no_text_of_the_portal_is_left_in_english(walked):
    assert "\n".join(walked["left"]) == ""


def test_every_page_leads_to_the_two_other_languages(walked):
    assert walked["switch"] == []


def test_a_text_that_nobody_has_put_into_spanish_says_so(walked):
    assert walked["fallback"] == {"told": ["en", "fr"], "lang": ["fr"], "notice": True}


def test_the_bare_address_leads_to_spanish(walked):
    assert walked["doors"] == ["/es/", "/fr/", "/en/"]
