from django.db import migrations


def quickly(apps, schema_editor):
    """Who searches waits for no disk. A crash of PostgreSQL forgets who searched in that minute, an ordinary end not."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_turn SET UNLOGGED")


def as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_turn SET LOGGED")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_places")]

    operations = [migrations.RunPython(quickly, as_before)]
