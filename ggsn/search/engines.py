"""The two databases, each asked the same: which entries have these tokens, newest first, at most so many.

A question is made of tokens with `all_of`, `any_of`, `begins` and `but_not`; each engine has its own way to write it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection


@dataclass(frozen=True)
class all_of:
    parts: tuple

    def __init__(self, *parts):
        object.__setattr__(self, "parts", tuple(part for part in parts if part is not None))


@dataclass(frozen=True)
class any_of:
    parts: tuple

    def __init__(self, *parts):
        object.__setattr__(self, "parts", tuple(dict.fromkeys(part for part in parts if part is not None)))


@dataclass(frozen=True)
class begins:
    token: str


@dataclass(frozen=True)
class but_not:
    wanted: object
    unwanted: object


@dataclass(frozen=True)
class Asked:
    """One thing to find out: under `name`, about the `most` newest entries that answer `question`: how many there are,
    and of each the `columns` ("places", which are number and languages, and "facets")."""

    name: str
    question: object
    lowest: int
    highest: int
    most: int
    columns: tuple


class Answer(NamedTuple):
    count: int = 0
    places: list = ()  # "number/languages", the newest first
    facets: list = ()  # of all of them together, each as often as it was met


class Sqlite:
    columns = {"places": "group_concat(id || '/' || languages, ' ')", "facets": "group_concat(facets, ' ')"}
    one = (
        "SELECT %s, count(*), {places}, {facets} FROM (SELECT e.id, e.languages, e.facets FROM search_words "
        "JOIN search_entry e ON e.id = search_words.rowid WHERE search_words MATCH %s "
        "AND search_words.rowid BETWEEN %s AND %s ORDER BY search_words.rowid DESC LIMIT %s)"
    )
    every = (
        "SELECT %s, group_concat(e.object_id, ' ') FROM search_words JOIN search_entry e "
        "ON e.id = search_words.rowid WHERE search_words MATCH %s"
    )

    def write(self, question):
        match question:
            case str():
                return '"' + question.replace('"', '""') + '"'
            case begins(token):
                return f"{self.write(token)} *"
            case but_not(wanted, unwanted):
                return f"({self.write(wanted)} NOT {self.write(unwanted)})"
            case all_of(parts):
                return f"({' AND '.join(map(self.write, parts))})"
            case any_of(parts):
                return f"({' OR '.join(map(self.write, parts))})"

    def put(self, cursor, rows):
        """Rows of id, kind, object_id, languages, facets and tokens."""
        cursor.executemany(
            "INSERT INTO search_entry (id, kind, object_id, languages, facets) VALUES (%s, %s, %s, %s, %s)",
            [row[:5] for row in rows],
        )
        cursor.executemany(
            "INSERT INTO search_tokens (id, tokens) VALUES (%s, %s)",
            [(row[0], " ".join(sorted(row[5]))) for row in rows],
        )

    def tokens(self, cursor, ids):
        marks = ", ".join(["%s"] * len(ids))
        cursor.execute(f"SELECT id, tokens FROM search_tokens WHERE id IN ({marks})", ids)  # noqa: S608
        return {number: set(tokens.split(" ")) for number, tokens in cursor.fetchall()}

    def wait_for_others(self, cursor):
        """Whoever writes here has the database alone."""

    def before_filling(self, cursor):
        pass

    def after_filling(self, cursor):
        self.let_go_of_the_deleted(cursor)
        cursor.execute("ANALYZE")

    def let_go_of_the_deleted(self, cursor):
        """FTS5 keeps the words of what was deleted in its own tables until it puts them together anew."""
        cursor.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")


class Postgresql:
    every = "SELECT %s, search_every(%s::tsquery)"
    columns = {"places": "string_agg(id || '/' || languages, ' ')", "facets": "string_agg(facets, ' ')"}
    one = "SELECT %s, count(*), {places}, {facets} FROM search_newest(%s::tsquery, %s, %s, %s)"

    def write(self, question):
        match question:
            case str():
                return "'" + question.replace("\\", "\\\\").replace("'", "''") + "'"
            case begins(token):
                return f"{self.write(token)}:*"
            case but_not(wanted, unwanted):
                return f"({self.write(wanted)} & !{self.write(unwanted)})"
            case all_of(parts):
                return f"({' & '.join(map(self.write, parts))})"
            case any_of(parts):
                return f"({' | '.join(map(self.write, parts))})"

    def put(self, cursor, rows):
        cursor.executemany(
            "INSERT INTO search_entry (id, kind, object_id, languages, facets, vector) "
            "VALUES (%s, %s, %s, %s, %s, array_to_tsvector(%s::text[]))",
            [(*row[:5], list(row[5])) for row in rows],
        )

    def tokens(self, cursor, ids):
        cursor.execute("SELECT id, tsvector_to_array(vector) FROM search_entry WHERE id = ANY(%s)", [list(ids)])
        return {number: set(tokens) for number, tokens in cursor.fetchall()}

    def wait_for_others(self, cursor):
        """Two who write the same words in another order would wait for each other for ever; so they queue."""
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ggsn.search'))")

    def let_go_of_the_deleted(self, cursor):
        """What was deleted goes with the database's own vacuum, and nobody can ask for it meanwhile."""

    def before_filling(self, cursor):
        cursor.execute("DROP INDEX search_entry_vector")

    def after_filling(self, cursor):
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL statement_timeout = 0")
        cursor.execute("CREATE INDEX search_entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)")
        cursor.execute("ANALYZE search_entry")


ENGINES = {"sqlite": Sqlite(), "postgresql": Postgresql()}


def engine():
    return ENGINES[connection.vendor]


def ask(asked):
    """{name: Answer} for all of `asked`, in one question to the database."""
    speaker = engine()
    sql = " UNION ALL ".join(
        speaker.one.format(**{name: sql if name in one.columns else "NULL" for name, sql in speaker.columns.items()})
        for one in asked
    )
    values = [
        value for one in asked for value in (one.name, speaker.write(one.question), one.lowest, one.highest, one.most)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {
            name: Answer(count, (places or "").split(), (facets or "").split())
            for name, count, places, facets in cursor.fetchall()
        }


def ask_for_every(questions):
    """{name: [object_id of every entry that answers the question of this name]}, in one question to the database."""
    speaker = engine()
    sql = " UNION ALL ".join([speaker.every] * len(questions))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for name, one in questions.items() for value in (name, speaker.write(one))])
        return {name: [int(number) for number in (found or "").split()] for name, found in cursor.fetchall()}
