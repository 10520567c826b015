import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Letters become messages, which may also be of a kind and go by other ways."""

    dependencies = [
        ("outreach", "0001_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="letter", name="letter_waiting"),
        migrations.RemoveConstraint(model_name="letter", name="letter_sent_or_parked"),
        migrations.RenameModel(old_name="Letter", new_name="Message"),
        migrations.AlterModelOptions(
            name="message", options={"verbose_name": "message", "verbose_name_plural": "messages"}
        ),
        migrations.AddField("message", "kind", models.CharField(blank=True, default="", max_length=40, verbose_name="kind")),
        migrations.AddField("message", "about", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("message", "edition", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField(
            "message",
            "member",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            "message",
            "channel",
            models.CharField(
                choices=[("mail", "Mail"), ("slack", "Slack"), ("members", "To each member")],
                default="mail",
                max_length=8,
                verbose_name="channel",
            ),
        ),
        migrations.AddField("message", "line", models.CharField(blank=True, default="", max_length=100)),
        migrations.AddField(
            "message",
            "rank",
            models.PositiveSmallIntegerField(choices=[(0, "Letter"), (1, "News")], default=0),
        ),
        migrations.AddField(
            "message", "digest", models.CharField(blank=True, db_index=True, default="", max_length=100)
        ),
        migrations.AddField("message", "key", models.CharField(max_length=255, null=True)),
        migrations.AddField(
            "message",
            "dropped_at",
            models.DateTimeField(blank=True, null=True, verbose_name="become pointless"),
        ),
        migrations.AlterField(
            "message", "to", models.CharField(blank=True, default="", max_length=320, verbose_name="to")
        ),
        migrations.AlterField(
            "message", "subject", models.CharField(blank=True, default="", max_length=998, verbose_name="subject")
        ),
        migrations.AlterField(
            "message", "sender", models.CharField(blank=True, default="", max_length=320, verbose_name="from")
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(
                    ("dropped_at__isnull", True), ("parked_at__isnull", True), ("sent_at__isnull", True)
                ),
                fields=["rank", "due_at"],
                name="message_waiting",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parked_at", None), ("sent_at", None)),
                    models.Q(("dropped_at", None), ("sent_at", None)),
                    models.Q(("dropped_at", None), ("parked_at", None)),
                    _connector="OR",
                ),
                name="message_one_end",
            ),
        ),
    ]
