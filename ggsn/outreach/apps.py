from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "ggsn.outreach"
    label = "outreach"
    verbose_name = _("Outreach")

    def ready(self):
        kinds = [f"kinds.{name}" for name in ("meetings", "library", "announcements", "people", "applicants", "desk")]
        for module in ("signals", *kinds, "news", "refusals", "joining", "beginning", "people"):
            import_module(f"ggsn.outreach.{module}")
