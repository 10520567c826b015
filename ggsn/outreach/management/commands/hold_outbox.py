from django.core.management.base import BaseCommand

from ggsn.outreach.models import Line, Message


class Command(BaseCommand):
    help = (
        "Let nothing leave the outbox until a coordinator releases it at the desk. After restoring a backup run this "
        "first: what was sent since the backup would else be sent again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--release", action="store_true", help="let everything leave again, codes to sign in too")

    def handle(self, *, release, **options):
        if release:
            Line.objects.release()
            self.stdout.write("The outbox is open.")
        else:
            Line.objects.hold()
            self.stdout.write(f"The outbox is held; {Message.objects.waiting().count()} messages wait in it.")
