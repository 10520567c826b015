"""Questions that pages ask again and again, composed once: Django takes longer to compose one than to ask it."""

import datetime
from copy import copy
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.functional import cached_property
from django.utils.translation import get_language


class _Composition(NamedTuple):
    statement: str
    model: type
    names: list  # of the columns
    columns: list


class Composed:
    """The rows of a queryset that differs from question to question in one value only.

    `Composed(lambda number: Group.objects.filter(user=number))`; ValueError where its statement has other parameters.
    """

    def __init__(self, make):
        self._make = make

    @cached_property
    def _composition(self):
        query = self._make("0").query
        compiler = query.get_compiler(connection.alias)
        statement, parameters = compiler.as_sql()
        if len(parameters) != 1:
            raise ValueError(f"It must have one parameter, the value it is made with: {statement}")
        columns = [column for column, *_sql in compiler.select]
        return _Composition(statement, query.model, [column.target.attname for column in columns], columns)

    def rows(self, value):
        made = self._composition
        with connection.cursor() as cursor:
            cursor.execute(made.statement, [value])
            found = cursor.fetchall()
        return [self._converted(row) for row in found]

    def instances(self, value):
        made = self._composition
        return [made.model.from_db(connection.alias, made.names, row) for row in self.rows(value)]

    def _converted(self, row):
        """As the fields read what the database gives: SQLite has neither dates nor truth."""
        row = list(row)
        for place, converters, column in self._converters:
            for convert in converters:
                row[place] = convert(row[place], column, connection)
        return row

    @cached_property
    def _converters(self):
        columns = self._composition.columns
        converters = [connection.ops.get_db_converters(one) + one.get_db_converters(connection) for one in columns]
        return [(place, some, columns[place]) for place, some in enumerate(converters) if some]


ROOMS = (20, 100, 500)  # numbers in one question: as many as a page shows, or more
_STAND_IN = -(1 << 62)  # no thing has such a number


class ComposedForMany:
    """What a queryset about several things finds, called with their numbers: only these differ between questions.

    `ComposedForMany(lambda numbers: Resource.objects.filter(pk__in=numbers))`. Whatever it is a queryset of is found,
    with all that is fetched besides. TypeError where it depends on the moment, which passes; of a day, only PostgreSQL
    shows that it is one. What is prefetched is composed each time.
    """

    def __init__(self, make):
        self._make = make
        self._made = {}  # {(room, language): (queryset, its compiler, statement, [(parameter, which number)])}

    def __call__(self, numbers):
        numbers = list(numbers)
        room = next((room for room in ROOMS if room >= len(numbers)), ROOMS[-1])
        some, rest = numbers[:room], numbers[room:]
        return [*self._ask(some, room), *self(rest)] if some else []

    def _ask(self, numbers, room):
        queryset, compiler, statement, parameters = self._composed(room, get_language())
        if statement is None:
            return []
        numbers += numbers[:1] * (room - len(numbers))
        given = [one if place is None else numbers[place] for one, place in parameters]
        compiler = copy(compiler)
        compiler.connection = connection  # this thread's
        compiler.as_sql = lambda *args, **kwargs: (statement, given)
        asked = queryset.all()
        asked.query.get_compiler = lambda *args, **kwargs: compiler
        return list(asked)

    def _composed(self, room, language):
        """For each language: names of translated fields become those of the reader's."""
        if (room, language) not in self._made:
            self._made[room, language] = self._compose([_STAND_IN + place for place in range(room)])
        return self._made[room, language]

    def _compose(self, stand_ins):
        queryset = self._make(stand_ins)
        compiler = queryset.query.get_compiler(connection.alias)
        try:
            statement, parameters = compiler.as_sql()
            again = self._make(stand_ins).query.get_compiler(connection.alias).as_sql()
        except EmptyResultSet:
            return queryset, None, None, ()  # there is nothing that it could find
        if again != (statement, parameters) or any(isinstance(one, datetime.date) for one in parameters):
            raise TypeError(f"Composed once, it would ask for this moment for ever: {statement}")
        compiler.connection = None
        places = [(one, _stands_for(one, len(stand_ins))) for one in parameters]
        if not {*range(len(stand_ins))} <= {place for _one, place in places}:
            raise TypeError(f"It must ask for each of its numbers: {statement}")
        return queryset, compiler, statement, places


def _stands_for(parameter, room):
    """The place of the number that belongs there; None for other parameters. For PostgreSQL, ints have other types."""
    place = parameter - _STAND_IN if isinstance(parameter, int) else -1
    return place if 0 <= place < room else None
