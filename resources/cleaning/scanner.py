"""The virus scanner, if there is one: CLAMD names where clamd listens. Once named, no file passes without its word."""

import socket
import struct

from django.conf import settings

from resources.cleaning.report import Refused

PATIENCE = 30  # seconds for each answer
_PIECE = 64 * 1024


def scan(path):
    """Refused if the scanner knows the file at `path`, does not answer, or does not say that it is clean."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(path)
    except (OSError, ValueError):
        raise Refused("scanner_away") from None
    if answer.endswith(b"FOUND"):
        raise Refused("infected")
    if answer != b"stream: OK":
        raise Refused("scanner_away")


def _ask(path):
    """clamd's INSTREAM: pieces, each after its length; a length of nothing ends them."""
    with _connect(settings.CLAMD) as line, path.open("rb") as file:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(_PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while (piece := line.recv(4096)) and len(answer) < 4096:
            answer += piece
    return answer.rstrip(b"\0\n")


def _connect(address):
    if "/" in address:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(PATIENCE)
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
