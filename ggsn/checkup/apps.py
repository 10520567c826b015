from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckupConfig(AppConfig):
    name = "ggsn.checkup"
    label = "checkup"
    verbose_name = _("Self-check")
