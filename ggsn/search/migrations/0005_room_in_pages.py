from django.db import migrations

# Each contribution writes hundreds of rows anew. Where their page has room, no index needs to hear of it.
TABLES = ("search_posting", "search_word")


def leave_room(apps, schema_editor):
    alter(schema_editor, "SET (fillfactor = 80)")


def fill_up(apps, schema_editor):
    alter(schema_editor, "RESET (fillfactor)")


def alter(schema_editor, how):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} {how}")


class Migration(migrations.Migration):
    dependencies = [("search", "0004_turns_are_quick")]

    operations = [migrations.RunPython(leave_room, fill_up)]
