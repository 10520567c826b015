from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class GgsnConfig(AppConfig):
    name = "ggsn"

    def ready(self):
        from ggsn import checks, kept  # noqa: F401
        from ggsn.personal import forgetting  # noqa: F401

        connection_created.connect(kept.watch, dispatch_uid="ggsn.kept.watch")


class DeskConfig(AdminConfig):
    """Django's admin, with our own door: see ggsn.desk."""

    default_site = "ggsn.desk.Desk"

    def ready(self):
        super().ready()
        from django.contrib.admin import site

        from ggsn.desk import NOT_AT_THE_DESK

        site.unregister([apps.get_model(label) for label in NOT_AT_THE_DESK])
