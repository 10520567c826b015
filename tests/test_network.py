"""No page waits for another server, and no test speaks to one that is not its own (TRUST OUT-3)."""

import socket

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import RequestFactory

from tests.conftest import NetworkCall


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def test_tests_speak_to_servers_they_have_started(listener):
    with socket.create_connection(listener):
        pass


def test_tests_speak_to_no_other_machine():
    with socket.socket() as away, pytest.raises(NetworkCall):
        away.connect(("192.0.2.1", 80))


def test_a_page_speaks_to_no_server_at_all(listener, settings):

    class Handler(BaseHandler):
        @staticmethod
        def _middleware_chain(request):
            with socket.socket() as away:
                away.connect(listener)
                return HttpResponse()

    with pytest.raises(NetworkCall):
        Handler().get_response(RequestFactory().get("/"))
