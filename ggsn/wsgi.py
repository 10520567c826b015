"""What the web server calls: Django, behind the finished pages it need not make again."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ggsn.settings")

application = get_wsgi_application()
if settings.KEEP_PAGES:
    from ggsn.finished import FinishedPages

    application = FinishedPages(application)
