from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class GgsnConfig(AppConfig):
    name = "ggsn"

    def ready(self):
        from ggsn import checks, kept  # noqa: F401
        from ggsn.accounts import sessions  # noqa: F401

        connection_created.connect(kept.watch, dispatch_uid="ggsn.kept.watch")


class DeskConfig(AdminConfig):
    """Django's admin, with our own door: see ggsn.desk."""

    default_site = "ggsn.desk.Desk"
