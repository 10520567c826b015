from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from resources.models import Occurrence, Resource, Word
from resources.search import index
from resources.shelves import renew_edition


class Command(BaseCommand):
    help = "Make the word index of the library anew. Needed after rows were written past the models; never harmful."

    def handle(self, verbosity, **options):
        with transaction.atomic():
            Occurrence.objects.all().delete()
            Word.objects.all().delete()
            resources = Resource.objects.published().select_related("contributor__organization").order_by("pk")
            some = []
            for resource in tqdm(resources.iterator(200), total=resources.count(), disable=verbosity < 1):
                some.append(resource)
                if len(some) == 200:
                    index(some)
                    some = []
            index(some)
            renew_edition()
        self.stdout.write(f"{Word.objects.count()} words, {Occurrence.objects.count()} occurrences.")
