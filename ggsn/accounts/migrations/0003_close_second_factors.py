from django.db import migrations

from ggsn.accounts.sealing import each_secret, reseal_factors, unseal


def close(apps, schema_editor):
    reseal_factors(*kept(apps))


def open_again(apps, schema_editor):
    reseal_factors(*kept(apps), change=lambda data: each_secret(data, unseal))


def kept(apps):
    return apps.get_model("mfa", "Authenticator"), apps.get_model("accounts", "Undo")


class Migration(migrations.Migration):
    """Secrets that lay open are closed. Before going back to an earlier release, `migrate accounts 0002` opens them."""

    dependencies = [("accounts", "0002_copies_of_ones_own_data"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(close, open_again)]
