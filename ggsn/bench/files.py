"""What a large download costs: `python -m ggsn.bench.files`, beside the same bytes streamed plainly by the same server.

A download is asked for its rights, read from where it lies and deciphered piece by piece. Memory must stay flat, and it
should reach at least half of the plain speed.
"""

import argparse
import hashlib
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ggsn.bench import SECRETS
from ggsn.bench.servers import Server, environment
from ggsn.start import BASE_DIR, HOST

PREPARE = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.utils import timezone
from resources import storage
from resources.models import Resource
path, sha256, size = sys.argv[1:]
kept = storage.keep(path, sha256)
resource = Resource.objects.create(kind="media", title_en="Large", visibility="public", published_at=timezone.now())
file = resource.files.create(visibility="public")
file.versions.create(name="large.bin", extension="bin", media_type="application/octet-stream", size=int(size),
    sha256=sha256, stored_as=kept.stored_as, key_id=kept.key_id, wrapped_key=kept.wrapped_key,
    confirmed_at=timezone.now())
print(file.key)
"""


def make(path, megabytes):
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _megabyte in range(megabytes):
            piece = os.urandom(1_000_000)
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def download(server, path, size):
    """(seconds, the most megabytes a worker had meanwhile, whether all came)."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=120)
    begun, came, most = time.perf_counter(), 0, 0
    connection.request("GET", path)
    response = connection.getresponse()
    number = 0
    while piece := response.read(1 << 20):
        came += len(piece)
        number += 1
        if number % 20 == 0:
            most = max(most, *(resident for resident, _shared in server.memory()))
    connection.close()
    return time.perf_counter() - begun, most, response.status == 200 and came == size


def main():
    parser = argparse.ArgumentParser(prog="python -m ggsn.bench.files", description="Measure a large download.")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ggsn-bench-files-") as directory:
        plain = Path(directory) / "plain"
        sha256, size = make(plain, arguments.megabytes), arguments.megabytes * 1_000_000
        own = environment(
            **SECRETS, DATA_DIR=directory, HTTPS="0", DATABASE_URL=f"sqlite:///{directory}/portal.sqlite3",
            ALLOWED_HOSTS="127.0.0.1", DJANGO_SETTINGS_MODULE="ggsn.settings", STREAMED_FILE=str(plain),
        )  # fmt: skip
        command = [sys.executable, "-c", PREPARE, str(plain), sha256, str(size)]
        key = subprocess.run(command, cwd=BASE_DIR, env=own, check=True, capture_output=True, text=True).stdout.strip()
        servers = {
            "plain": Server("ggsn.bench.bare.stream:application", own),
            "portal": Server("ggsn.wsgi:application", own),
        }
        try:
            measure(servers, {"plain": "/", "portal": f"/files/{key}/"}, size, arguments.rounds)
        finally:
            for server in servers.values():
                server.stop()


def measure(servers, paths, size, rounds):
    for name, server in servers.items():
        server.wait(paths[name])
    begun = {name: max(resident for resident, _shared in server.memory()) for name, server in servers.items()}
    speeds, most, cpu = (
        {name: [] for name in servers},
        dict(begun),
        {name: server.cpu() for name, server in servers.items()},
    )
    for _round in range(rounds):
        for name, server in servers.items():
            seconds, resident, is_whole = download(server, paths[name], size)
            if not is_whole:
                raise SystemExit(f"{name}: not all of the file came.")
            speeds[name].append(size / seconds / 1e6)
            most[name] = max(most[name], resident)
    for name, server in servers.items():
        used = (server.cpu() - cpu[name]) / rounds
        speed = statistics.median(speeds[name])
        print(f"{name:7} {speed:7.0f} MB/s   {used:5.2f} s of processor   {begun[name]:.1f} MB, then {most[name]:.1f}")
    ratio = statistics.median(own / plain for own, plain in zip(speeds["portal"], speeds["plain"], strict=True))
    print(f"The portal reaches {ratio:.2f} of plain streaming; wanted: at least 0.50.")


if __name__ == "__main__":
    main()
