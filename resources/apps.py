from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = _("Library")

    def ready(self):
        for listener in (
            "watch",
            "history",
            "duplicates",
            "checks",
            "reporting",
            "files.forgetting",
            "drive.following",
        ):
            import_module(f"resources.{listener}")
