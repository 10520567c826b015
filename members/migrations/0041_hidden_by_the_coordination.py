from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0040_be_seen_as_one_chooses"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="hidden by the coordination"
            ),
        ),
    ]
