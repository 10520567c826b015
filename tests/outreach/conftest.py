"""Mail goes through the outbox, and leaves for a server on the loopback or into files."""

import threading

import pytest

from tests.outreach.servers import MailServer


@pytest.fixture(autouse=True)
def outbox(settings, db, tmp_path):
    settings.EMAIL_BACKEND = "ggsn.outreach.backends.Outbox"
    settings.DATA_DIR = tmp_path
    settings.DELIVERY = {}


@pytest.fixture
def server(settings):
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address
        settings.DELIVERY = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": host,
            "EMAIL_PORT": port,
        }
        yield server
        server.shutdown()
