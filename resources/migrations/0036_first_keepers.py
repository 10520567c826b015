from django.db import migrations


def name_the_contributors(apps, schema_editor):
    """Whoever gave a card that is published looks after the document, until the desk names others."""
    resources = apps.get_model("resources", "Resource").objects.filter(kind="drive", published_at__isnull=False)
    members = resources.filter(contributor__is_active=True, contributor__accepted_at__isnull=False)
    keeping = apps.get_model("resources", "Keeping")
    keeping.objects.bulk_create(
        [
            keeping(resource_id=pk, member_id=contributor, since=since)
            for pk, contributor, since in members.values_list("pk", "contributor", "published_at")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("resources", "0035_who_looks_after_the_drive")]

    operations = [migrations.RunPython(name_the_contributors, migrations.RunPython.noop)]
