from django.db import migrations, models

# Tokens hold no capitals; whatever is not ASCII counts as a letter. Nothing but "which rows have this token" is asked.
SQLITE = [
    "CREATE TABLE search_tokens (id INTEGER PRIMARY KEY, tokens TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE search_words USING fts5(tokens, content='search_tokens', content_rowid='id', detail=none, "
    "columnsize=0, tokenize=\"ascii tokenchars ':-_'\")",
    "CREATE TRIGGER search_tokens_come AFTER INSERT ON search_tokens BEGIN "
    "INSERT INTO search_words (rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER search_tokens_go AFTER DELETE ON search_tokens BEGIN "
    "INSERT INTO search_words (search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry BEGIN "
    "DELETE FROM search_tokens WHERE id = old.id; END",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_goes",
    "DROP TRIGGER search_tokens_go",
    "DROP TRIGGER search_tokens_come",
    "DROP TABLE search_words",
    "DROP TABLE search_tokens",
]

# The vector is kept out of the rows, uncompressed, so that filters and facets read few pages. A scan of the rows would
# fetch each vector back, which the planner does not reckon with: search_newest lets it use the index of tokens only.
# Where a question has very many answers, only as much of the newest is looked at as will probably do, then the rest.
POSTGRESQL = [
    "ALTER TABLE search_entry ADD COLUMN vector tsvector NOT NULL",
    "ALTER TABLE search_entry ALTER COLUMN vector SET STORAGE EXTERNAL, ALTER COLUMN facets SET STORAGE PLAIN",
    "ALTER TABLE search_entry SET (toast_tuple_target = 128)",
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)",
    """CREATE FUNCTION search_edge(lowest bigint, highest bigint, many bigint) RETURNS bigint LANGUAGE sql STABLE
    SET enable_indexscan = on SET enable_indexonlyscan = on AS $$
        SELECT id FROM search_entry WHERE id BETWEEN lowest AND highest ORDER BY id DESC OFFSET many LIMIT 1
    $$""",
    """CREATE FUNCTION search_newest(question tsquery, lowest bigint, highest bigint, most integer)
    RETURNS TABLE (id bigint, languages varchar, facets text) LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET work_mem = '32MB' AS $$
    DECLARE
        wanted CONSTANT text := 'SELECT e.id, e.languages, e.facets FROM search_entry e'
            ' WHERE e.vector @@ $1 AND e.id BETWEEN $2 AND $3 ORDER BY e.id DESC LIMIT $4';
        plan json;
        likely numeric;
        every numeric;
        edge bigint;
        found integer;
    BEGIN
        SELECT reltuples INTO every FROM pg_class WHERE oid = 'search_entry'::regclass;
        IF every > 50000 THEN
            EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM search_entry WHERE vector @@ %L::tsquery', question)
                INTO plan;
            likely := greatest((plan->0->'Plan'->>'Plan Rows')::numeric, 1);
            IF likely > greatest(20000, 4 * most) THEN
                edge := search_edge(lowest, highest, (1.4 * most * every / likely)::bigint);
            END IF;
        END IF;
        RETURN QUERY EXECUTE wanted USING question, coalesce(edge, lowest), highest, most;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF edge IS NOT NULL AND found < most THEN
            RETURN QUERY EXECUTE wanted USING question, lowest, edge - 1, most - found;
        END IF;
    END $$""",
]
POSTGRESQL_BACK = [
    "DROP FUNCTION search_newest(tsquery, bigint, bigint, integer)",
    "DROP FUNCTION search_edge(bigint, bigint, bigint)",
    "DROP INDEX search_entry_vector",
    "ALTER TABLE search_entry DROP COLUMN vector",
]


def make(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.PositiveSmallIntegerField()),
                ("object_id", models.BigIntegerField()),
                ("languages", models.CharField(max_length=40)),
                ("facets", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_entry_once")],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("times", models.IntegerField(default=0)),
                ("times_in_public", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("who", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField()),
                ("times", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(make, unmake),
    ]
