from django.db import migrations, models
from django.db.models import F


def note_who_was_there(apps, schema_editor):
    """Whoever came in by the letter was led to the steps, and whoever has a clock of their own has been asked for it."""
    Member, Application = (apps.get_model("members", name) for name in ["Member", "Application"])
    led = Application.objects.exclude(welcomed_at=None).exclude(member=None).values("member")
    accepted = Member.objects.exclude(accepted_at=None)
    accepted.filter(pk__in=led).update(first_steps_at=F("accepted_at"))
    accepted.exclude(time_zone="UTC").update(first_steps_at=F("accepted_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0047_newest_members_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='first_steps_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='first steps'),
        ),
        migrations.RunPython(note_who_was_there, migrations.RunPython.noop),
    ]
