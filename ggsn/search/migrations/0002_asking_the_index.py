from django.db import migrations

# On a very large index, the planner went through the rows and fetched each vector back where it could have asked the
# index of tokens: now search_newest says which. And all that answers is told in one row.
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION search_newest(question tsquery, lowest bigint, highest bigint, most integer)
    RETURNS TABLE (id bigint, languages varchar, facets text) LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET work_mem = '32MB' AS $$
    DECLARE
        -- Either walks down the newest and reads each vector, or asks the index of tokens alone: + 0 hides the other.
        walking CONSTANT text := 'SELECT e.id, e.languages, e.facets FROM search_entry e'
            ' WHERE e.vector @@ $1 AND e.id BETWEEN $2 AND $3 ORDER BY e.id DESC LIMIT $4';
        looking_up CONSTANT text := replace(walking, 'e.id BETWEEN', 'e.id + 0 BETWEEN');
        plan json;
        likely numeric;
        every numeric;
        walked numeric;
        edge bigint;
        found integer;
    BEGIN
        SELECT reltuples INTO every FROM pg_class WHERE oid = 'search_entry'::regclass;
        IF every > 50000 THEN
            EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM search_entry WHERE vector @@ %L::tsquery', question)
                INTO plan;
            likely := greatest((plan->0->'Plan'->>'Plan Rows')::numeric, 1);
            IF likely > greatest(20000, 4::bigint * most) THEN
                walked := 1.4 * most * every / likely;
                edge := search_edge(lowest, highest, walked::bigint);
            END IF;
        END IF;
        RETURN QUERY EXECUTE CASE WHEN edge IS NOT NULL AND walked < 3000 THEN walking ELSE looking_up END
            USING question, coalesce(edge, lowest), highest, most;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF edge IS NOT NULL AND found < most THEN
            RETURN QUERY EXECUTE looking_up USING question, lowest, edge - 1, most - found;
        END IF;
    END $$""",
    """CREATE OR REPLACE FUNCTION search_every(question tsquery) RETURNS text LANGUAGE sql STABLE
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET work_mem = '32MB' AS $$
        SELECT string_agg(object_id::text, ' ') FROM search_entry WHERE vector @@ question
    $$""",
]
POSTGRESQL_BACK = [
    "DROP FUNCTION search_every(tsquery)",
    """CREATE OR REPLACE FUNCTION search_newest(question tsquery, lowest bigint, highest bigint, most integer)
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


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL_BACK:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_the_index")]
    operations = [migrations.RunPython(make, unmake)]
