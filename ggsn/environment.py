"""Makes .venv and installs locked libraries into it: `ggsn/environment.py requirements.txt`. Again when they change.

Needs nothing but Python. Written so that an old Python can still read it and say what is wrong.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def go_on_with_a_newer_python():
    """Another Python on this machine may do; else say so."""
    for minor in (14, 13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer, *sys.argv])
    this = sys.version_info
    stop(
        f"The portal needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {this[0]}.{this[1]}. "
        "Install one, or name it: make run PYTHON=..."
    )


def make_venv():
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        stop("This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv")
    print("Making .venv")
    venv.create(VENV, with_pip=True, clear=True)


def install(lock):
    """Does nothing when this very lock has been installed before."""
    with open(os.path.join(HERE, lock), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    stamp = os.path.join(VENV, "installed-" + lock)
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    print(f"Installing the libraries of {lock} (once; some minutes on a slow line)")
    command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    if subprocess.call(command, cwd=HERE) != 0:
        stop("The libraries could not be installed: see above. Is the network there?")
    with open(stamp, "w") as file:
        file.write(wanted)


def main():
    if not os.path.exists(PYTHON) or subprocess.call([PYTHON, "-c", ""], stderr=subprocess.DEVNULL) != 0:
        if sys.version_info < OLDEST:
            go_on_with_a_newer_python()
        make_venv()
    for lock in sys.argv[1:]:
        install(lock)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        stop(f"The environment could not be made: {error}")
    except KeyboardInterrupt:
        stop("Stopped before the environment was complete; the next start goes on from here.")
