"""Addresses from which nothing is taken: read where they are kept, and in no log."""

import pytest
from django.contrib.admin.models import LogEntry

from members.models import HeldAddress

pytestmark = pytest.mark.django_db


def test_the_log_of_the_desk_keeps_no_address(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    desk = "/en/admin/members/heldaddress/"

    client.post(f"{desk}add/", {"address": "xylo@example.org", "reason": ""})
    held = HeldAddress.objects.get()
    client.post(f"{desk}{held.pk}/change/", {"address": "xylo@example.net", "reason": "Xylo"})
    client.post(f"{desk}{held.pk}/delete/", {"post": "yes"})

    noted = [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    assert len(noted) == 3
    assert not any("xylo" in words or "@" in words for words in noted)
