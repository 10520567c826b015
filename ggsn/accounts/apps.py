from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "ggsn.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from ggsn.accounts import sealing, sessions, undoing  # noqa: F401
