from django.core.management.base import BaseCommand

from members.models import Application


class Command(BaseCommand):
    help = "Remind reviewers of applications that have waited for a week, once a week each. Run it each night."

    def handle(self, **options):
        for application in Application.objects.to_remind().select_related("region"):
            application.remind()
