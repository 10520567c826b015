"""The database itself keeps the audit log: it refuses to change a line, and to delete one that is not old enough.

There is no way around for a careless command or a stolen password of the desk; whoever owns the database can take the
triggers away, which the self-check then tells, and the lines are in the machine's log as well.
"""

# How long a line is kept at least, by the database's own clock.
MONTHS = 24

_YOUNG = {
    "sqlite": f"OLD.at > datetime('now', '-{MONTHS} months')",
    "postgresql": f"OLD.at > now() - interval '{MONTHS} months'",
}
_LAY = {
    "sqlite": [
        "CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END",
        "CREATE TRIGGER audit_kept BEFORE DELETE ON audit_entry "
        f"WHEN {_YOUNG['sqlite']} BEGIN SELECT RAISE(ABORT, 'the audit log is kept'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is kept' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE FUNCTION audit_refuse_to_empty() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF EXISTS (SELECT 1 FROM audit_entry) THEN "
        "RAISE EXCEPTION 'the audit log is kept' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NULL; END $$",
        "CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_kept BEFORE DELETE ON audit_entry FOR EACH ROW "
        f"WHEN ({_YOUNG['postgresql']}) EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_to_empty()",
    ],
}
_LIFT = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_never_changed", "DROP TRIGGER IF EXISTS audit_kept"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_never_changed ON audit_entry",
        "DROP TRIGGER IF EXISTS audit_kept ON audit_entry",
        "DROP TRIGGER IF EXISTS audit_not_emptied ON audit_entry",
        "DROP FUNCTION IF EXISTS audit_refuse()",
        "DROP FUNCTION IF EXISTS audit_refuse_to_empty()",
    ],
}
_COUNT = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass "
    "AND NOT tgisinternal AND tgenabled <> 'D'",
}
_EXPECTED = {"sqlite": 2, "postgresql": 3}


def lay(connection):
    _run(connection, _LAY)


def lift(connection):
    _run(connection, _LIFT)


def are_laid(connection):
    with connection.cursor() as cursor:
        cursor.execute(_COUNT[connection.vendor])
        return cursor.fetchone()[0] == _EXPECTED[connection.vendor]


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
