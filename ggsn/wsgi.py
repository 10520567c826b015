"""What the web server calls: Django, behind the finished pages it need not make again."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ggsn.settings")

application = get_wsgi_application()

from resources.checks import refuse_wrong_keys  # noqa: E402 - once Django has its models

refuse_wrong_keys()
if settings.KEEP_PAGES:
    from ggsn.finished import FinishedPages

    application = FinishedPages(application)
