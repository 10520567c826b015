"""For machines that watch over the portal: is the process there, is the portal ready. They say yes or no, and not why.

Why is told to coordinators, on the self-check page of the desk.
"""

import datetime
import logging
import os

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ggsn.checkup.quick import are_migrations_done, is_database_careful, is_disk_roomy
from ggsn.outreach.models import Message

# A letter that is due for so long has no worker to send it.
OVERDUE = datetime.timedelta(hours=1)

logger = logging.getLogger(__name__)
_whole = False


@login_not_required
@never_cache
@require_safe
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request):
    try:
        missing = [name for name, is_there in _needed() if not is_there]
    except Exception as error:  # a database that is away, a disk that cannot be written
        missing = [type(error).__name__]
    if missing:
        logger.error("Not ready: %s", ", ".join(missing))
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def _needed():
    connection.ensure_connection()
    yield "a database that keeps what it is told", is_database_careful()
    yield "a complete update", _is_update_complete()
    yield "room on the disk", is_disk_roomy()[0]
    yield "a place for files", os.access(settings.DATA_DIR, os.W_OK)
    yield "a worker that sends letters", not Message.objects.due().filter(due_at__lt=timezone.now() - OVERDUE).exists()


def _is_update_complete():
    """Looked for until it is: while a process lives, nobody takes an update back."""
    global _whole
    _whole = _whole or are_migrations_done()
    return _whole
