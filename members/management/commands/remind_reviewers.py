from django.core.management.base import BaseCommand

from members.reminding import REMINDERS


class Command(BaseCommand):
    help = (
        "Remind reviewers of applications that have waited for a week, once a week each; and twice a year those who "
        "look after documents in the drive. Run it each night."
    )

    def handle(self, **options):
        for remind in REMINDERS:
            remind()
