from django.db import migrations
from django.db.models import F


def name_each(apps, schema_editor):
    apps.get_model("outreach", "Message").objects.filter(key=None).update(key=F("message_id"))


class Migration(migrations.Migration):
    """A letter that was written before is known by its Message-ID."""

    dependencies = [("outreach", "0010_one_outbox")]

    operations = [migrations.RunPython(name_each, migrations.RunPython.noop)]
