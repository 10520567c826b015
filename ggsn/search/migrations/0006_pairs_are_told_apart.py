from django.db import migrations

# Two words that follow each other are written with more digits from now on, so that fewer pairs look alike, and words
# keep the marks of their letters. What was there is made anew by `manage.py prepare`, here and on the way back.
MODELS = ("Entry", "Posting", "Filed", "Block", "Word")


def leave(apps, schema_editor):
    for model in MODELS:
        apps.get_model("search", model).objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_room_in_pages")]

    operations = [migrations.RunPython(leave, leave)]
