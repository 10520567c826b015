"""The way through the steps of a contribution: what it costs, where it leads, and that nothing typed is lost on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import make_file, make_resource
from tests.walk import settle

pytestmark = pytest.mark.django_db
MINE = "/en/library/my-contributions/"
MOST_QUERIES = 12
LONG = "We sit in a circle and say how full our tank is, without comment, and then we pass a task on to somebody else."


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


def questions(client, address):
    client.get(address)
    settle()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("has", ["text", "link", "file"])
def test_reading_again_what_was_sent_asks_few_questions_however_much_is_like_it(signed_in, member, has):
    """Nothing of it is in a draft any more: all of it is read from the resource itself."""
    facts = {"text_en": LONG} if has == "text" else {}
    sent, *others = (make_resource("Full tanks for all", contributor=member, **facts) for _time in range(4))
    for resource in [sent, *others]:
        if has == "link":
            resource.links.create(url="https://example.org/plan")
        if has == "file":
            make_file(resource)
    sent.submit()

    many = questions(signed_in, f"{MINE}{sent.pk}/check/")
    for resource in others:
        resource.delete()
    few = questions(signed_in, f"{MINE}{sent.pk}/check/")

    assert (few, many <= MOST_QUERIES) == (many, True)


def test_a_page_asks_for_the_links_of_a_resource_once(client):
    resource = make_resource("Garden")
    resource.links.create(url="https://example.org/")

    client.get(resource.get_absolute_url())
    settle()
    with CaptureQueriesContext(connection) as asked:
        client.get(resource.get_absolute_url())

    assert sum('FROM "resources_resourcelink"' in row["sql"] for row in asked.captured_queries) == 1
