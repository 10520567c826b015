import signal
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from ggsn.outreach.delivery import deliver_all
from ggsn.outreach.models import Line, Message


class Command(BaseCommand):
    help = "Send every message that is due, and forget those older than thirty days. Two at once do no harm."

    is_stopping = False

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on, looking again every few seconds")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two looks (default 2)")

    def handle(self, *, loop, pause, **options):
        if loop:
            signal.signal(signal.SIGTERM, self.stop)
        sent = deliver_all(lambda: self.is_stopping)
        while loop and not self.is_stopping:
            close_old_connections()
            time.sleep(pause)
            sent = deliver_all(lambda: self.is_stopping)
        if options["verbosity"]:
            held = "The outbox is held: nothing leaves. " if Line.objects.is_held() else ""
            self.stdout.write(f"{held}{sent} messages handled, {Message.objects.parked().count()} parked.")

    def stop(self, *_):
        """Finish the message at hand, so that nobody gets it twice."""
        self.is_stopping = True
