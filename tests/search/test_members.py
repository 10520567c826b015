"""When somebody joined, they may keep to themselves: members stand by their names, as in the directory."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from ggsn.search import results as read
from members.models import Member
from tests.make import make_member
from tests.search.conftest import results

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return make_member(is_listed=False)


def make_listed(joined):
    """Of these names, the first joined last. All come into the index in the order in which they joined."""
    for years, name in reversed([*enumerate(joined)]):
        facts = {"place": "By the lantern", "since_for": "me", "is_listed": True}
        make_member(display_name=name, accepted_at=timezone.now() - timedelta(days=400 * years), **facts)


def names_found(member, typed, **chosen):
    with override("en"):
        shown = results("en", typed, member, **chosen).shown
        return [entry.title for _source, _count, _more, entries in shown for entry in entries]


@pytest.mark.parametrize("is_made_anew", [False, True])
@pytest.mark.parametrize("typed", ["", "lantern"])
def test_the_order_of_members_does_not_tell_when_they_joined(asker, typed, is_made_anew):
    make_listed(["Zed", "Anna", "Élise", "Mo", "Bea"])
    if is_made_anew:
        call_command("reindex", whole=True, verbosity=0)

    assert names_found(asker, typed, where="members") == ["Anna", "Bea", "Élise", "Mo", "Zed"]


def test_of_the_same_name_the_random_address_decides(asker):
    make_listed(["Mo"] * 9)

    with override("en"):
        (found,) = results("en", "", asker, where="members").ranked.values()
    of = {person.pk: person.handle for person in Member.objects.listed()}

    assert [of[entry.object_id] for entry in found] == sorted(of.values())


def test_nor_do_the_pages_that_follow_or_who_is_on_none_of_them(asker, monkeypatch):
    """Neither in hundreds, nor where there are more than are sorted of other kinds."""
    monkeypatch.setattr(read, "AT_ONCE", 4)
    monkeypatch.setattr(read, "MOST_RANKED", 30)
    names = [f"Person {number:02}" for number in range(40)]
    make_listed(names[1::2] + names[::2])

    found = [names_found(asker, "lantern", page=page) for page in ("1", "2")]

    assert found == [names[:20], names[20:30]]
