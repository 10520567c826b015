"""What the desk noted of addresses held back named them: the names go, what was done stays."""

from django.db import migrations


def without_address(apps, schema_editor):
    noted = apps.get_model("admin", "LogEntry").objects.filter(
        content_type__app_label="members", content_type__model="heldaddress"
    )
    noted.update(object_repr="–")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0041_hidden_by_the_coordination"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(without_address, migrations.RunPython.noop, elidable=True)]
