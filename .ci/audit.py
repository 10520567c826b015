"""Known holes in the locked libraries (TRUST DEP-1): `make audit`.

Ends with 0 when every library was looked up and none has a known hole, 1 when one has, 3 when that could not be found
out for all of them. What was not looked up is never called good.
"""

import json
import subprocess
import sys

NOT_CHECKED = 3
# Either of the two is what an installation runs (docs/production.md); neither holds all of the other for certain.
LOCKS = ["requirements.txt", "requirements-extras.txt"]


def main(*locks):
    libraries, is_whole = {}, True
    for lock in locks or LOCKS:
        answer = ask(lock)
        try:
            found = json.loads(answer.stdout)["dependencies"]
        except (ValueError, KeyError):
            last = answer.stderr.strip().rpartition("\n")[2]
            print(f"Not checked: the advisory service was out of reach. ({lock}: {last})")
            is_whole = False
        else:
            libraries |= {(library["name"], library.get("version")): library for library in found}
    if not is_whole and not libraries:
        return NOT_CHECKED
    return judge(list(libraries.values())) or (0 if is_whole else NOT_CHECKED)


def ask(lock):
    command = [".venv/bin/pip-audit", "--requirement", lock, "--require-hashes", "--disable-pip", "--format", "json"]
    return subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True)


def judge(libraries):
    """Say what is known, worst first; returns how to end."""
    holes = [(library, hole) for library in libraries for hole in library.get("vulns", [])]
    skipped = [library["name"] for library in libraries if "skip_reason" in library]
    for library, hole in holes:
        cure = ", ".join(hole.get("fix_versions", [])) or "no version yet"
        print(f"{library['name']} {library['version']}: {hole['id']}, cured in {cure}")
    if skipped:
        if len(skipped) == len(libraries):
            print(f"Not checked: the advisory service was out of reach. Nothing is known of {len(skipped)} libraries.")
        else:
            print(f"Not checked: the advisory service did not know {', '.join(skipped)}.")
    if holes:
        return 1
    if not libraries:
        print("Not checked: the report names no library at all.")
    if skipped or not libraries:
        return NOT_CHECKED
    print(f"{len(libraries)} libraries looked up, no known hole in any.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
