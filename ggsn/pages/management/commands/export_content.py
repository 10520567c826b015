from django.core.management.base import BaseCommand, CommandError

from ggsn.pages.travel.exporting import export


class Command(BaseCommand):
    help = "Write all pages and published terms into DIR, in the form that load_content reads."

    def add_arguments(self, parser):
        parser.add_argument("directory", metavar="DIR")

    def handle(self, *args, directory, **options):
        try:
            paths = export(directory)
        except OSError as error:
            raise CommandError(f"{directory} cannot be written to: {error.strerror}.") from None
        self.stdout.write(f"{len(paths)} files written into {directory}.")
