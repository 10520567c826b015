"""`make run`: the portal as a demonstration on this machine, from nothing to its first page, until Ctrl-C.

Sets what a demonstration needs, prepares database and files, then serves with the production server and delivers mail
beside it. Every obstacle is one sentence.
"""

import base64
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SERVER = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
SERVER += ["--workers-kill-timeout", "5"]  # a worker that is told to end while it still loads does not hear it
ENDINGS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
asked_to_end = []


def chosen_port():
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SystemExit(f"PORT={value} is not a port: choose a number from 1 to 65535.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, int(value)))
        except PermissionError:
            raise SystemExit(f"Port {value} is reserved on this machine. Choose another: make run PORT=8001") from None
        except OSError:
            other = int(value) % 65535 + 1
            raise SystemExit(
                f"Port {value} is in use. Stop what runs there, or choose another: make run PORT={other}"
            ) from None
    return value


def secret_file(path, content):
    """Made once, whole or not at all; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        unfinished = path.with_name(f"{path.name}.new-{os.getpid()}")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(content)
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass  # of two that start at once, both take the first
        except OSError:  # a disk without links
            unfinished.replace(path)
        unfinished.unlink(missing_ok=True)
    return path


def new_key():
    """As settings read them: an id and 32 random bytes."""
    return "1:" + base64.b64encode(secrets.token_bytes(32)).decode()


def settle_environment(port):
    """What a demonstration on one's own machine needs, whatever else the shell has set."""
    os.umask(0o077)  # what members write is nobody else's on this machine
    data_dir = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
    try:
        files = {
            "SECRET_KEY_FILE": str(secret_file(data_dir / "secret-key", secrets.token_urlsafe(50))),
            "FIELD_KEYS_FILE": str(secret_file(data_dir / "field-keys", new_key())),
        }
        file_keys = secret_file(data_dir / "file-keys", new_key())
    except OSError as error:
        raise SystemExit(f"DATA_DIR cannot be used: {error}") from None
    for name in ["SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "DEMO_PASSWORD", "FILE_KEYS", "FILE_KEYS_FILE"]:
        if not os.environ.get(name):
            os.environ.pop(name, None)
    if "FILE_KEYS" not in os.environ:
        os.environ.setdefault("FILE_KEYS_FILE", str(file_keys))
    os.environ.update(
        DATA_DIR=str(data_dir),
        **files,
        DJANGO_SETTINGS_MODULE="ggsn.settings",
        DEMONSTRATION="1",
        DEBUG="0",
        HTTPS="0",
        DESK_SECOND_FACTOR="0",
        ALLOWED_HOSTS="127.0.0.1,localhost",
        SITE_URL=f"http://{HOST}:{port}",
    )
    try:
        from ggsn import settings  # noqa: F401
    except Exception as error:
        raise SystemExit(f"A setting makes no sense: {error}") from None


def note_endings():
    """Only noted when they come, and heeded in `wait`: an ending that came in between would leave children behind."""
    for number in ENDINGS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and the background of a shell have it
            signal.signal(number, lambda number, _frame: asked_to_end.append(number))


def wait(child, until=lambda: False):
    """Until the child has ended, or what is waited for is there; gives its exit code. Ends us when asked to."""
    while child.poll() is None and not until():
        if asked_to_end:
            if signal.SIGINT in asked_to_end:
                print()  # after the ^C that the terminal shows
            raise SystemExit(0)
        time.sleep(0.1)
    return child.returncode


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection((HOST, int(port)), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running(*command):
    """A child of its own session: a Ctrl-C reaches it through us only, once and in order, and in the end it is gone."""
    child = subprocess.Popen([sys.executable, *command], cwd=BASE_DIR, start_new_session=True)
    try:
        yield child
    finally:
        stop(child)


def stop(child):
    """With all it has started: a worker that outlives its server would keep the port, and serve for ever."""
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def main():
    port = chosen_port()
    settle_environment(port)
    note_endings()
    with running("manage.py", "prepare", "--demonstration") as prepare:
        if wait(prepare) != 0:
            raise SystemExit(1)
    with running("-m", "granian", *SERVER, "--host", HOST, "--port", port, "ggsn.wsgi:application") as server:
        if wait(server, until=lambda: answers(port)) is not None:
            raise SystemExit("The server did not start: see above.")
        # After the server, since the first thing it does is to see whether the portal answers.
        with running("manage.py", "deliver", "--loop"):
            print(f"\nThe portal is at http://{HOST}:{port}/  (Ctrl-C ends it)", flush=True)
            raise SystemExit(wait(server))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
