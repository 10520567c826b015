from django.core.management.base import BaseCommand

from ggsn.personal.erasure import replay


class Command(BaseCommand):
    help = "After a restore, before the portal opens: erase again whoever had left (DATA_DIR/erasures.jsonl)."

    def handle(self, **options):
        self.stdout.write(f"{replay()} erased again")
