from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "ggsn.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self):
        import_module("ggsn.search.watch")
