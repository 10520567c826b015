"""What was not looked up is never called good (TRUST DEP-1)."""

import runpy

import pytest
from django.conf import settings

judge = runpy.run_path(str(settings.BASE_DIR / ".ci" / "audit.py"))["judge"]

GOOD = {"name": "django", "version": "5.2.19", "vulns": []}
BAD = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "granian", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("libraries", "ends", "says"),
    [
        ([GOOD], 0, "1 libraries looked up, no known hole in any.\n"),
        ([GOOD, BAD], 1, "pillow 1.0: CVE-1, cured in 1.1\n"),
        ([UNKNOWN], 3, "Not checked: the advisory service was out of reach. Nothing is known of 1 libraries.\n"),
        ([GOOD, UNKNOWN], 3, "Not checked: the advisory service did not know granian.\n"),
        (
            [BAD, UNKNOWN],
            1,
            "pillow 1.0: CVE-1, cured in 1.1\nNot checked: the advisory service did not know granian.\n",
        ),
        ([], 3, ""),
    ],
)
def test_only_what_was_looked_up_is_called_good(libraries, ends, says, capsys):
    ended = judge(libraries)

    assert (ended, capsys.readouterr().out) == (ends, says)
