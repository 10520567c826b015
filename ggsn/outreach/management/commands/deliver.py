import logging
import signal
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from ggsn.checkup.worker import after_each_round
from ggsn.outreach.delivery import deliver_all
from ggsn.outreach.models import Line, Message

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send every message that is due, and forget those older than thirty days. Two at once do no harm."

    is_stopping = False

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on, looking again every few seconds")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two looks (default 2)")

    def handle(self, *, loop, pause, **options):
        if loop:
            signal.signal(signal.SIGTERM, self.stop)
            while not self.is_stopping:
                self.deliver_if_the_database_is_there()
                time.sleep(pause)
            return
        handled = deliver_all()
        after_each_round()
        if options["verbosity"]:
            held = "The outbox is held: nothing leaves. " if Line.objects.is_held() else ""
            self.stdout.write(f"{held}{handled} messages handled, {Message.objects.parked().count()} parked.")

    def deliver_if_the_database_is_there(self):
        """A database that is away or busy for a moment ends no deliverer: what was at hand is taken up again later."""
        try:
            close_old_connections()
            deliver_all(lambda: self.is_stopping)
            after_each_round()
        except DatabaseError as error:
            logger.warning("The outbox could not be read or written: %s", type(error).__name__)

    def stop(self, *_):
        """Finish the message at hand, so that nobody gets it twice."""
        self.is_stopping = True
