"""The directory lists those who chose it, and nobody can be counted who did not."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.db import connection

from members.models import Language, Member, Region, Struggle, SupportKind
from tests.make import make_member


def names(response):
    return [person.display_name for person, _time in response.context["people"]]


def test_the_directory_lists_members_who_chose_it(client, member, other, unlisted, gone):
    make_member(display_name="Listed and gone", is_listed=True, is_active=False)
    make_member(display_name="Listed and not accepted", is_listed=True, accepted_at=None)
    client.force_login(unlisted)

    response = client.get("/en/members/")

    assert names(response) == ["Awa", "Wanjiru"]
    assert response.context["page"].paginator.count == 2
