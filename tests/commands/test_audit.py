"""What was not looked up is never called good (TRUST DEP-1)."""

import json
import runpy
import subprocess
from subprocess import CompletedProcess

import pytest
from django.conf import settings

audit = runpy.run_path(str(settings.BASE_DIR / ".ci" / "audit.py"))
judge, main = audit["judge"], audit["main"]

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
        ([], 3, "Not checked: the report names no library at all.\n"),
    ],
)
def test_only_what_was_looked_up_is_called_good(libraries, ends, says, capsys):
    ended = judge(libraries)

    assert (ended, capsys.readouterr().out) == (ends, says)


@pytest.fixture
def service(monkeypatch):
    """Stands in for the advisory service: {lock: what it answers}, or words to fail with."""
    answers = {}

    def run(command, **options):
        answer = answers.get(command[command.index("--requirement") + 1], [])
        if isinstance(answer, str):
            return CompletedProcess(command, 1, "", answer)
        return CompletedProcess(command, 0, json.dumps({"dependencies": answer, "fixes": []}), "")

    monkeypatch.setattr(subprocess, "run", run)
    return answers


def test_both_locks_that_installations_use_are_looked_up_each_library_once(service, capsys):
    service.update({"requirements.txt": [GOOD], "requirements-extras.txt": [GOOD, BAD]})

    ended = main()

    assert (ended, capsys.readouterr().out) == (1, "pillow 1.0: CVE-1, cured in 1.1\n")


def test_two_versions_of_a_library_are_two(service, capsys):
    service.update({"requirements.txt": [GOOD], "requirements-extras.txt": [{**GOOD, "version": "5.2.18"}]})

    ended = main()

    assert (ended, capsys.readouterr().out) == (0, "2 libraries looked up, no known hole in any.\n")


OUT_OF_REACH = "Traceback\nConnectionError: no route to host\n"


def test_a_service_out_of_reach_is_said_and_nothing_called_good(service, capsys):
    service.update({"requirements.txt": OUT_OF_REACH, "requirements-extras.txt": OUT_OF_REACH})

    ended = main()

    said = "Not checked: the advisory service was out of reach. ({}: ConnectionError: no route to host)\n"
    assert (ended, capsys.readouterr().out) == (
        3,
        said.format("requirements.txt") + said.format("requirements-extras.txt"),
    )


@pytest.mark.parametrize(("found", "ends"), [(GOOD, 3), (BAD, 1)])
@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-extras.txt"])
def test_half_an_answer_says_what_it_found_and_is_not_good(service, lock, found, ends, capsys):
    service.update({"requirements.txt": [found], "requirements-extras.txt": [found]})
    service[lock] = OUT_OF_REACH

    ended = main()

    said = capsys.readouterr().out
    assert ended == ends
    assert f"Not checked: the advisory service was out of reach. ({lock}: ConnectionError: no route to host)" in said
    assert ("cured in 1.1" in said) == (found is BAD)


def test_every_lock_an_installation_may_use_is_among_those():
    locks = {path.name for path in settings.BASE_DIR.glob("requirements*.txt")}

    assert set(audit["LOCKS"]) == locks - {"requirements-dev.txt"}
