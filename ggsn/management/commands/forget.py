from django.core.management.base import BaseCommand

from members.forgetting import FORGETTERS


class Command(BaseCommand):
    help = "Forget whatever is past the time it is kept (settings.RETENTION). Run it each night; twice does no harm."

    def handle(self, **options):
        for name, forget in FORGETTERS.items():
            self.stdout.write(f"{name}: {forget()}")
