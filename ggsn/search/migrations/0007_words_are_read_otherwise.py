from django.db import migrations

# From now on two words that a hyphen joins follow each other, as small words and those they turn do; and an accent that
# makes another word of a small one is kept. What was there is made anew by `manage.py prepare`, here and on the way back.
MODELS = ("Entry", "Posting", "Filed", "Block", "Word")


def leave(apps, schema_editor):
    for model in MODELS:
        apps.get_model("search", model).objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_pairs_are_told_apart")]

    operations = [migrations.RunPython(leave, leave)]
