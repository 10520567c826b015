from django.conf import settings
from django.contrib.auth.hashers import check_password
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
        there = dict(Member.objects.filter(is_demonstration=True, email__in=addresses).values_list("email", "password"))
        if not there:
            return
        # Made with one password, they have one hash until somebody changes theirs; checking takes a while on purpose.
        right = {stored: check_password(settings.DEMO_PASSWORD, stored) for stored in set(there.values())}
        known = {address: right[stored] for address, stored in there.items()}
        self.stdout.write("\nDemonstration accounts:")
        for address in addresses:
            if address in known:
                self.stdout.write(f"  {address}" + ("" if known[address] else "   (password changed since)"))
        if any(known.values()):
            self.stdout.write(f"Password: {settings.DEMO_PASSWORD}")
