"""What mail costs those who wait for nothing but a page: `python -m ggsn.bench.mail`.

Reminders to thousands put into the outbox (TRUST LOAD-6, wanted: 5,000 in 2 s). Asking to join with an address that is
unknown, a member's, one of an application that is read, one whose mail comes back, and one that is held off, in turn
(AUTH-5, wanted: medians within 10 ms). Pages while a mail server and Slack take every connection and never answer,
beside the same pages while there is nothing to send (OUT-3, wanted: within 10 % at p95).
"""

import argparse
import contextlib
import itertools
import os
import socket
import statistics
import subprocess
import sys
import threading
import time

import django

from ggsn.bench import servers
from ggsn.bench.load import Result, request
from ggsn.bench.search import own_database
from ggsn.start import BASE_DIR

STEPS = [
    {"display_name": "Noor", "language": "fr", "place": "near a river"},
    {"takes_part": "individual", "groups": "Riders who organize themselves"},
    {"heard": "from Awa", "care": "a shared phone", "wanted_mail": ["meetings"], "agreement": "on"},
]
PAGES = {"library": "/en/library/", "first step": "/en/join/apply/"}


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m ggsn.bench.mail", description="Measure what mail costs.")
    parser.add_argument("--members", type=int, default=5000)
    parser.add_argument("--tries", type=int, default=200, help="applications with each kind of address")
    parser.add_argument("--rounds", type=int, default=5, help="how often pages are read with and without hanging mail")
    parser.add_argument("--seconds", type=float, default=4, help="how long each page is read in a round")
    return parser.parse_args()


def fill(members):
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("populate", members=members, resources=500, meetings=20, terms=30, verbosity=0)


# --- Reminders --------------------------------------------------------------------------------------------------------


def queue_reminders(rhythm):
    """(seconds, how many) from the one message to all to a message for each, by whoever delivers."""
    from django.utils import timezone

    from ggsn.outreach.channels import members as channel
    from ggsn.outreach.kinds.base import HELD_FOR
    from ggsn.outreach.models import Announcement, Channel, Message, Wishes
    from ggsn.outreach.models.messages import new
    from members.models import Member

    Wishes.objects.all().delete()
    Wishes.objects.bulk_create(
        [Wishes(member=member, rhythms={"announcements": rhythm}) for member in Member.objects.accepted()],
        batch_size=500,
    )
    facts = {f"{name}_{code}": "A day together" for name in ("title", "text") for code in ("en", "fr")}
    announcement = Announcement.objects.create(sent_at=timezone.now() - HELD_FOR, **facts)
    begun = time.perf_counter()
    channel.deliver(new("announcement", announcement, channel=Channel.MEMBERS))
    seconds = time.perf_counter() - begun
    number = Message.objects.filter(kind="announcement").count()
    Message.objects.all().delete()
    return seconds, number


# --- Asking to join ---------------------------------------------------------------------------------------------------


def addresses(tries):
    """{kind: [as many addresses of this kind]}"""
    from django.utils import timezone

    from ggsn.outreach.models import Wishes
    from members.models import Application, HeldAddress, Member

    emails = iter(Member.objects.accepted().order_by("pk").values_list("email", flat=True))
    known, refusing = (list(itertools.islice(emails, tries)) for _kind in range(2))
    Wishes.objects.filter(member__email__in=refusing).update(refused_at=timezone.now(), refused_address="x@example.org")
    read = [f"read{number}@example.org" for number in range(tries)]
    now = timezone.now()
    for email in read:
        Application.objects.create(email=email, display_name="Noor", language="fr", confirmed_at=now, waits_since=now)
    HeldAddress.objects.create(address="held.example.org")
    return {
        "unknown": [f"new{number}@example.org" for number in range(tries)],
        "member": known,
        "mail comes back": refusing,
        "being read": read,
        "no such host": [f"new{number}@nowhere.invalid" for number in range(tries)],
        "held off": [f"new{number}@held.example.org" for number in range(tries)],
    }


def ask_to_join(tries):
    """{kind: milliseconds of the last step, of each try}"""
    from django.conf import settings
    from django.test import Client

    of_kind = addresses(tries)
    times = {kind: [] for kind in of_kind}
    client, network = Client(headers={"host": settings.ALLOWED_HOSTS[0]}), itertools.count(1)
    for number in range(-5, tries):  # the first ones warm up
        for kind, emails in of_kind.items():
            taken = apply(
                client, emails[number] if number >= 0 else f"warm{number}-{kind[:2]}@example.org", next(network)
            )
            if number >= 0:
                times[kind].append(taken)
    return times


