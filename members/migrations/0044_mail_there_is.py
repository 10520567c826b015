from django.db import migrations


def ask_for_what_there_is(apps, schema_editor):
    """Whoever applied earlier was not asked about announcements, which everybody begins with, but about challenges."""
    waiting = apps.get_model("members", "Application").objects.filter(accepted_at=None, declined_at=None)
    for application in waiting.only("wanted_mail"):
        wanted = [one for one in application.wanted_mail if one != "challenges"]
        application.wanted_mail = [*wanted, *(["announcements"] if "announcements" not in wanted else [])]
        application.save(update_fields=["wanted_mail"])


class Migration(migrations.Migration):
    dependencies = [("members", "0043_requests_to_represent")]

    operations = [migrations.RunPython(ask_for_what_there_is, migrations.RunPython.noop)]
