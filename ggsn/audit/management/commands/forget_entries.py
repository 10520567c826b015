from django.core.management.base import BaseCommand

from ggsn.audit.models import Entry


class Command(BaseCommand):
    help = "Let go of the lines of the audit log that are older than two years. Run it each night."

    def handle(self, **options):
        forgotten = Entry.objects.forget()
        if options["verbosity"]:
            self.stdout.write(f"{forgotten} lines forgotten.")
