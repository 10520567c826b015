from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "ggsn.audit"
    label = "audit"
    verbose_name = _("Audit log")

    def ready(self):
        from ggsn.audit import listening

        listening.begin()
