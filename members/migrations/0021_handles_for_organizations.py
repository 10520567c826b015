import secrets

from django.db import migrations


def give_handles(apps, schema_editor):
    Organization = apps.get_model('members', 'Organization')
    for organization in Organization._base_manager.filter(handle=None).only('pk'):
        Organization._base_manager.filter(pk=organization.pk).update(handle=secrets.token_hex(8))


class Migration(migrations.Migration):
    """Organizations that are there already get an address."""

    dependencies = [
        ('members', '0020_representatives'),
    ]

    operations = [
        migrations.RunPython(give_handles, migrations.RunPython.noop),
    ]
