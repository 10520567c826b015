from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BinConfig(AppConfig):
    name = "ggsn.bin"
    label = "bin"
    verbose_name = _("Bin")

    def ready(self):
        import_module("ggsn.bin.forgetting")
