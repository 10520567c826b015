"""Tests are shared out among workers by files, and in their order (tests/together.py)."""

from types import SimpleNamespace

import pytest

from tests.together import FilesTogether

pytestmark = pytest.mark.no_database
COLLECTED = ["a.py::one", "a.py::two[x::y]", "b.py::one", "a.py::commits", "journey.py::one", "journey.py::two"]


class Worker:
    """What the plan asks of a worker, and which tests it was given."""

    def __init__(self, name):
        self.gateway, self.given, self.shutting_down = SimpleNamespace(id=name), [], False

    def send_runtest_some(self, indices):
        self.given += [COLLECTED[index] for index in indices]

    def shutdown(self):
        self.shutting_down = True


def test_a_file_goes_to_one_worker_and_what_comes_after_others_stays_after_them(pytestconfig):
    option = SimpleNamespace(loadscopereorder=True, maxschedchunk=None)
    plan = FilesTogether(SimpleNamespace(option=option, getvalue=lambda name: ["popen"] * 2, hook=pytestconfig.hook))
    workers = [Worker("one"), Worker("two")]
    for worker in workers:
        plan.add_node(worker)
        plan.add_node_collection(worker, COLLECTED)

    plan.schedule()

    first, second = (worker.given for worker in workers)
    assert first[:2] == ["a.py::one", "a.py::two[x::y]"]
    assert second[:1] == ["b.py::one"]
    assert [COLLECTED.index(one) for one in first] == sorted(COLLECTED.index(one) for one in first)
    assert len(plan.scopes.values()) - len(set(plan.scopes.values())) == 2  # two files of two that follow each other
