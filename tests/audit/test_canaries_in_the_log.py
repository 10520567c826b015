"""What was written in a whole world of people stands neither in the log nor where an address is only in the way."""

import json

import pytest

from ggsn.audit.models import Entry

pytestmark = pytest.mark.django_db
MEMBERS = "/en/admin/members/member/"


def test_lines_hold_no_word_that_anybody_wrote(world):
    """After a whole world was made, with a canary in each text."""
    told = json.dumps(list(Entry.objects.values("event", "kind", "number", "facts")))

    assert [word for word in world.canaries.words if word in told] == []
    assert "role_given" in told


def test_an_account_to_be_deleted_is_named_without_its_addresses(world):
    page = world.visitors["admin"].get(f"{MEMBERS}{world.people['other'].pk}/delete/").text

    assert "•••@•••" in page
    assert world.people["other"].email not in page
