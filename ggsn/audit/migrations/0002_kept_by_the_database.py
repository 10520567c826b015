from django.db import migrations

from ggsn.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: triggers.lay(schema_editor.connection),
            lambda apps, schema_editor: triggers.lift(schema_editor.connection),
        )
    ]
