import secrets

from django.db import migrations


def make_applications(apps, schema_editor):
    """Accounts that wait to be accepted: from now on, it is the application that waits."""
    Member = apps.get_model('members', 'Member')
    Application = apps.get_model('members', 'Application')
    for member in Member._base_manager.filter(is_active=True, accepted_at=None, application=None):
        application = Application._base_manager.create(
            handle=secrets.token_hex(8),
            email=member.email,
            language=member.language,
            display_name=member.display_name,
            pronouns=member.pronouns,
            place=member.place,
            region_id=member.region_id,
            organization_id=member.organization_id,
            takes_part='organization' if member.organization_id else 'individual',
            submitted_at=member.joined_at,
            confirmed_at=member.joined_at,
            waits_since=member.joined_at,
            member=member,
            is_demonstration=member.is_demonstration,
        )
        application.languages.set(member.languages.all())
        application.struggles.set(member.struggles.all())
        application.supports.set(member.supports.all())


def forget_them(apps, schema_editor):
    waiting = apps.get_model('members', 'Application')._base_manager.filter(member__isnull=False)
    waiting.filter(member__accepted_at=None).delete()


class Migration(migrations.Migration):
    """One truth about who waits: the application."""

    dependencies = [
        ('members', '0022_applications'),
    ]

    operations = [
        migrations.RunPython(make_applications, forget_them),
    ]
