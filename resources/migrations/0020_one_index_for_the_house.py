from django.db import migrations


class Migration(migrations.Migration):
    """The words of the library are found by the index of the house (ggsn.search); `manage.py reindex` fills it."""

    dependencies = [("resources", "0010_files")]
    operations = [
        migrations.DeleteModel(name="Occurrence"),
        migrations.DeleteModel(name="Word"),
    ]
