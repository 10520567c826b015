from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "ggsn.outreach"
    label = "outreach"
    verbose_name = _("Outreach")

    def ready(self):
        from ggsn.outreach import people, signals  # noqa: F401
