from django.db import migrations, models

# The tokens are in tables of their own from now on, the same on either database. What was there is made anew by
# `manage.py reindex`: nothing is lost with an index.
FORMER = {
    "sqlite": [
        "DROP TRIGGER search_entry_goes",
        "DROP TRIGGER search_tokens_go",
        "DROP TRIGGER search_tokens_come",
        "DROP TABLE search_words",
        "DROP TABLE search_tokens",
    ],
    "postgresql": [
        "DROP FUNCTION search_every(tsquery)",
        "DROP FUNCTION search_newest(tsquery, bigint, bigint, integer)",
        "DROP FUNCTION search_edge(bigint, bigint, bigint)",
        "DROP INDEX search_entry_vector",
        "ALTER TABLE search_entry DROP COLUMN vector",
    ],
}
# Tokens are compared byte by byte, as on SQLite, so that beginnings are ranges. What is read often lies in the rows;
# what is read only when an entry changes lies beside them.
NOW = {
    "sqlite": [],
    "postgresql": [
        'ALTER TABLE search_posting ALTER COLUMN token TYPE text COLLATE "C"',
        'ALTER TABLE search_filed ALTER COLUMN code TYPE text COLLATE "C"',
        "ALTER TABLE search_posting ALTER COLUMN places SET STORAGE MAIN, SET (toast_tuple_target = 8160)",
        "ALTER TABLE search_filed ALTER COLUMN places SET STORAGE MAIN, SET (toast_tuple_target = 8160)",
        "ALTER TABLE search_entry ALTER COLUMN tokens SET STORAGE EXTERNAL, SET (toast_tuple_target = 128)",
    ],
}


def leave(apps, schema_editor):
    for model in ("Entry", "Word"):
        apps.get_model("search", model).objects.all().delete()
    for statement in FORMER[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def settle(apps, schema_editor):
    for statement in NOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_asking_the_index")]
    operations = [
        migrations.RunPython(leave),
        migrations.RemoveField("entry", "facets"),
        migrations.AddField("entry", "date", models.BigIntegerField(default=0)),
        migrations.AddField("entry", "tokens", models.BinaryField(default=b""), preserve_default=False),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("pk", models.CompositePrimaryKey("token", "block", blank=True, editable=False, primary_key=True, serialize=False)),
                ("token", models.TextField()),
                ("block", models.BigIntegerField()),
                ("places", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Filed",
            fields=[
                ("pk", models.CompositePrimaryKey("block", "code", blank=True, editable=False, primary_key=True, serialize=False)),
                ("block", models.BigIntegerField()),
                ("code", models.TextField()),
                ("places", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("mark", models.BinaryField()),
            ],
        ),
        migrations.RunPython(settle),
    ]
