import pytest

from ggsn.audit.models import Entry


@pytest.fixture
def lines(db):
    """What is written from here on: [(event, by, kind, number, facts)]."""

    def written():
        return [
            (entry.event, entry.by, entry.kind, entry.number, entry.facts)
            for entry in Entry.objects.filter(pk__gt=last).order_by("pk")
        ]

    newest = Entry.objects.order_by("-pk").first()
    last = newest.pk if newest else 0
    return written
