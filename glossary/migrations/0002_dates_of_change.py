import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def take_that_of_publication(apps, schema_editor):
    """As far as anybody knows."""
    published = apps.get_model("glossary", "Term").objects.filter(published_at__isnull=False)
    published.update(changed_at=F("published_at"))


class Migration(migrations.Migration):
    dependencies = [("glossary", "0001_terms_and_proposals")]
    operations = [
        migrations.AddField(
            model_name="term",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed"),
        ),
        migrations.RunPython(take_that_of_publication, migrations.RunPython.noop),
    ]
