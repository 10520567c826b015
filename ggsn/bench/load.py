"""A reader who asks again as soon as they are answered, on a few connections that stay open. Loopback only."""

import select
import socket
import statistics
import time
from dataclasses import dataclass, field

CONNECTIONS = 8


@dataclass
class Result:
    """What one address answered: how often, how fast, and whether always well."""

    seconds: float = 0
    times: list = field(default_factory=list)
    wrong: int = 0
    cpu: float = 0  # seconds of processor time of the workers

    @property
    def per_second(self):
        return len(self.times) / self.seconds if self.seconds else 0

    @property
    def cpu_each(self):
        """Milliseconds of processor time that one answer took: not disturbed by what else the machine does."""
        return 1000 * self.cpu / len(self.times) if self.times else 0

    def percentile(self, percent):
        """Milliseconds that this share of the answers took at most."""
        if len(self.times) < 2:
            return 1000 * sum(self.times)
        return 1000 * statistics.quantiles(self.times, n=100, method="inclusive")[percent - 1]


def request(path, cookie=""):
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip", "User-Agent: bench"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One open connection: sends a request, and knows when the answer is whole."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, message):
        self.began = time.perf_counter()
        self.received = b""
        self.wanted = None
        self.socket.sendall(message)

    def receive(self):
        """True once the answer is whole."""
        self.received += self.socket.recv(262_144)
        if self.wanted is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self.received[:end].lower()
            at = head.find(b"content-length:")
            if at < 0:
                raise ValueError("an answer without Content-Length")
            self.wanted = end + 4 + int(head[at + 15 :].partition(b"\r\n")[0])
        return len(self.received) >= self.wanted

    @property
    def is_good(self):
        return self.received.startswith(b"HTTP/1.1 200 ")


def run(port, asked, seconds, result):
    """Ask for what `asked` gives next, for so many seconds; adds to `result`."""
    poll = select.epoll() if hasattr(select, "epoll") else select.poll()
    connections = {}
    for _ in range(CONNECTIONS):
        connection = Connection(port)
        connections[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.POLLIN)
    began = time.perf_counter()
    until = began + seconds
    for connection in connections.values():
        connection.send(next(asked))
    waiting = len(connections)
    while waiting:
        for number, _event in poll.poll(20):
            connection = connections[number]
            if not connection.receive():
                continue
            now = time.perf_counter()
            result.times.append(now - connection.began)
            result.wrong += not connection.is_good
            if now < until:
                connection.send(next(asked))
            else:
                waiting -= 1
    result.seconds += time.perf_counter() - began
    for connection in connections.values():
        connection.socket.close()
