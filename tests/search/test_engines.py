"""What only one of the two databases has: a way to look at no more than is needed."""

import pytest
from django.db import connection

from ggsn.search.engines import Asked, all_of, any_of, ask, ask_for_every, begins, but_not, engine
from ggsn.search.index import reach
from ggsn.search.models import Entry
from tests.make import make_resource

pytestmark = pytest.mark.django_db


def numbers(question, most=1000):
    lowest, highest = reach(1, 15)
    return [
        int(place.partition("/")[0])
        for place in ask([Asked("x", question, lowest, highest, most, ("places",))])["x"].places
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("w:lantern", {"both", "lantern"}),
        (all_of("w:lantern", "w:beacon"), {"both"}),
        (any_of("w:lantern", "w:beacon"), {"both", "lantern", "beacon"}),
        (but_not("w:lantern", "w:beacon"), {"lantern"}),
        (all_of(but_not("w:beacon", any_of("w:lantern", "w:x")), "v:public"), {"beacon"}),
        (begins("w:lan"), {"both", "lantern"}),
        (begins("t:bea"), {"beacon"}),
        ("w:l", set()),
    ],
)
def test_both_databases_read_a_question_alike(question, found):
    names = {
        make_resource("Lantern").pk: "lantern",
        make_resource("Beacon").pk: "beacon",
        make_resource("Other", text_en="A lantern and a beacon").pk: "both",
    }

    assert {names[pk] for pk in ask_for_every({"x": question})["x"]} == found


def test_the_newest_come_first_and_no_more_than_asked_for():
    for _number in range(6):
        make_resource("Lantern")
    every = sorted(Entry.objects.values_list("pk", flat=True), reverse=True)

    assert numbers("w:lantern", most=4) == every[:4]


def test_tokens_are_told_back_as_they_were_written():
    make_resource("L’œuvre", text_fr="Éveil à Łódź, 世界")
    (entry,) = Entry.objects.all()
    with connection.cursor() as cursor:
        told = engine().tokens(cursor, [entry.pk])[entry.pk]

    assert {"t:oeuvre", "w:oeuvre", "w:eveil", "w:lodz", "w:世界", "v:public", "i:1", "in:fr"} <= told


def test_looking_only_at_the_newest_gives_what_looking_at_all_gives():
    """On PostgreSQL, search_newest first looks at part of the newest where very many are expected: here, a few."""
    for number in range(40):
        make_resource("Lantern", text_en="rare" if number % 10 == 0 else "")
    every = sorted(Entry.objects.values_list("pk", flat=True), reverse=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_entry")
            cursor.execute("SELECT pg_get_functiondef('search_newest'::regproc)")
            (definition,) = cursor.fetchone()
            cursor.execute(definition.replace("50000", "1").replace("20000, 4::bigint * most", "1, 2"), None)

    found = {most: numbers("w:lantern", most) for most in (7, 100)}
    rare = numbers("w:rare", most=7)

    assert (found[7], found[100]) == (every[:7], every)
    assert len(ask_for_every({"x": "w:lantern"})["x"]) == 40
    assert rare == [pk for pk in every if pk in set(rare)]
    assert len(rare) == 4
