from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ggsn.demonstration.crowd import Crowd
from members.models import Member


class Command(BaseCommand):
    help = (
        "Fill a demonstration with an invented crowd, to see how the portal bears it. Refused where members are real."
    )

    def add_arguments(self, parser):
        parser.add_argument("--members", type=int, default=0, help="how many there shall be in all")
        parser.add_argument("--resources", type=int, default=0)
        parser.add_argument("--meetings", type=int, default=0)
        parser.add_argument("--terms", type=int, default=0)
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same crowd")

    def handle(self, members, resources, meetings, terms, seed, verbosity, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("Set DEMONSTRATION=1: an invented crowd has no place among real members.")
        if Member.objects.filter(is_demonstration=False).exists():
            raise CommandError("There are real members here. An invented crowd is never put beside them.")
        if resources and not members and not Member.objects.exists():
            raise CommandError("Resources need members who contribute them: add --members.")
        Crowd(seed, partial(tqdm, disable=verbosity < 1)).fill(members, meetings, resources, terms)
