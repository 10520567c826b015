import time
from contextlib import suppress

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from ggsn.checkup.worker import after_each_round
from ggsn.outreach.delivery import connection, deliver_next
from ggsn.outreach.models import Letter


class Command(BaseCommand):
    help = "Send every letter that is due, and forget those older than thirty days. Two at once do no harm."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on, looking again every few seconds")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two looks (default 2)")

    def handle(self, *, loop, pause, **options):
        sent = self.deliver()
        while loop:
            close_old_connections()
            time.sleep(pause)
            sent = self.deliver()
        if options["verbosity"]:
            self.stdout.write(f"{sent} letters handled, {Letter.objects.parked().count()} parked.")

    def deliver(self):
        handled = 0
        way_out = connection()
        try:
            while deliver_next(way_out):
                handled += 1
        finally:
            with suppress(Exception):
                way_out.close()
        Letter.objects.forgettable().delete()
        after_each_round()
        return handled
