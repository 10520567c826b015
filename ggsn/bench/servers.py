"""The servers that are measured: the same program, workers and threads for the portal and for the bare page."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from ggsn.bench.load import run
from ggsn.start import BASE_DIR, HOST, SERVER


class Server:
    def __init__(self, application, environment):
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self.environment = environment
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *SERVER, "--host", HOST, "--port", str(self.port), application],
            cwd=BASE_DIR,
            env=environment,
            start_new_session=True,
        )

    def wait(self, path):
        """Until the first good answer."""
        for _ in range(400):
            if self.process.poll() is not None:
                raise SystemExit("A server did not start: see above.")
            with contextlib.suppress(OSError):
                status, _headers, _body = get(self.port, path)
                if status == 200:
                    return self
            time.sleep(0.05)
        raise SystemExit(f"The server does not answer {path}.")

    def workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def cpu(self):
        """Seconds of processor time all workers have used so far: neighbours on the machine hardly disturb it."""
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def answers(self, asked, seconds, result):
        """Ask for so many seconds; adds to the result and returns the answers per second of this time alone."""
        before, cpu, lasted = len(result.times), self.cpu(), result.seconds
        run(self.port, asked, seconds, result)
        result.cpu += self.cpu() - cpu
        return (len(result.times) - before) / (result.seconds - lasted)

    def memory(self):
        """[(resident, proportional)] megabytes of each worker; nothing where the system does not tell."""
        return [
            (megabytes(f"/proc/{pid}/status", "VmRSS"), megabytes(f"/proc/{pid}/smaps_rollup", "Pss"))
            for pid in self.workers()
        ]

    def stop(self):
        """Workers and all: one that outlives its server would keep whoever reads what the bench prints waiting."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def megabytes(path, name):
    with contextlib.suppress(OSError):
        if found := re.search(rf"^{name}:\s+(\d+) kB", Path(path).read_text(), re.M):
            return int(found[1]) / 1024
    return float("nan")


def get(port, path, **headers):
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers, body


def sign_in(port, address, password):
    """The cookies of somebody who has signed in through the form, as a browser would send them."""
    path = "/en/account/login/"
    _status, headers, body = get(port, path)
    cookies = dict(cookie.partition(";")[0].split("=", 1) for cookie in headers.get_all("Set-Cookie") or [])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body.decode())[1]
    form = f"csrfmiddlewaretoken={token}&login={address.replace('@', '%40')}&password={password}"
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    connection.request(
        "POST",
        path,
        body=form,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        },
    )
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 302:
        raise SystemExit(f"Signing in as {address} answered {response.status}.")
    cookies |= dict(cookie.partition(";")[0].split("=", 1) for cookie in response.headers.get_all("Set-Cookie") or [])
    return "; ".join(f"{name}={value}" for name, value in cookies.items() if value)


def weigh(port, path, cookie=""):
    """(bytes, requests) of a first visit: the page and every style sheet and script it asks for, packed as sent."""
    headers = {"Accept_Encoding": "br, gzip"} | ({"Cookie": cookie} if cookie else {})
    _status, _headers, packed = get(port, path, **headers)
    _status, _headers, page = get(port, path, **({"Cookie": cookie} if cookie else {}))
    parts = set(re.findall(r'<(?:link rel="stylesheet" href|script src|img src)="([^"]+)"', page.decode()))
    total = len(packed) + sum(len(get(port, part, Accept_Encoding="br, gzip")[2]) for part in parts)
    return total, 1 + len(parts)


def environment(**settings):
    """Of this process, without what would change the measured settings."""
    return {
        **{name: value for name, value in os.environ.items() if name not in {"PORT", "KEEP_PAGES", "KEEP_PARTS"}},
        **settings,
    }
