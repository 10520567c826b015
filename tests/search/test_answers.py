"""A hundred questions and more over a fixed library in two languages: all that must be found, and first what is best.

The suite is the same on every database, and so are the answers, in their whole order.
"""

import hashlib

import pytest

from tests.search.corpus import QUESTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(ask):
    return [ask(language, typed) for language, typed, _first, _wanted in QUESTIONS]


def test_everything_that_must_be_found_is_found_and_nothing_else(answers):
    wrong = [
        (typed, {"missing": wanted - set(found), "too much": set(found) - wanted})
        for (_language, typed, _first, wanted), found in zip(QUESTIONS, answers, strict=True)
        if set(found) != wanted
    ]

    assert wrong == []


def test_what_is_best_comes_first(answers):
    wrong = [
        (typed, first, found[:3])
        for (_language, typed, first, _wanted), found in zip(QUESTIONS, answers, strict=True)
        if (found or [None])[0] != first
    ]

    assert wrong == []


# A digest of all answers in their order: another database that sorts differently fails here.
WHOLE = "523fede6d9303eb2"


def test_every_database_gives_the_same_answers_in_the_same_order(answers):
    told = "\n".join(" ".join(found) for found in answers)

    assert hashlib.sha256(told.encode()).hexdigest()[:16] == WHOLE
