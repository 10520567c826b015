"""UP 49: where a virus scanner is named, nothing passes without its word."""

import socketserver
import struct
import threading

import pytest

from tests.resources.cleaning.hands import case, codes, give, refusal

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(socketserver.BaseRequestHandler):
    """Speaks as clamd does, and knows one virus."""

    answer = None

    def handle(self):
        heard = self.request.makefile("rb")
        assert heard.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", heard.read(4))[0]:
            content += heard.read(length)
        said = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.request.sendall(self.answer if self.answer is not None else said)


@pytest.fixture(params=["port", "socket"])
def scanner(request, settings, tmp_path_factory):
    if request.param == "port":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Fresh", (Scanner,), {}))
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
    else:
        settings.CLAMD = str(tmp_path_factory.mktemp("clamd") / "ctl")
        server = socketserver.ThreadingUnixStreamServer(settings.CLAMD, type("Fresh", (Scanner,), {}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.RequestHandlerClass
    server.shutdown()
    server.server_close()
    thread.join()


@case("UP-49 EICAR")
def test_a_known_virus_is_refused(scanner, tmp_path):
    assert refusal(EICAR, "x.txt", tmp_path) == "infected"


def test_a_virus_behind_much_else_is_refused(scanner, tmp_path):
    assert refusal(b"courage " * 40_000 + EICAR, "x.txt", tmp_path) == "infected"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK, or not\0"])
def test_a_scanner_that_says_anything_else_lets_nothing_pass(answer, scanner, tmp_path, settings):
    scanner.answer = answer

    with pytest.raises(Exception, match="scanner_away"):
        give(b"courage", "x.txt", tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense"])
def test_a_scanner_that_is_away_lets_nothing_pass(address, settings, tmp_path):
    settings.CLAMD = address

    with pytest.raises(Exception, match="scanner_away"):
        give(b"courage", "x.txt", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_without_a_scanner_files_are_cleaned_all_the_same(settings, tmp_path):
    settings.CLAMD = ""

    assert codes(give(EICAR, "x.txt", tmp_path).cannot) == {"words"}
