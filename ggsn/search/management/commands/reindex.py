from django.core.management.base import BaseCommand
from tqdm import tqdm

from ggsn.search.index import how_many, rebuild
from ggsn.search.models import Entry


class Command(BaseCommand):
    help = "Make the index of the search anew from what the rooms have. Nothing is lost with it; never harmful."

    def add_arguments(self, parser):
        parser.add_argument("--whole", action="store_true", help="in one go, from nothing; stop the workers first")

    def handle(self, verbosity, whole, **options):
        with tqdm(total=how_many(), disable=verbosity < 1, desc="indexing") as bar:
            rebuild(bar.update, whole)
        if verbosity:
            self.stdout.write(f"{Entry.objects.count()} entries.")
