"""What is kept in memory stands for one edition, and for no other."""

import threading

from resources.editions import Kept


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
