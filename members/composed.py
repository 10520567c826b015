"""Questions that every page asks about its reader, composed once: Django takes longer to compose one than to ask it."""

from django.db import connection
from django.utils.functional import cached_property


class Composed:
    """The rows of a queryset that differs from question to question in one value only.

    `Composed(lambda number: Group.objects.filter(user=number))`; ValueError where its statement has other parameters.
    """

    def __init__(self, make):
        self._make = make

    @cached_property
    def _compiler(self):
        return self._make("0").query.get_compiler(connection.alias)

    @cached_property
    def _composed(self):
        """(statement, how each column is read, its name)."""
        compiler = self._compiler
        statement, parameters = compiler.as_sql()
        if len(parameters) != 1:
            raise ValueError(f"It must have one parameter, the value it is made with: {statement}")
        columns = [column for column, *_sql in compiler.select]
        return statement, compiler.get_converters(columns), [column.target.attname for column in columns]

    def rows(self, value):
        statement, converters, _names = self._composed
        with connection.cursor() as cursor:
            cursor.execute(statement, [value])
            found = cursor.fetchall()
        return list(self._compiler.apply_converters(found, converters))

    def instances(self, value):
        _statement, _converters, names = self._composed
        return [self._compiler.query.model.from_db(connection.alias, names, row) for row in self.rows(value)]
