"""Questions that every page asks about its reader, composed once: Django takes longer to compose one than to ask it."""

from typing import NamedTuple

from django.db import connection
from django.utils.functional import cached_property


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