def apply(client, email, number):
    from django.utils import timezone

    from members.joining.views import SHORTEST
    from members.models import ApplicationDraft

    client.defaults["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    address = client.post("/en/join/apply/", {**STEPS[0], "email": email}).headers["Location"]
    address = client.post(address, STEPS[1]).headers["Location"]
    ApplicationDraft.objects.filter(sent_at=None).update(begun_at=timezone.now() - 2 * SHORTEST)
    begun = time.perf_counter()
    response = client.post(address, STEPS[2])
    taken = 1000 * (time.perf_counter() - begun)
    if response.headers.get("Location") != "/en/join/apply/sent/":
        raise SystemExit(f"Asking to join answered {response.status_code}: these figures mean nothing.")
    return taken


# --- Pages while mail hangs -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def silent_server():
    """Takes every connection, says nothing; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held = []

        def take():
            with contextlib.suppress(OSError):
                while True:
                    held.append(listener.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield listener.getsockname()[1]
        for connection in held:
            connection.close()


def letters(number):
    """Letters and news for Slack, enough to hang on as long as pages are read."""
    from ggsn.outreach.models import Announcement, Channel, Message
    from ggsn.outreach.models.messages import new, new_message_id

    names = [new_message_id() for _letter in range(number)]
    written = [Message(to="x@example.org", subject="x", text="x", message_id=name, key=name) for name in names]
    Message.objects.bulk_create([*written, new("announcement", Announcement.objects.first(), 1, channel=Channel.SLACK)])


@contextlib.contextmanager
def worker(environment):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "deliver", "--loop"], cwd=BASE_DIR, env=environment, stderr=subprocess.DEVNULL
    )
    time.sleep(4)  # it has started and looked around
    try:
        yield
    finally:
        process.kill()
        process.wait()


def read_pages(rounds, seconds):
    """{page: {whether mail hangs: Result}}"""
    from ggsn.outreach.models import Message

    found = {page: {False: Result(), True: Result()} for page in PAGES}
    with silent_server() as port:
        environment = servers.environment(
            KEEP_PAGES="0", MAIL_URL=f"smtp://127.0.0.1:{port}", SLACK_WEBHOOK_URL=f"http://127.0.0.1:{port}/"
        )
        server = servers.Server("ggsn.wsgi:application", environment)
        try:
            server.wait("/en/library/")
            for path in PAGES.values():
                server.answers(itertools.cycle([request(path)]), 2, Result())
            for turn in range(2 * rounds):
                is_hanging = turn % 4 in {1, 2}
                if is_hanging:
                    letters(20)
                with worker(environment):
                    for page, path in PAGES.items():
                        server.answers(itertools.cycle([request(path)]), seconds, found[page][is_hanging])
                Message.objects.all().delete()
        finally:
            server.stop()
    if any(result.wrong for results in found.values() for result in results.values()):
        raise SystemExit("Some answers were not 200: these figures mean nothing.")
    return found


def main():
    arguments = read_arguments()
    with own_database():
        os.environ["DESK_SECOND_FACTOR"] = "0"
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        print(f"Measuring on {connection.vendor}, {arguments.members} members, {os.cpu_count()} cores")
        call_command("collectstatic", interactive=False, verbosity=0)
        fill(arguments.members)
        for rhythm in ["now", "daily"]:
            seconds, number = queue_reminders(rhythm)
            print(f"{number} reminders queued, {rhythm}: {seconds:.2f} s")
        print("\nAsking to join, the last step, in milliseconds")
        for kind, times in ask_to_join(arguments.tries).items():
            late = statistics.quantiles(times, n=100, method="inclusive")[94]
            print(f"{kind:16} median {statistics.median(times):6.1f}   p95 {late:6.1f}")
        print("\nPages beside mail and Slack that hang, in milliseconds")
        for page, results in read_pages(arguments.rounds, arguments.seconds).items():
            calm, hanging = results[False].percentile(95), results[True].percentile(95)
            print(f"{page:16} p95 {calm:6.1f} with nothing to send, {hanging:6.1f} in spite: x {hanging / calm:.2f}")
        connection.close()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
