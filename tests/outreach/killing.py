"""Deliverers that are killed in the midst of it: nothing is lost, and nothing sent twice without a kill (OUT-2).

Several processes deliver the same outbox to a mail server on the loopback; now and then one of them is killed and
another takes its place. As a test with few letters, and at full size:

    python -m tests.outreach.killing --letters 10000 --kills 50
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
NAME = "<{:08}@example.org>"  # each Message-ID is as long as the others


class Note:
    """What the mail server does with each mail: its Message-ID goes into a file, at once."""

    def __init__(self, path):
        self.path = path

    @classmethod
    def from_cli(cls, parser, *args):
        return cls(args[0])

    async def handle_DATA(self, server, session, envelope):
        head = envelope.content.partition(b"\r\n\r\n")[0].decode(errors="replace")
        name = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, name.partition(":")[2].strip().encode() + b"\n")
        os.close(descriptor)
        return "250 taken"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def run(database_url, folder, workers, kills, seconds=600):
    """Deliver what is in the outbox of this database; afterwards the Message-IDs that arrived, and how many kills."""
    port, arrived = free_port(), folder / "arrived"
    arrived.touch()
    command = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "tests.outreach.killing.Note", str(arrived)]
    mail_server = subprocess.Popen([sys.executable, *command], cwd=HERE)
    try:
        wait_for(port)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.outreach.killing_settings",
            "DATABASE_URL": database_url,
            "MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        options = ["--workers", str(workers), "--kills", str(kills), "--seconds", str(seconds), "--arrived", arrived]
        nursery = [sys.executable, "-m", "tests.outreach.killing", "--nursery", *map(str, options)]
        done = subprocess.run(nursery, cwd=HERE, env=environment, check=True, capture_output=True, text=True)
    finally:
        mail_server.terminate()
        mail_server.wait()
    return arrived.read_text().split(), json.loads(done.stdout.splitlines()[-1])["kills"]


def wait_for(port):
    for _turn in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("The mail server did not start.")


def nursery(workers, kills, seconds, arrived):
    """Forks deliverers, kills one after each share of the letters, until nothing waits."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.utils import timezone

    from ggsn.outreach.models import Message

    def fork():
        connections.close_all()
        child = os.fork()
        if child == 0:
            call_command("deliver", loop=True, pause=0.05, verbosity=0)
            os._exit(0)
        return child

    def end(child, number):
        os.kill(child, number)
        os.waitpid(child, 0)

    letters = Message.objects.due().count()  # not what goes with a digest: that arrives under its name
    children, killed, until = [fork() for _number in range(workers)], 0, time.monotonic() + seconds
    while Message.objects.due().exists() and time.monotonic() < until:
        if killed < kills and arrived.stat().st_size // len(NAME.format(0) + "\n") >= letters * killed / (kills + 1):
            end(children.pop(random.randrange(len(children))), signal.SIGKILL)
            children.append(fork())
            killed += 1
        time.sleep(random.uniform(0, 0.02))
    for child in children:
        end(child, signal.SIGTERM)  # finishes what it has in hand
    Message.objects.waiting().update(due_at=timezone.now())  # as if the leases of those that were killed had run out
    last = fork()
    while Message.objects.waiting().exists() and time.monotonic() < until:
        time.sleep(0.05)
    end(last, signal.SIGTERM)
    print(json.dumps({"kills": killed}))


def letters(number):
    """Rows as Django's mail API writes them."""
    from ggsn.outreach.models import Message

    for index in range(number):
        name = NAME.format(index)
        yield Message(
            to=f"{index}@example.org", subject="Hello", text="Words", sender="p@example.org", message_id=name, key=name
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--arrived", type=Path)
    parser.add_argument("--nursery", action="store_true")
    chosen = parser.parse_args()
    if chosen.nursery:
        nursery(chosen.workers, chosen.kills, chosen.seconds, chosen.arrived)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.outreach.killing_settings"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/portal.sqlite3")
        import django
        from django.core.management import call_command

        django.setup()
        from ggsn.outreach.models import Message

        call_command("migrate", verbosity=0)
        Message.objects.all().delete()
        Message.objects.bulk_create(letters(chosen.letters), batch_size=500)
        began = time.monotonic()
        arrived, kills = run(os.environ["DATABASE_URL"], Path(folder), chosen.workers, chosen.kills, chosen.seconds)
        names = set(arrived)
        print(
            f"{chosen.letters} letters, {chosen.workers} deliverers, {kills} kills, {time.monotonic() - began:.0f} s: "
            f"{chosen.letters - len(names)} lost, {len(arrived) - len(names)} sent twice, "
            f"{Message.objects.filter(sent_at=None).count()} not marked as sent"
        )
        Message.objects.all().delete()


if __name__ == "__main__":
    main()
