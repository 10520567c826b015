from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ggsn import demonstration
from members.models import Member

ACCOUNTS = ["member", "other", "applicant", "regional", "coordinator", "admin"]


class Command(BaseCommand):
    help = "Load the invented community. Twice is once; refused where real members exist."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="only show with which accounts one can sign in")

    def handle(self, accounts, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("Set DEMONSTRATION=1: its accounts have a known password and must never be real.")
        if accounts:
            return self.show_accounts()
        self.stdout.write("Loading the demonstration community")
        try:
            demonstration.load(settings.DEMO_PASSWORD, note=lambda sentence: self.stdout.write(f"  {sentence}"))
        except demonstration.RealMembers:
            raise CommandError(
                "There are real members here. The demonstration community is never put beside them."
            ) from None

    def show_accounts(self):
        addresses = [f"{name}@example.org" for name in ACCOUNTS]
        there = Member.objects.filter(is_demonstration=True, email__in=addresses)
        known = {member.email: member.check_password(settings.DEMO_PASSWORD) for member in there}
        if not known:
            return
        self.stdout.write("\nDemonstration accounts:")
        for address in addresses:
            if address in known:
                self.stdout.write(f"  {address}" + ("" if known[address] else "   (password changed since)"))
        if any(known.values()):
            self.stdout.write(f"Password: {settings.DEMO_PASSWORD}")
