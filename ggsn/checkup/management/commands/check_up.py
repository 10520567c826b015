from django.core.management.base import BaseCommand, CommandError

from ggsn.checkup.models import keep
from ggsn.checkup.quick import NIGHT, quick
from ggsn.checkup.slow import look_at_all, slow


class Command(BaseCommand):
    help = "Look whether all is well, and write down what the page of the desk shows. Ends with 1 where it is not. "
    help += "Run it each night, after the other nightly commands."

    def handle(self, **options):
        keep(NIGHT)
        look_at_all()
        findings = [*quick(), *slow()]
        for finding in findings:
            if options["verbosity"]:
                self.stdout.write(f"{'   ' if finding.is_well else '!! '}{finding.subject}: {finding.said}")
        if not all(finding.is_well for finding in findings):
            raise CommandError("Something needs attention.")
