"""`make test`: linters, catalogues, then every test, on the embedded database or the one in DATABASE_URL.

With FAIL_ON_SKIP=1, as .ci/run sets it, a test that was skipped is a failure. With RUN_BEFORE=1, as .ci/run sets it for
its second run, the linters and the tests marked `no_database` are left out: they have just been run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

WORKERS = (os.cpu_count() or 1) + 1  # one more than there are cores: a browser, a server or a database is waited for
ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SETTINGS = {
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "FILE_KEYS": "tests:b25seSBmb3IgdGVzdHM6IG5vIGZpbGUgaXMga2VwdCE=",
    "FIELD_KEYS": "1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",  # for nothing but tests
    "ALLOWED_HOSTS": "localhost",
    "HTTPS": "0",
    "DJANGO_SETTINGS_MODULE": "ggsn.settings",
}


def run(title, *command, **environment):
    print(f"\n== {title}", flush=True)
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **environment}) == 0


def templates():
    return sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))


def lint():
    """Everything that reads the code without running it; all of it, so that one sees all there is to mend."""
    good = run("Code: ruff", BIN / "ruff", "check", ".")
    good &= run("Code: format", BIN / "ruff", "format", "--check", ".")
    good &= run("Templates: djade", BIN / "djade", "--target-version", "5.2", "--check", *templates())
    with tempfile.TemporaryDirectory() as directory:
        own = {**SETTINGS, "DATA_DIR": directory}
        good &= run("Catalogues", sys.executable, "manage.py", "collect_translations", "--check", **own)
    return good


def test(arguments):
    """(whether all passed, [what was skipped and why])."""
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        database = os.environ.get("DATABASE_URL", "").partition(":")[0] or "sqlite"
        # A worker that dies ends the run, which then says at which test.
        parallel = ["-n", str(WORKERS), "--max-worker-restart=0"]
        workers = [] if any(argument.startswith("-n") for argument in arguments) else parallel
        once = ["-m", "not no_database"] if os.environ.get("RUN_BEFORE") else []
        if once:
            print("What does not depend on the kind of database was run a moment ago, and is left out.")
        good = run(f"Tests on {database}", BIN / "pytest", "-q", *workers, *once, f"--junit-xml={report}", *arguments)
        skipped = [
            f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}"
            for case in (ElementTree.parse(report).iter("testcase") if report.exists() else [])  # noqa: S314
            for skip in case.iter("skipped")
        ]
        return good, skipped


def main():
    if not os.environ.get("DATABASE_URL"):
        os.environ.pop("DATABASE_URL", None)
    linted = bool(os.environ.get("RUN_BEFORE")) or lint()
    passed, skipped = test(sys.argv[1:])
    has_browser = shutil.which("chromium") is not None
    print()
    if not has_browser:
        print("!! THERE IS NO CHROMIUM HERE: THE JOURNEYS IN A REAL BROWSER WERE NOT RUN. `.ci/run` installs it. !!")
    if skipped:
        print(f"{len(skipped)} SKIPPED:")
        print("\n".join(f"  {line}" for line in skipped))
    else:
        print("Skipped: none.")
    good = linted and passed and not (os.environ.get("FAIL_ON_SKIP") == "1" and (skipped or not has_browser))
    print("All good." if good else "NOT GOOD: see above.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
