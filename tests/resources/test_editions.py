"""What is kept in memory stands for one edition, and for no other."""

import threading

import pytest
from django.db import transaction

from resources.editions import Kept
from resources.models import Edition


class Marks:
    """An edition whose mark the test changes."""

    def __init__(self):
        self.mark = None

    def current(self):
        return self.mark


class Made:
    def __init__(self, mark):
        self.mark = mark


def test_it_is_made_once_for_each_mark_also_for_none_yet():
    marks = Marks()
    kept = Kept(marks, Made)

    first, again = kept(), kept()
    marks.mark = "other"
    later = kept()

    assert first is again
    assert (first.mark, later.mark, later is kept()) == (None, "other", True)


def test_of_several_threads_one_makes_it_and_the_others_wait():
    at_once, made = threading.Barrier(8), []

    def make(mark):
        made.append(mark)
        return Made(mark)

    kept = Kept(Marks(), make)

    def read():
        at_once.wait()
        kept()

    threads = [threading.Thread(target=read) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [None]


# The mark of an edition, of which a transaction that changes much makes one.

committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def in_one_transaction(db):
    """The test's own."""


def test_what_one_transaction_changes_has_one_mark_as_long_as_nobody_asks(
    in_one_transaction, django_assert_num_queries
):
    with django_assert_num_queries(1):
        for _change in range(100):
            Edition.renew()


def test_once_it_was_asked_for_the_next_change_has_another(in_one_transaction):
    Edition.renew()
    before = Edition.current()
    Edition.renew()

    assert Edition.current() != before


def test_a_change_after_another_was_undone_has_its_own(in_one_transaction):
    Edition.renew()
    before = Edition.current()
    with transaction.atomic():
        Edition.renew()
        transaction.set_rollback(True)
    Edition.renew()

    assert Edition.current() != before


@committed
def test_a_change_is_undone_with_its_mark():
    Edition.renew()
    before = Edition.current()
    with transaction.atomic():
        Edition.renew()
        transaction.set_rollback(True)

    assert Edition.current() == before


@committed
@pytest.mark.parametrize("undone", [False, True])
def test_each_transaction_has_a_mark_of_its_own(undone):
    with transaction.atomic():
        Edition.renew()
        transaction.set_rollback(undone)
    # Asked by somebody else, whom this connection knows nothing of.
    before = Edition.objects.values_list("mark", flat=True).first()
    with transaction.atomic():
        Edition.renew()

    assert Edition.objects.get().mark != before


@committed
def test_a_transaction_after_a_change_outside_of_one_has_its_own():
    Edition.renew()
    before = Edition.objects.get().mark
    with transaction.atomic():
        Edition.renew()

    assert Edition.objects.get().mark != before


@pytest.mark.parametrize("undone", [False, True])
def test_what_was_read_in_between_and_undone_has_a_mark_that_never_comes_again(in_one_transaction, undone):
    Edition.renew()
    with transaction.atomic():
        Edition.renew()
        inside = Edition.current()
        transaction.set_rollback(undone)

    assert (Edition.current() == inside) is not undone


@committed
def test_outside_of_a_transaction_each_change_has_its_own():
    Edition.renew()
    before = Edition.objects.get().mark
    Edition.renew()

    assert Edition.objects.get().mark != before
